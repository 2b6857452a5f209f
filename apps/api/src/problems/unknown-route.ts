import type { FastifyRequest } from 'fastify';
import { methodsAt } from '../http/route-table.js';
import { ApiProblem } from './api-problem.js';

/** Why no handler answers: nothing lies at the path, or something that answers to other methods. */
export function unknownRoute(request: FastifyRequest): ApiProblem {
  const allowed = methodsAt(request.server, pathOf(request)).join(', ');
  if (allowed === '') return new ApiProblem('ROUTE_UNKNOWN');
  return new ApiProblem('METHOD_NOT_ALLOWED', { params: { allowed }, headers: { allow: allowed } });
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
