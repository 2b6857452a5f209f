import { audienceOf, oversees } from '@jalon/access';
import { isMonth } from '@jalon/kernel';
import { ruleBookOn, type TimeState } from '@jalon/rules';
import { directoryProjection } from '../directory/directory.projection.js';
import { readLinks } from '../directory/same-organisation.answers.js';
import { standingFor, type OrganisationLink } from '../directory/same-organisation.js';
import { type TimeEntry, visibleTimeEntry, withAttribution } from '../hours/hours.handlers.js';
import { hoursTable, type HoursRow } from '../hours/hours.table.js';
import { missionAttributionTable } from '../missions/attribution.table.js';
import { evaluationScoresTable } from '../missions/evaluation-scores.table.js';
import { missionsProjection, missionsTable } from '../missions/missions.projection.js';
import { outcomesTable } from '../missions/outcomes.table.js';
import { type ExportAnswer, pinnedTo } from '../query/list-export.js';
import { cachedNames } from '../directory/names.answers.js';
import { listPage } from '../query/list-page.js';
import { answers, type QueryContext, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { refuseQuery } from '../query/query-rejections.js';
import { readViews, readViewsAndOpen, type QueryScope } from '../query/query-scope.js';
import { readAll, readAllIn, readByKeys, type ConditionOn } from '../query/table-reader.js';
import { viewState, type ViewState } from '../query/view-state.js';
import { timeState, type ImpactRows } from './impact-facts.js';
import { ImpactEntries, ImpactReport, ReportExport } from './impact.queries.js';
import { reportLines } from './impact-lines.js';
import { impactReport, type ImpactAnswer } from './impact.report.js';

/** A time entry with what the report counts it as. */
type CountedEntry = TimeEntry & { readonly countsAs: TimeState };

const NO_ROWS: ImpactRows = { missions: [], attributions: [], hours: [], outcomes: [], scores: [], links: [] };

export const reportHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ImpactReport, (query, context) => readReport(ports, query, context)),

  answers(ReportExport, async ({ report }, context): Promise<ExportAnswer> => {
    const { rows, total, ...reading } = await readReport(ports, report, context);
    async function* pages(): AsyncIterable<readonly object[]> {
      yield reportLines({ rows, total, ...reading });
    }
    const names = () => cachedNames(ports, pinnedTo(reading.position, context));
    return { ...reading, pages: pages(), names };
  }),

  answers(ImpactEntries, async (query, context) => {
    if (!oversees(context.caller)) return refuseQuery('QUERY_NOT_ALLOWED');
    return readViewsAndOpen(
      ports,
      context,
      async (scope) => {
        const at = readingDate(query, scope);
        const rules = ruleBookOn(at);
        const page = await listPage(scope, query, {
          projection: missionsProjection,
          table: hoursTable,
          join: { table: missionAttributionTable, on: { mission: 'mission' }, kind: 'inner' },
          where: entryConditions(query, await readLinks(scope.views)),
          order: { by: ['date', 'entryId', 'mission'], direction: 'descending' },
          show: visibleTimeEntry<CountedEntry>(scope, (entry, mission) => {
            const countsAs = timeState(entry, mission, rules, at);
            return query.state === undefined || query.state === countsAs ? { ...entry, countsAs } : null;
          }),
          complete: (entries) => withAttribution(scope, entries),
        });
        return { ...page, at };
      },
      query.asOf,
    );
  }),
];

async function readReport(
  ports: QueryPorts,
  query: ImpactReport,
  context: QueryContext,
): Promise<ImpactAnswer & ViewState> {
  return readViews(
    ports,
    context,
    async (scope) => {
      const { from, to, groupBy } = query;
      const at = readingDate(query, scope);
      const audience = audienceOf(context.caller, query.audience);
      const state = await viewState(scope, [missionsProjection, directoryProjection]);
      // An incomplete report must not be published: a publication then says so, and counts nothing.
      const rows = state.incomplete && audience === 'publication' ? NO_ROWS : await readImpactRows(scope, query);
      const answer = impactReport(rows, ruleBookOn(at), { from, to, groupBy, at, audience });
      return { ...answer, ...state, ...(state.incomplete && { publishable: false }) };
    },
    query.asOf,
  );
}

/**
 * The day on which the report is read: today by default.
 *
 * @throws QueryRefused for a period that is none, and a date to come: evaluations that are hidden today would be open
 */
