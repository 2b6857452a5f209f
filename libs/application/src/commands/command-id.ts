import { createHash } from 'node:crypto';
import {
  canonicalJson,
  NotCanonical,
  personalFieldsOfCommand,
  type JsonObject,
  type TenantId,
  type Uuid,
} from '@jalon/kernel';
import { v5 } from 'uuid';
import { CommandRefused } from './command-errors.js';

/** The namespace of the ids made from an idempotency key. Ids are stored in events, so it never changes. */
const COMMAND_IDS: Uuid = '5f0c3b0a-6f0e-5d53-9d0b-7c3f6a1d2e48';

/** Where an idempotency key counts: the same key of another person, or on another path, is another command. */
export interface KeyScope {
  readonly tenant: TenantId;
  readonly person: Uuid;
  readonly method: string;
  /** The path with its ids, without the query string. */
  readonly path: string;
}

/** The id of the command sent under an `Idempotency-Key`; the raw key is stored nowhere. */
export function commandIdOf({ tenant, person, method, path }: KeyScope, key: string): Uuid {
  // Canonical JSON keeps the parts apart: no separator that one of them could hold.
  return v5(canonicalJson([tenant, person, method, path, key]), COMMAND_IDS);
}

/** The id that a client left out, of the thing or the part that its command makes: the same at every retry. */
export function idMadeBy(commandId: Uuid): Uuid {
  return v5('id', commandId);
}

/** The id of a command that the engine itself sends because of another command or event. */
export function stepOf(cause: Uuid, step: string): Uuid {
  return v5(step, cause);
}

/**
 * What makes two commands under one key the same: name, target and every field that is not personal, as lower-case hex
 * SHA-256. Personal fields are left out, since a hash of them would outlive their erasure.
 *
 * @throws CommandRefused TEXT_NOT_UNICODE when a text, personal or not, could not be stored as it was sent
 */
export function commandHash(name: string, command: object, target: string | null): string {
  // As JSON carries it: fields left undefined are not there.
  const fields = JSON.parse(JSON.stringify(command)) as JsonObject;
  const personal = personalFieldsOfCommand(command.constructor);
  const compared = Object.fromEntries(Object.entries(fields).filter(([field]) => !personal.has(field)));
  refuseBrokenText(fields);
  return hashOf({ name, target, command: compared });
}

/** Lower-case hex SHA-256 of a value's canonical JSON. */
export function hashOf(value: JsonObject): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function refuseBrokenText(fields: JsonObject): void {
  try {
    canonicalJson(fields);
  } catch (error) {
    if (error instanceof NotCanonical) throw new CommandRefused({ code: 'TEXT_NOT_UNICODE', params: {} });
    throw error;
  }
}
