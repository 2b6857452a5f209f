import { setImmediate as nextTurn } from 'node:timers/promises';
import { overseesTenant } from '@jalon/access';
import { earliest } from '@jalon/application';
import {
  alternatives,
  civilDateIn,
  comparePositions,
  endOfDayIn,
  instantPlus,
  isMonth,
  laterOf,
  lastDayOf,
  monthAfter,
  monthBefore,
  monthOf,
  singleFlightOf,
  type CivilDate,
  type Instant,
  type Month,
  type Position,
  type Sentence,
  type Zone,
} from '@jalon/kernel';
import { firstPublishedWith, PUBLISHABLE_MONTHS, ruleSetOn, type PublicationRules } from '@jalon/rules';
import { LRUCache } from 'lru-cache';
import { directoryProjection } from '../directory/directory.projection.js';
import { missionsProjection } from '../missions/missions.projection.js';
import type { QueryContext, QueryPorts } from '../query/query-handler.js';
import { refuseQuery } from '../query/query-rejections.js';
import { readViews, type QueryScope } from '../query/query-scope.js';
import { viewState, type ViewState } from '../query/view-state.js';
import { readAll } from '../query/table-reader.js';
import type { ImpactReport } from './impact.queries.js';
import { publicationCorrectionsTable } from './publication-corrections.table.js';
import { factsOfMonth, monthReadings, readHumans, readMonthVersions, readStanding } from './publication.answers.js';
import {
  differencesOf,
  groupingsOf,
  isListed,
  publicationOf,
  type MonthPublished,
  type PublicationAnswer,
  type PublicationDifferences,
} from './publication.js';
import { publishedStates, type PublishedMonth } from './published-month.js';

/** What is published, with what waits for those who may read entries. */
export type PublicationRead = PublicationAnswer &
  Omit<ViewState, 'asOf'> & {
    readonly asOf: { readonly month: Month; readonly at: Instant; readonly date: CivilDate };
    readonly differences?: PublicationDifferences;
    readonly publishable?: false;
  };

const PERIODS: Readonly<Record<PublicationRules['periods'][number], Sentence>> = {
  month: { en: 'month', fr: 'mois' },
  quarter: { en: 'quarter', fr: 'trimestre' },
  year: { en: 'year', fr: 'année' },
};

/** Facts kept in memory, of all tenants: some hundred bytes each. */
const FACTS_CACHED = 200_000;
/** Answers kept in memory, of all tenants: some kilobytes each. They stay when the facts of their months are dropped. */
const ANSWERS_CACHED = 2_000;

/** An event with the time of a clock that is behind may still come: a month is over for good an hour after its end. */
const CLOCKS_APART_MS = 3_600_000;

/** What was published of a month of facts, up to a month end. States that repeat the one before are left out. */
interface MonthStates {
  readonly until: Month;
  readonly states: readonly PublishedMonth[];
}

/** What follows from the events of months that are over, and so stays as it is as long as the log does. */
function newMemory() {
  return {
    states: new LRUCache<string, MonthStates>({ maxSize: FACTS_CACHED, sizeCalculation: factsIn }),
    answers: new LRUCache<string, PublicationAnswer>({ max: ANSWERS_CACHED }),
    foldOnce: singleFlightOf(foldMonth),
  };
}
type Memory = ReturnType<typeof newMemory>;

/**
 * The report for publication: what was published as of the end of a civil month. It follows from the log as of that end,
 * and of the ends before it, so it stays the same however often and by whomever it is read.
 */
export function publicationReader(ports: QueryPorts) {
  const seen = eventsSeen(ports);

  return async (query: ImpactReport, context: QueryContext): Promise<PublicationRead> => {
    const { zone } = await ports.tenants.require(context.caller.tenant);
    const latest = lastEndedMonth(ports.clock.now(), zone);
    const { from, to, groupBy } = query;
    if (!isMonth(from) || !isMonth(to) || to < from) return refuseQuery('PERIOD_REVERSED', { from, to });
    const asOf = query.asOf ?? latest;
    if (query.at !== undefined || !isMonth(asOf) || asOf > latest) {
      return refuseQuery('PUBLICATION_MOMENT', { latest });
    }
    const rules = ruleSetOn(lastDayOf(asOf));
    const { publication } = rules.reports;
    if (!isListed({ from, to, groupBy }, publication)) {
      return refuseQuery('PUBLICATION_NOT_LISTED', {
        rules: rules.id,
        ...PUBLISHABLE_MONTHS,
        periods: alternatives(publication.periods.map((period) => PERIODS[period])),
        groupings: alternatives(groupingsOf(publication)),
      });
    }
    const first = firstPublishedWith(from);
    if (first > asOf) {
      return refuseQuery('PUBLICATION_TO_COME', { from, asOf, first, readableFrom: monthAfter(first) });
    }
    const memory = await seen.until(endOf(asOf, zone));
    return readViews(ports, context, async (scope) => {
      const state = await viewState(scope, [missionsProjection, directoryProjection]);
      const asked = { from, to, groupBy, asOf };
      // A stream that is set aside lacks facts: nothing is published, and nothing remembered, until it is released.
      const withDifferences = overseesTenant(context.caller);
      const name = JSON.stringify([scope.tenant, zone, asked]);
      const known = state.incomplete || withDifferences ? undefined : memory.answers.get(name);
      const months = state.incomplete || known ? [] : await publishedMonths(scope, asked, memory);
      const answer = known ?? publicationOf(asked, months, rules, await readStanding(scope.views, zone));
      if (!state.incomplete) memory.answers.set(name, answer);
      return {
        ...answer,
        ...(withDifferences && { differences: await differencesIn(scope, months, asOf) }),
        ...state,
        asOf: { month: asOf, at: endOfDayIn(zone, lastDayOf(asOf)), date: lastDayOf(asOf) },
        ...(state.incomplete && { publishable: false as const }),
      };
    });
  };
}

