import { setImmediate as nextTurn } from 'node:timers/promises';
import { join } from 'node:path';
import { monthAfter, type Caller, type Month } from '@jalon/kernel';
import {
  directoryProjection,
  ImpactReport,
  missionsProjection,
  queryHandlers,
  type QueryHandler,
  type QueryPorts,
} from '@jalon/read-models';
import { approved, confirmedMission, type GivenEvent, logged, stored, tokens } from '@jalon/testing';
import type { Bench, Side } from './harness/bench.js';
import { viewsOver } from './fixtures/marketplace.js';

const PEOPLE = 500;
const ENTRIES_A_YEAR = 20;
const YEARS = [2023, 2024, 2025] as const;
const NOW = '2026-03-01T10:00:00.000Z';
const CAUSES = ['education', 'health', 'sport', 'culture', 'social'];

const id = (kind: number, n: number) => `0000000${kind}-0000-4000-8000-${String(n).padStart(12, '0')}`;
const hr: Caller = { tenant: 'main', person: id(9, 0), roles: ['hr'], organisation: null };
const employee: Caller = { ...hr, person: id(9, 1), roles: ['employee'] };

/** The impact report of each year in turn. Its waits are the longest turn of the event loop during each. */
const publicationBench = (which: Pick<Bench, 'name' | 'ours'> & { readonly first: boolean }): Bench => ({
  name: which.name,
  unit: 'reports of a year answered; p50 and p99 are the longest turn of the event loop during each',
  ours: which.ours,
  raw: 'the internal report of the same year',
  pace: { full: { rounds: 5, sliceMs: 2_000 }, quick: { rounds: 1, sliceMs: 200 } },

  async open({ folder, quick }) {
    const events = stored(history(quick ? PEOPLE / 10 : PEOPLE));
    const views = await viewsOver(join(folder, 'views.sqlite'), events, [missionsProjection, directoryProjection]);
    const ports = {
      views,
      store: { lastPosition: async () => events.at(-1)?.position ?? null, readAt: async () => events.slice(-1) },
      clock: { now: () => NOW },
      tenants: { require: async () => ({ zone: 'Europe/Paris', mode: 'production' }) },
      position: { waitFor: async () => undefined, requireOwn: async () => undefined },
      positionTokens: tokens,
    } as unknown as QueryPorts;
    const handler = () => {
      const found = queryHandlers(ports).find(({ query }) => query === ImpactReport);
      if (!found) throw new Error('nothing answers for the report');
      return found;
    };
    const kept = handler();
    const ask = async (by: QueryHandler, turn: number, caller: Caller) => {
      const year = YEARS[turn % YEARS.length];
      const query = Object.assign(new ImpactReport(), { from: `${year}-01`, to: `${year}-12`, groupBy: 'cause' });
      const { rows } = (await by.answer(query, { caller })) as { readonly rows: readonly object[] };
      if (rows.length !== CAUSES.length) throw new Error(`${rows.length} causes were reported`);
    };
    for (const [turn] of which.first ? [] : YEARS.entries()) await ask(kept, turn, employee);
    return {
      // Each handler has a cache of its own.
      ours: askedInTurn((turn) => ask(which.first ? handler() : kept, turn, employee)),
      raw: askedInTurn((turn) => ask(kept, turn, hr)),
      close: () => views.close(),
    };
  },
});

export const publicationBenches: readonly Bench[] = [
  publicationBench({
    name: 'publication-first',
    ours: `the report for publication over ${(PEOPLE * ENTRIES_A_YEAR * YEARS.length).toLocaleString('en')} time entries in ${12 * YEARS.length} months, nothing cached: every state of each month is folded`,
    first: true,
  }),
  publicationBench({ name: 'publication-again', ours: 'the same, asked again', first: false }),
];

function askedInTurn(ask: (turn: number) => Promise<void>): Side {
  let turn = 0;
  return async (slice) => {
    let answered = 0;
    do {
      slice.waited(await longestTurnDuring(ask(turn++)));
      answered += 1;
    } while (!slice.over());
    return answered;
  };
}

/** How long other requests would have waited for their turn at most, in milliseconds. */
async function longestTurnDuring(work: Promise<void>): Promise<number> {
  const over = work.then(() => true);
  let [longest, last] = [0, performance.now()];
  while (!(await Promise.race([over, nextTurn(false)]))) {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return Math.max(longest, performance.now() - last);
}

/** The time of many people over three years. A tenth of it is approved months later; a tenth is corrected then. */
function history(people: number): readonly GivenEvent[] {
  const events = Array.from({ length: people }, (_, n) => timeOf(n)).flat();
  // As a log has them: in the order of their times.
  return events.sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));
}

function timeOf(n: number): readonly GivenEvent[] {
  const who = { employee: id(1, n) };
  const terms = { ...who, cause: CAUSES[n % CAUSES.length], organisation: id(2, n % 40) };
  const given: GivenEvent[] = confirmedMission(terms).map((event) => ({ ...event, at: '2023-01-01T09:00:00.000Z' }));
  for (let entry = 0; entry < ENTRIES_A_YEAR * YEARS.length; entry += 1) {
    const place = (n * 7 + entry * 11) % (12 * YEARS.length);
    const month = monthsOn('2023-01', place);
    const day = String(1 + ((n + entry) % 28)).padStart(2, '0');
    const entryId = `e${entry}`;
    const late = (n + entry) % 10 === 0 && place < 30;
    given.push(logged(entryId, `${month}-${day}`, 30 + ((n * entry) % 400), who));
    given.push({ ...approved(entryId), at: `${late ? monthsOn(month, 4) : monthsOn(month, 1)}-05T09:00:00.000Z` });
    if ((n + entry) % 10 !== 1 || place >= 30) continue;
    const time = { unit: 'minutes', half: null, startsAt: null, onDuty: true, comment: null, date: `${month}-${day}` };
    const data = { ...who, entryId, before: { ...time, minutes: 30 }, after: { ...time, minutes: 40 }, reason: null };
    const at = `${monthsOn(month, 5)}-05T09:00:00.000Z`;
    given.push({ type: 'HoursCorrected', data: { ...data, checkedAgainst: 'mission-only' }, at });
    given.push({ ...approved(entryId), at: `${monthsOn(month, 5)}-06T09:00:00.000Z` });
  }
  return given.map((event) => ({ ...event, id: id(3, n) }));
}

function monthsOn(month: Month, count: number): Month {
  return count === 0 ? month : monthsOn(monthAfter(month), count - 1);
}
