import { join } from 'node:path';
import type { Bench } from './harness/bench.js';
import { clients, oneAfterTheOther } from './harness/clients.js';
import { storeCopies } from './fixtures/copies.js';
import { newEngine } from './fixtures/engine.js';
import { give } from './fixtures/people.js';
import { openRawLog } from './fixtures/raw-log.js';
import { rowsOfWriters } from './fixtures/raw-rows.js';
import { recordMission } from './fixtures/recorded-mission.js';
import { LENGTH_BEFORE, timekeeper, turnsOver, type GiveOn } from './fixtures/timekeeping.js';

const MISSIONS = 2_000;

/** The whole handler without HTTP: load, fold, decide, seal, append. */
export function commandBench(count: number): Bench {
  return {
    name: `command-${count}`,
    unit: 'commands carried out',
    ours: `${count} caller${count > 1 ? 's' : ''} of the command handler, LogHours and ApproveHours on missions of about ten events`,
    raw: `better-sqlite3, as many rows of the same size, ${count} a transaction, synchronous=FULL`,

    async open({ folder, quick }) {
      const engine = await newEngine(folder);
      const mission = await recordMission(engine, LENGTH_BEFORE);
      const copies = await storeCopies(engine.stores.events, mission.events, quick ? MISSIONS / 10 : MISSIONS);
      const raw = openRawLog(join(folder, 'raw.sqlite'));
      // The two events of such commands: time logged, then time approved.
      const nextRows = rowsOfWriters(count, mission.events.slice(-2));
      const turns = turnsOver(copies);
      const giveOn: GiveOn = (caller, command, id) => give(engine.handler, caller, command, id);
      const callers = Array.from({ length: count }, () => timekeeper(giveOn, mission, turns));

      return {
        ours: (slice) => clients(count, slice, (caller) => (callers[caller] as () => Promise<void>)()),
        raw: (slice) => oneAfterTheOther(slice, count, () => raw.append(nextRows())),
        async close() {
          await engine.close();
          raw.close();
        },
      };
    },
  };
}
