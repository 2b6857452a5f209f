import { createHash } from 'node:crypto';
import { canonicalJson, NotCanonical, personalFieldsOfCommand, type JsonObject } from '@jalon/kernel';
import { CommandRefused } from '../command-context.js';

/**
 * What makes two commands under one key the same: name, target and every field that is not personal, as lower-case hex
 * SHA-256. Personal fields are left out, since a hash of them would outlive the erasure of what it was made from.
 *
 * @throws CommandRefused TEXT_NOT_UNICODE when a text, personal or not, could not be stored as it was sent
 */
export function commandHash(name: string, command: object, target: string | null): string {
  const fields = plainFields(command);
  const personal = personalFieldsOfCommand(command.constructor);
  const compared = Object.fromEntries(Object.entries(fields).filter(([field]) => !personal.has(field)));
  refuseBrokenText(fields);
  return hashOf({ name, target, command: compared });
}

/** Lower-case hex SHA-256 of a value's canonical JSON. */
export function hashOf(value: JsonObject): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** The command as JSON carries it: fields left undefined are not there. */
function plainFields(command: object): JsonObject {
  return JSON.parse(JSON.stringify(command)) as JsonObject;
}

function refuseBrokenText(fields: JsonObject): void {
  try {
    canonicalJson(fields);
  } catch (error) {
    if (error instanceof NotCanonical) throw new CommandRefused({ code: 'TEXT_NOT_UNICODE', params: {} });
    throw error;
  }
}
