import type { FastifyRequest } from 'fastify';
import { commandIdOf, type CommandContext } from '@jalon/application';
import { isUuid } from '@jalon/kernel';
import { callerOf } from '../access/caller-of.js';
import { ApiProblem } from '../problems/api-problem.js';
import { revisionSeen } from './if-match.js';

/**
 * What a request says of its command besides the body.
 *
 * @throws ApiProblem PATH_INVALID, IF_MATCH_INVALID, IF_MATCH_UNSUPPORTED
 */
export function orderOf(request: FastifyRequest, key: string): CommandContext {
  const caller = callerOf(request);
  const params = request.params as Readonly<Record<string, string>>;
  const misshapen = Object.keys(params).find((name) => !isUuid(params[name]));
  if (misshapen !== undefined) throw new ApiProblem('PATH_INVALID', { params: { field: misshapen } });

  const target = params['id'] ?? null;
  const ifMatch = revisionSeen(request.headers['if-match']);
  if (target === null && ifMatch !== undefined) throw new ApiProblem('IF_MATCH_UNSUPPORTED');
  const { tenant, person } = caller;
  return {
    caller,
    target,
    commandId: commandIdOf({ tenant, person, method: request.method, path: pathOf(request, params) }, key),
    correlationId: request.correlationId,
    ...(ifMatch !== undefined && { ifMatch }),
    ...(request.traceparent !== undefined && { traceparent: request.traceparent }),
  };
}

/** The path as the router understood it, so that another spelling of the same path is not another command. */
function pathOf(request: FastifyRequest, params: Readonly<Record<string, string>>): string {
  return (request.routeOptions.url ?? '').replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '');
}
