import { join } from 'node:path';
import { createEventRegistry } from '@jalon/event-store';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import { events } from '@jalon/engine';
import type { Envelope, Recorded } from '@jalon/kernel';
import { missionDecider, type MissionEvent, type MissionState } from '@jalon/mission';
import type { Bench } from './harness/bench.js';
import { clients, oneAfterTheOther } from './harness/clients.js';
import { storeCopies } from './fixtures/copies.js';
import { openRawLog } from './fixtures/raw-log.js';
import { rawRows } from './fixtures/raw-rows.js';
import { missionOf } from './fixtures/recorded-mission.js';

const MISSION_LENGTH = 100;
const MISSIONS = 200;

/** The start of every command: reads, verifies and folds its mission's history. */
export const loadAndFold: Bench = {
  name: 'load-fold',
  unit: `missions of ${MISSION_LENGTH} events folded`,
  ours: 'readStream, which checks each hash, copy and link, and missionDecider.evolve',
  raw: 'the bodies of the same events from better-sqlite3, JSON.parse and the same evolve',

  async open({ folder, quick }) {
    const mission = await missionOf(folder, MISSION_LENGTH);
    const store = openSqliteEventStore({ file: join(folder, 'ours.sqlite'), registry: createEventRegistry(events) });
    const raw = openRawLog(join(folder, 'raw.sqlite'));
    const copies = await storeCopies(store, mission.events, quick ? MISSIONS / 10 : MISSIONS);
    raw.append(copies.flatMap((copy, stream) => rawRows(copy, stream)));
    const streams = copies.map(([first]) => first?.envelope.stream ?? '');
    const ourTurn = roundRobin(streams.length);
    const rawTurn = roundRobin(streams.length);

    return {
      ours: (slice) =>
        clients(1, slice, async () => {
          let state = missionDecider.initialState;
          for await (const { envelope } of store.readStream(streams[ourTurn()] ?? '')) state = evolved(state, envelope);
          requireConfirmed(state);
        }),
      raw: (slice) =>
        oneAfterTheOther(slice, 1, () => {
          let state = missionDecider.initialState;
          for (const body of raw.bodiesOf(rawTurn())) state = evolved(state, JSON.parse(body) as Envelope);
          requireConfirmed(state);
        }),
      async close() {
        await store.close();
        raw.close();
      },
    };
  },
};

/** An envelope has all fields of an event that a fold uses. */
function evolved(state: MissionState, envelope: Envelope): MissionState {
  return missionDecider.evolve(state, envelope as unknown as Recorded<MissionEvent>);
}

function roundRobin(count: number): () => number {
  let turn = 0;
  return () => turn++ % count;
}

function requireConfirmed({ status }: MissionState): void {
  if (status !== 'confirmed') throw new Error(`the mission was folded to ${status}`);
}
