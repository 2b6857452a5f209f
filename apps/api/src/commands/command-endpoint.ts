import {
  applyDecorators,
  type ArgumentMetadata,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  Inject,
  Injectable,
  type PipeTransform,
  Post,
} from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiBody, ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import 'reflect-metadata';
import { type CommandContext, commandIdOf, type Outcome, systemIds } from '@jalon/application';
import { faultsBeyond, faultsOf, readAs, unknownFieldIn } from '@jalon/engine';
import { type CommandClass, type Ids, isMonth, isUuid, pathFieldsOfCommand } from '@jalon/kernel';
import { type ApiEngine, ENGINE } from '../api-engine.js';
import { identifiedIn } from '../http/authentication.js';
import { actionOfParameter } from '../http/policies.js';
import { etagOf, type HttpContext } from '../http/http-context.js';
import { ApiProblem } from '../problems/api-problem.js';
import { OutcomeBody } from './outcome.dto.js';

/** A route whose command creates a thing. The method's first parameter is the command. */
export function PostCreation(path = ''): MethodDecorator {
  return commandRoute(path, ApiCreatedResponse({ type: OutcomeBody, description: 'Done: there is a new thing.' }));
}

/** A route whose command changes an existing thing. The method's first parameter is the command. */
export function PostCommand(path = ''): MethodDecorator {
  return commandRoute(path);
}

function commandRoute(path: string, ...more: readonly MethodDecorator[]): MethodDecorator {
  return applyDecorators(
    Post(path),
    HttpCode(200),
    ApiOkResponse({ type: OutcomeBody, description: 'Done, or already so.' }),
    documentBody,
    actionOfParameter(),
    ...more,
  );
}

/** Documents the class of the method's first parameter as the request body. */
const documentBody: MethodDecorator = (prototype, name, descriptor) => {
  const [command] = Reflect.getMetadata('design:paramtypes', prototype, name) as [new () => object];
  return ApiBody({ type: command })(prototype, name, descriptor);
};

/** What a command is read from: the request's body, and the ids in its path. */
export interface CommandSource {
  readonly body: unknown;
  readonly path: Readonly<Record<string, string>>;
}

/** Reads a request as a command, an instance of the parameter's class, and checks it. */
@Injectable()
export class CommandPipe implements PipeTransform<CommandSource, object> {
  /**
   * @returns the command, with the fields that its class takes from the path
   * @throws ApiProblem FIELD_UNKNOWN, FIELD_INVALID
   */
  transform({ body, path }: CommandSource, { metatype }: ArgumentMetadata): object {
    const command = metatype as CommandClass;
    // A command without fields may come without a body.
    const given = typeof body === 'object' && body !== null ? body : {};
    const fromPath = pathFieldsOf(command);
    const doubled = fromPath.find((field) => Object.hasOwn(given, field));
    if (doubled !== undefined) throw new ApiProblem('FIELD_UNKNOWN', { params: { field: doubled } });

    const plain = fromPath.length === 0 ? given : { ...given, ...pick(path, fromPath) };
    const { instance, errors } = readAs(command, plain);
    if (errors.length === 0) return instance;
    const faults = faultsOf(errors);
    const moreFaults = faultsBeyond(errors);
    const field = unknownFieldIn(errors);
    if (field !== null) throw new ApiProblem('FIELD_UNKNOWN', { params: { field }, faults, moreFaults });
    throw new ApiProblem('FIELD_INVALID', { faults, moreFaults });
  }
}

function pick(path: Readonly<Record<string, string>>, fields: readonly string[]): object {
  return Object.fromEntries(fields.map((field) => [field, path[field]]));
}

const pathFields = new WeakMap<CommandClass, readonly string[]>();

/** Looked up once for each class: it walks the class's prototypes. */
function pathFieldsOf(command: CommandClass): readonly string[] {
  const known = pathFields.get(command) ?? [...pathFieldsOfCommand(command)];
  pathFields.set(command, known);
  return known;
}

const commandSource = createParamDecorator((_data: unknown, context: ExecutionContext): CommandSource => {
  const { body, params } = context.switchToHttp().getRequest<FastifyRequest>();
  return { body, path: params as CommandSource['path'] };
});

/** A controller's parameter: the request's command, checked. */
export const CommandInput = (): ParameterDecorator => commandSource(CommandPipe);

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
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(ENGINE) private readonly engine: Pick<ApiEngine, 'positionTokens'>,
  ) {}

  /**
   * Does a command and writes its outcome: 201 for a new thing, 200 otherwise.
   *
   * @throws ApiProblem KEY_INVALID, PATH_INVALID, PATH_MONTH_INVALID, IF_MATCH_INVALID, IF_MATCH_UNSUPPORTED, and what the handler throws
   */
  async dispatch(command: object, { request, reply }: HttpContext): Promise<OutcomeBody> {
    const key = idempotencyKey(request.headers['idempotency-key'], systemIds);
    // Before the command is done, so that a refusal carries the key too.
    void reply.header('idempotency-key', key);
    const context = contextOf(request, key);
    const outcome = await this.bus.execute(new CommandMessage(command, context));

    const { id, revision, events, part, created } = outcome;
    const { tenant } = context.caller;
    const position = outcome.position === null ? null : this.engine.positionTokens.give(tenant, outcome.position);
    void reply.header('etag', etagOf(revision));
    if (position !== null) void reply.header('jalon-position', position);
    // What the path names is there for its caller: the publication of a month has no event before its first correction.
    if (created && context.target === null)
      void reply.status(201).header('location', `${request.routeOptions.url ?? ''}/${id}`);
    return { id, revision, position, events: [...events], ...(part !== undefined && { part }) };
  }
}

/** The command's context: everything in the request except the body. */
function contextOf(request: FastifyRequest, key: string): CommandContext {
  const { caller, credential } = identifiedIn(request);
  const params = request.params as Readonly<Record<string, string>>;
  const invalid = Object.keys(params).find((name) => !isValidInPath(name, params[name]));
  if (invalid === 'month') throw new ApiProblem('PATH_MONTH_INVALID', { params: { field: invalid } });
  if (invalid !== undefined) throw new ApiProblem('PATH_INVALID', { params: { field: invalid } });

  const target = params['id'] ?? params['month'] ?? null;
  const ifMatch = revisionSeen(request.headers['if-match']);
  if (target === null && ifMatch !== undefined) throw new ApiProblem('IF_MATCH_UNSUPPORTED');
  const { tenant, person } = caller;
  return {
    caller,
    credential: credential.kind,
    ...(request.tenant !== null && { tenant: request.tenant }),
    target,
    commandId: commandIdOf({ tenant, person, method: request.method, path: pathOf(request, params) }, key),
    correlationId: request.correlationId,
    ...(ifMatch !== undefined && { ifMatch }),
    ...(request.traceparent !== undefined && { traceparent: request.traceparent }),
  };
}

/** Things are named by UUIDs, the publication of a month by its month. */
const isValidInPath = (name: string, value: unknown): boolean => (name === 'month' ? isMonth(value) : isUuid(value));

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
