import { ConflictError } from '@jalon/ports';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import type { StoredEvent } from '@jalon/kernel';
import { all, draftOf, fill, headOf, newStream, registry } from './event-store.drafts.js';

/**
 * A process of its own on an event store's file, for the specs that need several. It speaks in lines of JSON.
 *
 * - `fill STREAMS EVENTS`: fills streams of its own, all at once
 * - `acknowledge`: appends without end, and says each event's id once the store has acknowledged it
 * - `command STREAM COMMAND_ID`: gives one command as a handler does, and says the bytes that it would answer from
 */
const [file = '', task = '', ...args] = process.argv.slice(2);
const store = openSqliteEventStore({ file, registry });
const say = (answer: unknown): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

async function fillStreams(streams: number, events: number): Promise<void> {
  await Promise.all(Array.from({ length: streams }, () => fill(store, newStream(), events)));
  await store.close();
}

async function acknowledge(): Promise<void> {
  const stream = newStream();
  for (let last: StoredEvent | undefined; ;) {
    const appended = await store.append(stream, [draftOf(stream), draftOf(stream)], headOf(last));
    last = appended.at(-1);
    say(appended.map(({ envelope }) => envelope.id));
  }
}

/** Appends at the head of an empty stream, then, on a conflict, answers from what its command left in the stream. */
async function giveCommand(stream: string, commandId: string): Promise<void> {
  const answer = await store.append(stream, [draftOf(stream, { commandId })], 'none').catch(async (error: unknown) => {
    if (!(error instanceof ConflictError)) throw error;
    const events = await all(store.readStream(stream));
    return events.filter(({ envelope }) => envelope.commandId === commandId);
  });
  say(answer.map(({ body, hash, position }) => ({ body, hash, position })));
  await store.close();
}

async function work(): Promise<void> {
  if (task === 'fill') await fillStreams(Number(args[0]), Number(args[1]));
  if (task === 'acknowledge') await Promise.all(Array.from({ length: 8 }, acknowledge));
  if (task === 'command') await giveCommand(args[0] ?? '', args[1] ?? '');
}

void work();
