import { Inject, Injectable } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import { commandIdOf, systemIds, type CommandContext, type Outcome } from '@jalon/application';
import { isUuid, type Ids } from '@jalon/kernel';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { callerOf } from '../http/authentication.js';
import { etagOf, type HttpContext } from '../http/http-context.js';
import { ApiProblem } from '../problems/api-problem.js';
import type { OutcomeBody } from './outcome.dto.js';

/** A command on the CommandBus, with its context. */
export class CommandMessage extends Command<Outcome> {
  constructor(
    readonly command: object,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Handles every command: the engine finds the command's decider by its class, in the command table. */
@CommandHandler(CommandMessage)
export class CommandMessageHandler implements ICommandHandler<CommandMessage> {
  constructor(@Inject(ENGINE) private readonly engine: Pick<ApiEngine, 'handler'>) {}

  execute({ command, context }: CommandMessage): Promise<Outcome> {
    return this.engine.handler.handle(command, context);
  }
}

/** Sends the commands of the controllers to the CommandBus. */
@Injectable()
export class CommandDispatcher {
  constructor(@Inject(CommandBus) private readonly bus: CommandBus) {}

  /**
   * Does a command and writes its outcome: 201 for a new thing, 200 otherwise.
   *
   * @throws ApiProblem KEY_INVALID, PATH_INVALID, IF_MATCH_INVALID, IF_MATCH_UNSUPPORTED, and what the handler throws
   */
  async dispatch(command: object, { request, reply }: HttpContext): Promise<OutcomeBody> {
    const key = idempotencyKey(request.headers['idempotency-key'], systemIds);
    // Before the command is done, so that a refusal carries the key too.
    void reply.header('idempotency-key', key);
    const outcome = await this.bus.execute(new CommandMessage(command, contextOf(request, key)));

    const { id, revision, position, events, part, created } = outcome;
    void reply.header('etag', etagOf(revision));
    if (position !== null) void reply.header('jalon-position', position);
    if (created) void reply.status(201).header('location', `${request.routeOptions.url ?? ''}/${id}`);
    return { id, revision, position, events: [...events], ...(part !== undefined && { part }) };
  }
}

/** The command's context: everything that the request says about it besides the body. */
function contextOf(request: FastifyRequest, key: string): CommandContext {
  const caller = callerOf(request);
  const params = request.params as Readonly<Record<string, string>>;
  const invalid = Object.keys(params).find((name) => !isUuid(params[name]));
  if (invalid !== undefined) throw new ApiProblem('PATH_INVALID', { params: { field: invalid } });

  const target = params['id'] ?? null;
  const ifMatch = revisionSeen(request.headers['if-match']);
  if (target === null && ifMatch !== undefined) throw new ApiProblem('IF_MATCH_UNSUPPORTED');
  const { tenant, person } = caller;
  return {
    caller,
    ...(request.tenant !== null && { tenant: request.tenant }),
    target,
    commandId: commandIdOf({ tenant, person, method: request.method, path: pathOf(request, params) }, key),
    correlationId: request.correlationId,
    ...(ifMatch !== undefined && { ifMatch }),
    ...(request.traceparent !== undefined && { traceparent: request.traceparent }),
  };
}

/** The path as the router read it, so that another spelling of the same path is not another command. */
function pathOf(request: FastifyRequest, params: Readonly<Record<string, string>>): string {
  return (request.routeOptions.url ?? '').replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '');
}

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/**
 * The client's `Idempotency-Key`, or a new one when it sent none.
 *
 * @throws ApiProblem KEY_INVALID
 */
export function idempotencyKey(header: string | string[] | undefined, ids: Ids): string {
  if (header === undefined) return ids.next();
  if (typeof header !== 'string' || !VISIBLE_ASCII.test(header)) throw new ApiProblem('KEY_INVALID');
  return header;
}

const STRONG_ETAG = /^"(0|[1-9]\d{0,15})"$/;

/**
 * The revision that the client saw, from `If-Match: "<revision>"`. Undefined without the header, and for `*`: that only
 * asks the thing to exist, as every command on a thing does.
 *
 * @throws ApiProblem IF_MATCH_INVALID
 */
export function revisionSeen(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const revision = STRONG_ETAG.exec(ifMatch.trim())?.[1];
  if (revision === undefined) throw new ApiProblem('IF_MATCH_INVALID');
  return Number(revision);
}
