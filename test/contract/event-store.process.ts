import { ConflictError } from '@jalon/ports';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import type { StoredEvent } from '@jalon/kernel';
import { all, draftOf, fill, headOf, newStream, registry } from './event-store.drafts.js';

/**
 * A process that opens an event store's file, for specs that need several. It prints lines of JSON.
 *
 * - `fill STREAMS EVENTS`: fills new streams concurrently
 * - `acknowledge`: appends without end, and prints the ids of each acknowledged append
 * - `command STREAM COMMAND_ID`: handles one command as a command handler does, and prints the stored bytes
 */
const [file = '', task = '', ...args] = process.argv.slice(2);
const store = openSqliteEventStore({ file, registry });
const print = (answer: unknown): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

async function fillStreams(streams: number, events: number): Promise<void> {
  await Promise.all(Array.from({ length: streams }, () => fill(store, newStream(), events)));
  await store.close();
}

async function acknowledge(): Promise<void> {
  const stream = newStream();
  for (let last: StoredEvent | undefined; ;) {
    const appended = await store.append(stream, [draftOf(stream), draftOf(stream)], headOf(last));
    last = appended.at(-1);
    print(appended.map(({ envelope }) => envelope.id));
  }
}

/** Appends to an empty stream; after a conflict, answers with the events of its command in the stream. */
async function handleCommand(stream: string, commandId: string): Promise<void> {
  const answer = await store.append(stream, [draftOf(stream, { commandId })], 'none').catch(async (error: unknown) => {
    if (!(error instanceof ConflictError)) throw error;
    const events = await all(store.readStream(stream));
    return events.filter(({ envelope }) => envelope.commandId === commandId);
  });
  print(answer.map(({ body, hash, position }) => ({ body, hash, position })));
  await store.close();
}

async function work(): Promise<void> {
  if (task === 'fill') await fillStreams(Number(args[0]), Number(args[1]));
  if (task === 'acknowledge') await Promise.all(Array.from({ length: 8 }, acknowledge));
  if (task === 'command') await handleCommand(args[0] ?? '', args[1] ?? '');
}

void work();