function readingDate({ from, to, at }: Pick<ImpactReport, 'from' | 'to' | 'at'>, { today }: QueryScope): string {
  if (!isMonth(from) || !isMonth(to) || to < from) return refuseQuery('PERIOD_REVERSED', { from, to });
  return at === undefined || at <= today ? (at ?? today) : refuseQuery('AT_IN_FUTURE', { at, today });
}

/**
 * The rows that a report over whole months can count, and no other rows of the tenant: the period's time entries and outcomes,
 * their missions and those that ended in it, the attributions of these missions, and the scores of those that ended.
 */
async function readImpactRows(
  { views }: QueryScope,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<ImpactRows> {
  const inMonths = [
    ['month', '>=', from],
    ['month', '<=', to],
  ] as const;
  const hours = await readAll(views, hoursTable, { where: inMonths, by: ['month', 'mission', 'entryId'] });
  const ended = await readAll(views, missionsTable, {
    // Days compare as text, and no month goes beyond a 31st.
    where: [
      ['endedOn', '>=', `${from}-01`],
      ['endedOn', '<=', `${to}-31`],
    ],
    by: ['endedOn', 'id'],
  });
  const endedIds = new Set(ended.map(({ id }) => id));
  const others = [...new Set(hours.map(({ mission }) => mission))].filter((id) => !endedIds.has(id));
  const otherMissions = await readByKeys(
    views,
    missionsTable,
    others.map((id) => ({ id })),
  );
  const missions = [...ended, ...otherMissions];
  return {
    hours,
    missions,
    attributions: await readByKeys(
      views,
      missionAttributionTable,
      missions.map(({ id }) => ({ mission: id })),
    ),
    links: await readLinks(views),
    outcomes: await readAll(views, outcomesTable, { where: inMonths, by: ['month', 'mission', 'number'] }),
    scores: await readAllIn(views, evaluationScoresTable, {
      column: 'mission',
      values: [...endedIds],
      by: ['mission', 'party', 'criterion'],
    }),
  };
}

const NO_ROW = { anyOf: [] } as const;

/** Selects the time entries that a row of the report counts, or its total without a key, as far as columns can tell. */
function entryConditions(
  { from, to, groupBy, key, state }: ImpactEntries,
  links: readonly OrganisationLink[],
): readonly ConditionOn<HoursRow>[] {
  return [
    ['mission_attribution.basis', '<>', 'personal-time'],
    // Days compare as text, and no month goes beyond a 31st.
    ['date', '>=', `${from}-01`],
    ['date', '<=', `${to}-31`],
    ...(key === undefined ? [] : [groupCondition(groupBy, key, links)]),
    ...(state === undefined ? [] : STORED_AS[state]),
  ];
}

function groupCondition(
  groupBy: ImpactEntries['groupBy'],
  key: string,
  links: readonly OrganisationLink[],
): ConditionOn<HoursRow> {
  if (groupBy === 'month') return isMonth(key) ? ['month', '=', key] : NO_ROW;
  const column = `mission_attribution.${groupBy}` as const;
  // The report gathers what has no code in a row whose key is null.
  if (key === '') return [column, '=', null];
  if (groupBy === 'organisation') return [column, 'in', countedIn(key, links)];
  if (groupBy !== 'sdg') return [column, '=', key];
  return /^\d{1,2}$/.test(key) ? [column, '=', Number(key)] : NO_ROW;
}

/** The organisations that the row of one counts: none for an entry that another stands for. */
function countedIn(organisation: string, links: readonly OrganisationLink[]): readonly string[] {
  const organisationOf = standingFor(links);
  return [organisation, ...links.map(({ id }) => id)].filter((id) => organisationOf(id) === organisation);
}

const inState = (state: HoursRow['state']): ConditionOn<HoursRow> => ['state', '=', state];

/** An entry is unanswered by the rules of its mission, so both kinds of waiting are told apart row by row. */
const STORED_AS: Readonly<Record<TimeState, readonly ConditionOn<HoursRow>[]>> = {
  confirmed: [inState('approved'), ['onDuty', '=', true]],
  confirmedOffDuty: [inState('approved'), ['onDuty', '=', false]],
  pending: [inState('pending')],
  unanswered: [inState('pending')],
  rejected: [inState('rejected')],
  voided: [inState('voided')],
};
