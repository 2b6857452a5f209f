import 'reflect-metadata';
import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  Injectable,
  Post,
  type ArgumentMetadata,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { faultsOf, readAs, unknownFieldIn } from '@jalon/engine';
import { pathFieldsOfCommand, type CommandClass } from '@jalon/kernel';
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
    const field = unknownFieldIn(errors);
    if (field !== null) throw new ApiProblem('FIELD_UNKNOWN', { params: { field }, faults });
    throw new ApiProblem('FIELD_INVALID', { faults });
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
