import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { faultsOf, readAs, unknownFieldIn } from '@jalon/engine';
import { pathFieldsOfCommand, type CommandClass } from '@jalon/kernel';
import { ApiProblem } from '../problems/api-problem.js';

/** A request's body beside the ids of its path: what a command is made from. */
export interface RawCommand {
  readonly body: unknown;
  readonly path: Readonly<Record<string, string>>;
}

/** Makes the command that a request carries, or says everything that keeps it from being one. */
@Injectable()
export class CommandPipe implements PipeTransform<RawCommand, object> {
  /** @throws ApiProblem FIELD_UNKNOWN, FIELD_INVALID, BODY_INVALID */
  transform({ body, path }: RawCommand, { metatype }: ArgumentMetadata): object {
    const command = metatype as CommandClass;
    const fromPath = pathFieldsOf(command);
    const given = withoutNothing(body);
    const doubled = fromPath.find((field) => Object.hasOwn(given, field));
    if (doubled !== undefined) throw new ApiProblem('FIELD_UNKNOWN', { params: { field: doubled } });

    const plain = fromPath.length === 0 ? given : { ...given, ...pick(path, fromPath) };
    return checked(command, plain);
  }
}

function checked(command: CommandClass, plain: object): object {
  const { instance, errors } = readAs(command, plain);
  if (errors.length === 0) return instance;
  const faults = faultsOf(errors);
  const field = unknownFieldIn(errors);
  if (field !== null) throw new ApiProblem('FIELD_UNKNOWN', { params: { field }, faults });
  throw new ApiProblem('FIELD_INVALID', { faults });
}

/** A command without fields may come without a body. */
function withoutNothing(body: unknown): object {
  return typeof body === 'object' && body !== null ? body : {};
}

function pick(path: Readonly<Record<string, string>>, fields: readonly string[]): object {
  return Object.fromEntries(fields.map((field) => [field, path[field]]));
}

const pathFields = new WeakMap<CommandClass, readonly string[]>();

/** The marks of a class never change, so they are looked up once. */
function pathFieldsOf(command: CommandClass): readonly string[] {
  const known = pathFields.get(command) ?? [...pathFieldsOfCommand(command)];
  pathFields.set(command, known);
  return known;
}
