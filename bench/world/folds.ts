import { changesOf, RowsInMemory, type Projection, type Recorded, type StoredEvent } from '@jalon/kernel';
import { missionDecider, type MissionEvent, type MissionState } from '@jalon/mission';

/** Takes a log's events one after another, in order. */
export interface LogFold {
  readonly add: (event: StoredEvent) => void;
  /** @throws Error when the events did not lead where such a log leads */
  readonly check: (events: number) => void;
}

/** Rows are let go again now and then: each mission’s ten events lie together, and a million need not be held. */
const KEPT_FOR = 20_000;

/** The rows of projections, kept in memory. */
export function foldOfViews(projections: readonly Projection[]): LogFold {
  let rows = projections.map(() => new RowsInMemory());
  let seen = 0;
  return {
    add(event) {
      if (seen % KEPT_FOR === 0) rows = projections.map(() => new RowsInMemory());
      seen += 1;
      for (const [index, projection] of projections.entries()) {
        const own = rows[index] as RowsInMemory;
        for (const change of changesOf(projection, event, own)) own.set(change);
      }
    },
    check(events) {
      if (seen !== events) throw new Error(`${seen} events were folded, not ${events}`);
    },
  };
}

/** The state of every mission, as its decider would see it. */
export function foldOfMissions(): LogFold {
  const states = new Map<string, MissionState>();
  let seen = 0;
  return {
    add({ envelope }) {
      seen += 1;
      const state = states.get(envelope.stream) ?? missionDecider.initialState;
      states.set(envelope.stream, missionDecider.evolve(state, envelope as unknown as Recorded<MissionEvent>));
    },
    check(events) {
      const astray = [...states.values()].filter(({ status }) => status !== 'confirmed').length;
      if (seen !== events || astray > 0)
        throw new Error(`${seen} events of ${events} folded, ${astray} missions astray`);
    },
  };
}
