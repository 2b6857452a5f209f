import { CATEGORIES, type Position, type StoredEvent, type StreamName } from '@jalon/kernel';
import { adopted, checkFollowing } from '../copy/adopted.js';
import { CopyTargetInUse, type CopyTarget } from '../copy/copy-target.js';
import type { EncodedEvent } from '../event.codec.js';
import { CorruptEvent, type EventStore } from '@jalon/ports';
import type { Tail } from '../head.check.js';
import { openEventStoreDb, type EventStoreDbOptions } from './eventstoredb.event-store.js';
import { createKnownHeads } from './known-heads.js';
import { proposedOf } from './recorded.js';
import { openServer } from './server.js';

/** Nobody waits for a copy's single answers, and a server that is busy needs no second try. */
const PATIENCE_MS = 10_000;

/** What goes in one append: events of one stream that follow each other, far below the megabyte that a server takes. */
const MOST_EVENTS = 100;
const MOST_BYTES = 256 * 1024;

/**
 * A copy in EventStoreDB. The server knows no transaction over several streams, so appends wait for each other: their
 * order is the one thing that could not be mended afterwards. Who else is connected the server does not say; that
 * somebody else has written is noticed before each page.
 *
 * @throws Error when the URL is none
 */
export function openEventStoreDbCopyTarget(options: EventStoreDbOptions): CopyTarget {
  const { url, registry, patienceMs = PATIENCE_MS, prefixes = CATEGORIES.map((category) => `${category}-`) } = options;
  const store: Omit<EventStore, 'append'> = openEventStoreDb({ ...options, patienceMs });
  const heads = createKnownHeads();
  const server = openServer({ url, prefixes, patienceMs, onConnected: heads.forgetAll });

  async function tailOf(stream: StreamName): Promise<Tail | undefined> {
    const known = heads.of(stream);
    if (known) return known;
    for await (const event of store.readStream(stream, { direction: 'backwards', limit: 1 })) heads.saw(event);
    return heads.of(stream);
  }

  async function tailsOf(events: readonly EncodedEvent[]): Promise<ReadonlyMap<StreamName, Tail | undefined>> {
    const streams = new Set(events.map(({ envelope }) => envelope.stream));
    return new Map(await Promise.all([...streams].map(async (stream) => [stream, await tailOf(stream)] as const)));
  }

  /** @returns where the last of them lies */
  async function send(events: readonly EncodedEvent[]): Promise<Position> {
    const [first, last] = [events[0], events.at(-1)];
    if (!first || !last) throw new Error('a run holds at least one event');
    const { stream, revision } = first.envelope;
    const expected = revision === 0 ? 'none' : revision - 1;
    const appended = await server.append(stream, events.map(proposedOf), expected);
    if (appended === 'conflict') throw new CopyTargetInUse(`${stream} does not end where it was read`);
    if (appended.revision !== last.envelope.revision) throw new CorruptEvent(`${stream} had events that are gone`);
    const position = appended.position ?? (await positionOf(last));
    heads.saw({ ...last, position });
    return position;
  }

  async function positionOf({ envelope: { stream, revision } }: EncodedEvent): Promise<Position> {
    const [recorded] = (await server.readStream(stream, revision, 'forwards', 1)).rows;
    if (!recorded) throw new CorruptEvent(`${stream} lacks what was added to it`);
    return recorded.position;
  }

  return {
    ...store,

    async adopt(given: readonly StoredEvent[], after: Position | null) {
      const events = given.map((event) => adopted(registry, event));
      if ((await store.lastPosition()) !== after) {
        throw new CopyTargetInUse('the store does not end where it was read');
      }
      const tails = await tailsOf(events);
      checkFollowing(events, (stream) => tails.get(stream));
      let last = after ?? '';
      for (const run of runsOf(events)) last = await send(run);
      return last;
    },

    async close() {
      await store.close();
      await server.close();
    },
  };
}

/** Events in the same order, those of one stream that follow each other together. */
function runsOf(events: readonly EncodedEvent[]): readonly (readonly EncodedEvent[])[] {
  const runs: EncodedEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const run = runs.at(-1);
    bytes += event.body.length;
    const goesOn = run?.[0]?.envelope.stream === event.envelope.stream;
    if (run && goesOn && run.length < MOST_EVENTS && bytes <= MOST_BYTES) run.push(event);
    else {
      runs.push([event]);
      bytes = event.body.length;
    }
  }
  return runs;
}
