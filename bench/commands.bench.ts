import { join } from 'node:path';
import { systemIds, type CommandHandler } from '@jalon/application';
import type { StoredEvent, Uuid } from '@jalon/kernel';
import type { Bench } from './harness/bench.js';
import { clients, oneAfterTheOther } from './harness/clients.js';
import { storeCopies } from './world/copies.js';
import { newEngine } from './world/engine.js';
import { give } from './world/people.js';
import { openRawLog } from './world/raw-log.js';
import { rowsOfWriters } from './world/raw-rows.js';
import { approvalOf, nextDay, recordMission, timeOn, type RecordedMission } from './world/recorded-mission.js';

/** Missions begin at eight events and take turns; they have about ten when their turn comes. */
const MISSION_LENGTH = 8;
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
      const mission = await recordMission(engine, MISSION_LENGTH);
      const copies = await storeCopies(engine.stores.events, mission.events, quick ? MISSIONS / 10 : MISSIONS);
      const raw = openRawLog(join(folder, 'raw.sqlite'));
      // What such commands leave behind: time written, then time approved.
      const nextRows = rowsOfWriters(count, mission.events.slice(-2));
      const turns = turnsOver(copies.map(([first]) => idOf(first)));
      const callers = Array.from({ length: count }, () => timekeeper(engine.handler, mission, turns));

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

interface Turn {
  readonly mission: Uuid;
  readonly day: number;
}

/** Every mission in turn; each time round, a day further. */
function turnsOver(missions: readonly Uuid[]): () => Turn {
  let turn = 0;
  return () => {
    const mission = missions[turn % missions.length] as Uuid;
    const day = nextDay(MISSION_LENGTH) + Math.floor(turn / missions.length);
    turn += 1;
    return { mission, day };
  };
}

/** Writes time down and then has it approved, one command at a time, mission after mission. */
function timekeeper(
  handler: CommandHandler,
  { employee, organisation }: RecordedMission,
  nextTurn: () => Turn,
): () => Promise<void> {
  let waiting: { readonly mission: Uuid; readonly entryId: Uuid } | null = null;
  return async () => {
    if (waiting) {
      const { mission, entryId } = waiting;
      waiting = null;
      await give(handler, organisation, approvalOf(entryId), mission);
      return;
    }
    const { mission, day } = nextTurn();
    const entryId = systemIds.next();
    await give(handler, employee, timeOn(day, entryId), mission);
    waiting = { mission, entryId };
  };
}

function idOf(event: StoredEvent | undefined): Uuid {
  const { stream = '' } = event?.envelope ?? {};
  return stream.slice(stream.indexOf('.') + 1);
}
