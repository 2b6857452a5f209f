import { createHash } from 'node:crypto';
import { v5 } from 'uuid';
import {
  type AnyDecider,
  canonicalJson,
  type Category,
  type CommandClass,
  type JsonObject,
  NotCanonical,
  personalFieldsOfCommand,
  streamName,
  type StreamName,
  streamParts,
  type StreamParts,
  type TenantId,
  type Uuid,
} from '@jalon/kernel';
import type { TenantDirectory, TenantProfile } from '../tenant-directory.js';
import type { CommandContext } from './command-context.js';
import { CommandRefused } from './command-errors.js';

/** One command with the aggregate that decides on it. */
export interface CommandRow {
  readonly decider: AnyDecider;
  readonly entry: AnyDecider['commands'][number];
}

/** Every aggregate, found by a command or by a stream's category. */
export interface CommandTable {
  readonly rows: readonly CommandRow[];
  /** @throws Error for a command that no aggregate decides on: a fault of the composition, not of the caller. */
  rowOf(command: object): CommandRow;
  /** @throws Error for a category without an aggregate. */
  readonly deciderOf: (category: Category) => AnyDecider;
}

/** @throws Error when two entries have one command class or one name, or two aggregates one category */
export function commandTable(deciders: readonly AnyDecider[]): CommandTable {
  const rows = deciders.flatMap((decider) => decider.commands.map((entry): CommandRow => ({ decider, entry })));
  const byCategory = uniqueMap(deciders, ({ category }) => category);
  const byClass = uniqueMap(rows, ({ entry }) => entry.command);
  uniqueMap(rows, ({ entry }) => entry.name);

  return {
    rows,
    rowOf: (command) => found(byClass.get(command.constructor as CommandClass), command.constructor.name),
    deciderOf: (category) => found(byCategory.get(category), category),
  };
}

/** Everything about a command that stays the same over all attempts to carry it out. */
export interface PreparedCommand {
  readonly command: object;
  readonly context: CommandContext;
  readonly row: CommandRow;
  readonly hash: string;
  /** The stream that it is about: always of the caller's own tenant. */
  readonly parts: StreamParts;
  readonly stream: StreamName;
  /** For what the client left unnamed: the same at every retry. */
  readonly newId: Uuid;
  /** Null for a tenant's own commands: it may not have been opened yet. */
  readonly tenant: TenantProfile | null;
}

/** @throws CommandRefused TEXT_NOT_UNICODE, TENANT_UNKNOWN */
export async function prepareCommand(
  { commands, tenants }: { readonly commands: CommandTable; readonly tenants: TenantDirectory },
  command: object,
  context: CommandContext,
): Promise<PreparedCommand> {
  const row = commands.rowOf(command);
  const { category } = row.decider;
  const { caller, commandId, target } = context;
  const newId = idMadeBy(commandId);
  const parts = { category, tenant: caller.tenant, id: idOf(category, command, context, newId) };
  const stream = streamName(parts);
  if (!streamParts(stream)) throw new Error(`${JSON.stringify(parts.id)} cannot be the id of a ${category}`);
  const hash = commandHash(row.entry.name, command, target);
  const tenant = category === 'tenant' ? null : (context.tenant ?? (await tenants.require(caller.tenant)));
  return { command, context, row, hash, parts, stream, newId, tenant };
}

function idOf(category: Category, command: object, { caller, target }: CommandContext, newId: Uuid): string {
  // A tenant's stream has the caller's tenant for its id: nobody opens another's.
  if (category === 'tenant') return caller.tenant;
  const { id } = command as { readonly id?: string | null };
  return (target ?? id ?? newId).toLowerCase();
}

function uniqueMap<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, Item> {
  const map = new Map(items.map((item) => [keyOf(item), item]));
  if (map.size === items.length) return map;
  const twice = items.map(keyOf).find((key, index, keys) => keys.indexOf(key) !== index);
  throw new Error(`${typeof twice === 'function' ? twice.name : String(twice)} stands twice in the table of commands`);
}

function found<T>(item: T | undefined, what: string): T {
  if (item === undefined) throw new Error(`no aggregate knows ${what}`);
  return item;
}

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
