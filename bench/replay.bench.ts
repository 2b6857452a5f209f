import { projections } from '@jalon/read-models';
import type { Bench } from './harness/bench.js';
import { foldOfMissions, foldOfViews, type LogFold } from './fixtures/folds.js';
import { foldBodies, twinLogs } from './fixtures/twin-logs.js';

const MISSIONS = 2_000;

interface Replaying {
  readonly name: string;
  readonly what: string;
  readonly newFold: () => LogFold;
}

/** Verifies and folds the whole log from its first event, as a replay does before it prints anything. */
const replaying = ({ name, what, newFold }: Replaying): Bench => ({
  name,
  unit: `events folded by ${what}`,
  ours: 'readAll from the first event, which checks each hash, copy and position, and the fold',
  raw: 'one scan of the same bodies, JSON.parse and the same fold',
  // A slice is one replay, however long it takes.
  pace: { full: { rounds: 11, sliceMs: 0 }, quick: { rounds: 1, sliceMs: 0 } },

  async open({ folder, quick }) {
    const logs = await twinLogs(folder, quick ? MISSIONS / 20 : MISSIONS);
    return {
      async ours() {
        const fold = newFold();
        for await (const page of logs.store.readAll(null)) page.forEach(fold.add);
        fold.check(logs.count);
        return logs.count;
      },
      raw() {
        const fold = newFold();
        foldBodies(logs.raw.bodies(), fold);
        fold.check(logs.count);
        return logs.count;
      },
      close: () => logs.close(),
    };
  },
});

/** Folds to the state of every mission. It is the lightest fold, so here the cost of reading and verifying shows most. */
export const replayOfMissions = replaying({
  name: 'replay-missions',
  what: 'the decider of missions',
  newFold: foldOfMissions,
});

/** Folds to the rows of every view, in memory, as `jalon replay views` does. */
export const replayOfViews = replaying({
  name: 'replay-views',
  what: 'every projection',
  newFold: () => foldOfViews(projections),
});
