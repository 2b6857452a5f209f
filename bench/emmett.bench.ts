import { join } from 'node:path';
import { createEventRegistry } from '@jalon/event-store';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import { events } from '@jalon/engine';
import type { StoredEvent } from '@jalon/kernel';
import type { Bench } from './harness/bench.js';
import { clients } from './harness/clients.js';
import { fetched } from './harness/fetched.js';
import { newMissionStream } from './fixtures/copies.js';
import { missionWriter } from './fixtures/mission-writer.js';
import { missionOf } from './fixtures/recorded-mission.js';

const CLIENTS = 64;
const MISSION_LENGTH = 100;

/** The package depends on an SQLite that takes minutes to compile. */
const PACKAGES = '@event-driven-io/emmett-sqlite@0.38.5 @event-driven-io/emmett@0.38.5 sqlite3@5.1.7';

/** The part of emmett-sqlite that this benchmark uses. */
interface EmmettStore {
  appendToStream(
    stream: string,
    events: readonly object[],
    options: { readonly expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' },
  ): Promise<{ readonly nextExpectedStreamVersion: bigint }>;
}

/** Another event store over SQLite in the same process. */
export const emmett: Bench = {
  name: `emmett-${CLIENTS}`,
  unit: 'events made durable',
  ours: `${CLIENTS} clients of the event store, one event an append, each waiting for its answer`,
  raw: 'as many of @event-driven-io/emmett-sqlite, one at a time: several at once share its transaction, and are answered before it commits',
  whenAsked: true,

  async open({ folder }) {
    const mission = await missionOf(folder, MISSION_LENGTH);
    const store = openSqliteEventStore({ file: join(folder, 'ours.sqlite'), registry: createEventRegistry(events) });
    const writers = Array.from({ length: CLIENTS }, () => missionWriter(store, mission.events));
    const theirs = await openEmmett(join(folder, 'emmett.sqlite'));
    const oneAtATime = mutex();
    const theirWriters = Array.from({ length: CLIENTS }, () => emmettWriter(theirs, mission.events));
    return {
      ours: (slice) => clients(CLIENTS, slice, (client) => (writers[client] as () => Promise<void>)()),
      raw: (slice) => clients(CLIENTS, slice, (client) => oneAtATime(theirWriters[client] as () => Promise<void>)),
      close: () => store.close(),
    };
  },
};

async function openEmmett(fileName: string): Promise<EmmettStore> {
  const { getSQLiteEventStore } = await fetched<{
    readonly getSQLiteEventStore: (options: { readonly fileName: string }) => EmmettStore;
  }>('@event-driven-io/emmett-sqlite/dist/index.cjs', PACKAGES);
  return getSQLiteEventStore({ fileName });
}

/** The same events for emmett, with everything but their data as metadata. */
function emmettWriter(store: EmmettStore, history: readonly StoredEvent[]): () => Promise<void> {
  let stream = newMissionStream();
  let next = 0;
  let expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' = 'STREAM_DOES_NOT_EXIST';
  return async () => {
    if (next === history.length) {
      stream = newMissionStream();
      next = 0;
      expectedStreamVersion = 'STREAM_DOES_NOT_EXIST';
    }
    const { type, data, ...metadata } = (history[next] as StoredEvent).envelope;
    const append = () => store.appendToStream(stream, [{ type, data, metadata }], { expectedStreamVersion });
    const result = await untilNotBusy(append);
    expectedStreamVersion = result.nextExpectedStreamVersion;
    next += 1;
  };
}

/** emmett opens a connection for each append. Setting it up sometimes collides with a commit of its own. */
async function untilNotBusy<T>(append: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await append();
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== 'SQLITE_BUSY') throw error;
    }
  }
}

function mutex(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