/** What is published of each month of a period by `asOf`. */
async function publishedMonths(
  scope: QueryScope,
  { from, to, asOf }: Readonly<Record<'from' | 'to' | 'asOf', Month>>,
  memory: Memory,
): Promise<readonly MonthPublished[]> {
  const months: MonthPublished[] = [];
  for (let month = from; month <= to && month <= asOf; month = monthAfter(month)) {
    const states = (await statesOfMonth(scope, { month, asOf }, memory)).filter((state) => state.asOf <= asOf);
    const corrections = states.flatMap(({ asOf: at, cells: after, corrected }, index) =>
      corrected ? [{ asOf: at, before: states[index - 1]?.cells ?? [], after }] : [],
    );
    const cells = states.at(-1)?.cells;
    if (cells) months.push({ month, cells, corrections });
  }
  return months;
}

async function statesOfMonth(
  scope: QueryScope,
  { month, asOf }: Readonly<Record<'month' | 'asOf', Month>>,
  { states: remembered, foldOnce }: Memory,
): Promise<readonly PublishedMonth[]> {
  const name = JSON.stringify([scope.tenant, scope.zone, month]);
  const known = remembered.get(name);
  if (known && known.until >= asOf) return known.states;
  // Whoever asks for this end has waited until the views had seen all of it, so one fold serves all.
  const states = await foldOnce(JSON.stringify([name, asOf]), scope, month, asOf);
  if ((remembered.peek(name)?.until ?? '') < asOf) remembered.set(name, { until: asOf, states });
  return states;
}

/** What was published of a month, month end after month end; other requests get their turn between these. */
async function foldMonth({ views, zone }: QueryScope, month: Month, until: Month): Promise<readonly PublishedMonth[]> {
  const decided = await readAll(views, publicationCorrectionsTable, {
    where: [['month', '=', month]],
    by: ['month', 'actId'],
  });
  const corrections = decided.map(({ decidedAt }) => decidedAt);
  const versions = await readMonthVersions(views, month);
  const humansAt = await readHumans(views, zone);
  await nextTurn();
  const states: PublishedMonth[] = [];
  for (const state of publishedStates(monthReadings(versions, { month, until, zone, corrections, humansAt }))) {
    if (state.cells !== states.at(-1)?.cells) states.push(state);
    await nextTurn();
  }
  return states;
}

/** How many facts some states hold, those that they share once. */
function factsIn({ states }: MonthStates): number {
  return 1 + new Set(states.flatMap(({ cells }) => cells.flatMap(({ facts }) => facts))).size;
}

async function differencesIn({ views, zone }: QueryScope, months: readonly MonthPublished[], asOf: Month) {
  const known = [];
  for (const each of months) {
    const versions = await readMonthVersions(views, each.month);
    await nextTurn();
    known.push({ ...each, known: factsOfMonth(versions, each.month, zone)(asOf) });
    await nextTurn();
  }
  return differencesOf(known);
}

/** Waits until the views have seen every event that was recorded by some moment. */
function eventsSeen({ store, views, position, clock }: Pick<QueryPorts, 'store' | 'views' | 'position' | 'clock'>) {
  const names = [missionsProjection, directoryProjection].map(({ name }) => name);
  let known: Instant = '';
  let before: Position | null = null;
  let memory = newMemory();
  return {
    /**
     * @returns what may be remembered of these views
     * @throws NotYetVisible when they have not seen it in time
     */
    until: async (moment: Instant): Promise<Memory> => {
      const floor = before;
      const progress = await views.read((reader) => reader.progress());
      const reached = earliest(
        names.map((name) => progress.find(({ projection }) => projection === name)?.position ?? null),
      );
      // Views that went back are filled again, from a log that was restored or by another version: nothing of them is kept.
      if (floor !== null && (reached === null || comparePositions(reached, floor) < 0)) {
        known = '';
        before = reached;
        memory = newMemory();
      } else if (before === null || (reached !== null && comparePositions(reached, before) > 0)) before = reached;
      if (known > moment) return memory;
      const [last] = reached === null ? [] : await store.readAt([reached]);
      // A clock that is ahead tells nothing about the events that follow.
      if (last && last.envelope.recordedAt <= clock.now()) known = laterOf(known, last.envelope.recordedAt);
      if (known <= moment) {
        const newest = await store.lastPosition();
        if (newest !== null) await position.waitFor(newest);
      }
      return memory;
    },
  };
}

/** The last moment at which an event of a month may have been recorded. */
const endOf = (month: Month, zone: Zone): Instant => instantPlus(endOfDayIn(zone, lastDayOf(month)), CLOCKS_APART_MS);

/** The last civil month that is over in a zone. */
function lastEndedMonth(now: Instant, zone: Zone): Month {
  return monthBefore(monthOf(civilDateIn(zone, instantPlus(now, -CLOCKS_APART_MS))));
}
