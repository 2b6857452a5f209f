import type { Position, StoredEvent, StreamName } from '@jalon/kernel';
import { CorruptEvent, type EventStore } from '@jalon/ports';
import { checkCopiedEvent, checkCopiedOrder } from '../copy/copied-event.js';
import { CopyTargetInUse, type CopyTarget } from '../copy/copy-target.js';
import type { EncodedEvent, StreamHead } from '../event.codec.js';
import { createHeadCache } from './appender.js';
import { categoryPrefixes, openEventStoreDb, type EventStoreDbOptions } from './eventstoredb.event-store.js';
import { proposedEventOf } from './recorded-event.js';
import { openServer } from './server.js';

/** Long, because no user waits for a copy's appends, and retrying would burden a busy server. */
const IDLE_TIMEOUT_MS = 10_000;

/** The most that goes in one append: consecutive events of one stream, far below the mebibyte that a server takes. */
const MAX_EVENTS_PER_APPEND = 100;
const MAX_BYTES_PER_APPEND = 256 * 1024;

/**
 * Opens an EventStoreDB server as the target of a copy. The server has no transaction over several streams, so appends
 * wait for each other: a wrong order could not be repaired afterwards. The server does not tell who else is connected;
 * before each page, the target checks that nobody else has written.
 *
 * @throws Error when the connection string is invalid
 */
export function openEventStoreDbCopyTarget(options: EventStoreDbOptions): CopyTarget {
  const { url, registry, idleTimeoutMs = IDLE_TIMEOUT_MS, prefixes = categoryPrefixes() } = options;
  const store: Omit<EventStore, 'append'> = openEventStoreDb({ ...options, idleTimeoutMs });
  const headCache = createHeadCache();
  const server = openServer({ url, prefixes, idleTimeoutMs, onConnected: headCache.clear });

  async function headOf(stream: StreamName): Promise<StreamHead | undefined> {
    const cached = headCache.get(stream);
    if (cached) return cached;
    for await (const event of store.readStream(stream, { direction: 'backwards', limit: 1 })) headCache.add(event);
    return headCache.get(stream);
  }

  async function headsOf(events: readonly EncodedEvent[]): Promise<ReadonlyMap<StreamName, StreamHead | undefined>> {
    const streams = new Set(events.map(({ envelope }) => envelope.stream));
    return new Map(await Promise.all([...streams].map(async (stream) => [stream, await headOf(stream)] as const)));
  }

  /** @returns the position of the last event */
  async function appendRun(events: readonly EncodedEvent[]): Promise<Position> {
    const [first, last] = [events[0], events.at(-1)];
    if (!first || !last) throw new Error('a run holds at least one event');
    const { stream, revision } = first.envelope;
    const expected = revision === 0 ? 'none' : revision - 1;
    const result = await server.append(stream, events.map(proposedEventOf), expected);
    if (result === 'conflict') throw new CopyTargetInUse(`${stream} does not end where it was read`);
    if (result.revision !== last.envelope.revision) throw new CorruptEvent('GONE', { stream, revision });
    const position = result.position ?? (await readPosition(last));
    headCache.add({ ...last, position });
    return position;
  }

  async function readPosition({ envelope: { stream, revision } }: EncodedEvent): Promise<Position> {
    const [recorded] = (await server.readStream(stream, revision, 'forwards', 1)).rows;
    if (!recorded) throw new CorruptEvent('MISSING', { stream, revision });
    return recorded.position;
  }

  return {
    ...store,

    async appendStored(stored: readonly StoredEvent[], after: Position | null) {
      const events = stored.map((event) => checkCopiedEvent(registry, event));
      if ((await store.lastPosition()) !== after) {
        throw new CopyTargetInUse('the store does not end where it was read');
      }
      const heads = await headsOf(events);
      checkCopiedOrder(events, (stream) => heads.get(stream));
      let last = after ?? '';
      for (const run of runsOf(events)) last = await appendRun(run);
      return last;
    },

    async close() {
      await store.close();
      await server.close();
    },
  };
}

/** Groups consecutive events of one stream into appends, in the same order. */
function runsOf(events: readonly EncodedEvent[]): readonly (readonly EncodedEvent[])[] {
  const runs: EncodedEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const run = runs.at(-1);
    bytes += event.body.length;
    const isSameStream = run?.[0]?.envelope.stream === event.envelope.stream;
    if (run && isSameStream && run.length < MAX_EVENTS_PER_APPEND && bytes <= MAX_BYTES_PER_APPEND) run.push(event);
    else {
      runs.push([event]);
      bytes = event.body.length;
    }
  }
  return runs;
}
