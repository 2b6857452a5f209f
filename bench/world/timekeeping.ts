import { systemIds } from '@jalon/application';
import type { Caller, StoredEvent, Uuid } from '@jalon/kernel';
import { approvalOf, nextDay, timeOn, type RecordedMission } from './recorded-mission.js';

/** Missions begin at eight events and take turns; they have about ten when their turn comes. */
export const LENGTH_BEFORE = 8;

/** What one turn adds to its mission: time written, and approved. */
export const EVENTS_A_TURN = 2;

/** Carries out a command of somebody's on a mission. */
export type GiveOn = (caller: Caller, command: object, mission: Uuid) => Promise<unknown>;

interface Turn {
  readonly mission: Uuid;
  readonly day: number;
}

/** Every mission in turn, `length` events long at first; each time round, a day further. */
export function turnsOver(missions: readonly (readonly StoredEvent[])[], length = LENGTH_BEFORE): () => Turn {
  const ids = missions.map(([first]) => idOf(first));
  let turn = 0;
  return () => {
    const mission = ids[turn % ids.length] as Uuid;
    const day = nextDay(length) + Math.floor(turn / ids.length);
    turn += 1;
    return { mission, day };
  };
}

/** Writes time down and then has it approved, one command at a time, mission after mission. */
export function timekeeper(
  give: GiveOn,
  { employee, organisation }: RecordedMission,
  nextTurn: () => Turn,
): () => Promise<void> {
  let waiting: { readonly mission: Uuid; readonly entryId: Uuid } | null = null;
  return async () => {
    if (waiting) {
      const { mission, entryId } = waiting;
      waiting = null;
      await give(organisation, approvalOf(entryId), mission);
      return;
    }
    const { mission, day } = nextTurn();
    const entryId = systemIds.next();
    await give(employee, timeOn(day, entryId), mission);
    waiting = { mission, entryId };
  };
}

function idOf(event: StoredEvent | undefined): Uuid {
  const { stream = '' } = event?.envelope ?? {};
  return stream.slice(stream.indexOf('.') + 1);
}
