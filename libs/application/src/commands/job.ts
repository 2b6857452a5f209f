import { streamName, streamParts, type StreamName, type StreamParts, type Uuid } from '@jalon/kernel';
import { StaleRevision, type CommandContext } from '../command-context.js';
import type { LoadedStream } from '../streams/loaded-stream.js';
import { commandHash } from './command-hash.js';
import { idMadeBy } from './command-id.js';
import type { CommandRow, CommandTable } from './command-table.js';

/** A command on its way: everything about it that stays the same over all attempts. */
export interface Job {
  readonly command: object;
  readonly order: CommandContext;
  readonly row: CommandRow;
  readonly hash: string;
  /** What the stream is: always of the caller's own tenant. */
  readonly parts: StreamParts;
  readonly stream: StreamName;
  /** For what the client left unnamed: the same at every retry. */
  readonly newId: Uuid;
}

/** @throws CommandRefused TEXT_NOT_UNICODE */
export function jobOf(commands: CommandTable, command: object, order: CommandContext): Job {
  const row = commands.rowOf(command);
  const newId = idMadeBy(order.commandId);
  const parts = { category: row.decider.category, tenant: order.caller.tenant, id: idOf(command, order, row, newId) };
  const stream = streamName(parts);
  if (!streamParts(stream)) throw new Error(`${JSON.stringify(parts.id)} cannot be the id of a ${parts.category}`);
  return { command, order, row, hash: commandHash(row.entry.name, command, order.target), parts, stream, newId };
}

function idOf(command: object, { caller, target }: CommandContext, { decider }: CommandRow, newId: Uuid): string {
  // A tenant's stream is the one of its name: nobody opens another's.
  if (decider.category === 'tenant') return caller.tenant;
  const { id } = command as { readonly id?: string | null };
  return (target ?? id ?? newId).toLowerCase();
}

/** Whether the client had seen the stream as it is, or does not say. */
export function hasSeen({ ifMatch }: CommandContext, { revision }: LoadedStream): boolean {
  return ifMatch === undefined || ifMatch === revision;
}

/** @throws StaleRevision when the client had seen another revision than the one just read */
export function requireSeen(order: CommandContext, stream: LoadedStream): void {
  const { ifMatch } = order;
  if (ifMatch !== undefined && !hasSeen(order, stream)) throw new StaleRevision(ifMatch, stream.revision);
}
