import { oversees } from '@jalon/access';
import {
  civilDateIn,
  comparePositions,
  endOfDayIn,
  instantPlus,
  isMonth,
  lastDayOf,
  monthAfter,
  monthBefore,
  monthOf,
  type CivilDate,
  type Instant,
  type Month,
  type TenantId,
  type Zone,
} from '@jalon/kernel';
import { ruleSetOn } from '@jalon/rules';
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
import { monthReadings, readMonthVersions, withOrganisations } from './publication.answers.js';
import {
  differencesOf,
  groupingsOf,
  isListed,
  publicationOf,
  type MonthPublished,
  type PublicationAnswer,
  type PublicationDifferences,
} from './publication.js';
import { publishedStates } from './published-month.js';

/** What is published, with what waits for those who may read entries. */
export type PublicationRead = PublicationAnswer &
  Omit<ViewState, 'asOf'> & {
    readonly asOf: { readonly month: Month; readonly at: Instant; readonly date: CivilDate };
    readonly differences?: PublicationDifferences;
    readonly publishable?: false;
  };

/** Facts kept in memory, of all tenants: some hundred bytes each. */
const FACTS_CACHED = 500_000;

/** An event with the time of a clock that is behind may still come: a month is over for good an hour after its end. */
const CLOCKS_APART_MS = 3_600_000;

/**
 * The report for publication: what was published as of the end of a civil month. It follows from the log as of that end,
 * and of the ends before it, so it stays the same however often and by whomever it is read.
 */
export function publicationReader(ports: QueryPorts) {
  const published = new LRUCache<string, readonly MonthPublished[]>({
    maxSize: FACTS_CACHED,
    sizeCalculation: (states) => 1 + (states.at(-1)?.cells.reduce((size, { facts }) => size + facts.length, 0) ?? 0),
  });

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
        periods: publication.periods.join(', '),
        groupings: groupingsOf(publication).join(', '),
      });
    }
    // Everything that was recorded by the end of the month must have been read.
    const [last, asked] = [await ports.store.lastPosition(), context.minPosition];
    const minPosition = last !== null && (!asked || comparePositions(last, asked) > 0) ? last : asked;
    return readViews(ports, { ...context, ...(minPosition && { minPosition }) }, async (scope) => {
      const state = await viewState(scope, [missionsProjection, directoryProjection]);
      // A stream that is set aside lacks facts: nothing is published, and nothing remembered, until it is released.
      const months = state.incomplete ? [] : await publishedMonths(scope, { from, to, asOf, latest });
      const differences = oversees(context.caller) ? { differences: differencesOf(months) } : {};
      return {
        ...publicationOf({ from, to, groupBy, asOf }, months, rules),
        ...differences,
        ...state,
        asOf: { month: asOf, at: endOfDayIn(zone, lastDayOf(asOf)), date: lastDayOf(asOf) },
        ...(state.incomplete && { publishable: false as const }),
      };
    });
  };

  /** What is published of each month of a period by `asOf`. */
  async function publishedMonths(
    scope: QueryScope,
    {
      from,
      to,
      asOf,
      latest,
    }: { readonly from: Month; readonly to: Month; readonly asOf: Month; readonly latest: Month },
  ): Promise<readonly MonthPublished[]> {
    const months: MonthPublished[] = [];
    for (let month = from; month <= to && month <= asOf; month = monthAfter(month)) {
      const states = await statesOfMonth(scope, month, latest);
      const state = states.filter((each) => each.asOf <= asOf).at(-1);
      if (state) months.push(state);
    }
    return months;
  }

  async function statesOfMonth({ tenant, zone, views }: QueryScope, month: Month, until: Month) {
    const key = cacheKey(tenant, zone, month, until);
    const known = published.get(key);
    if (known) return known;
    const decided = await readAll(views, publicationCorrectionsTable, {
      where: [['month', '=', month]],
      by: ['month', 'actId'],
    });
    const corrections = decided.map(({ decidedAt }) => decidedAt);
    const versions = await readMonthVersions(views, month);
    const states = publishedStates(monthReadings(versions, { month, until, zone, corrections }));
    const all = states.map((state, index): MonthPublished => ({
      ...state,
      cells: withOrganisations(state, versions, zone),
      month,
      corrections: states.slice(0, index + 1).flatMap(({ asOf, correction }) =>
        // A correction that found nothing to correct changed no figure.
        correction && correction.length > 0 ? [{ asOf, differences: correction }] : [],
      ),
    }));
    published.set(key, all);
    return all;
  }
}

const cacheKey = (tenant: TenantId, zone: Zone, month: Month, until: Month) =>
  JSON.stringify([tenant, zone, month, until]);

/** The last civil month that is over in a zone. */
function lastEndedMonth(now: Instant, zone: Zone): Month {
  return monthBefore(monthOf(civilDateIn(zone, instantPlus(now, -CLOCKS_APART_MS))));
}
