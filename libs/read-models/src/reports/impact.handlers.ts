import { audienceOf, employersReached, isReached, type EmployersReached } from '@jalon/access';
import { isMonth, lastDayOf } from '@jalon/kernel';
import { ruleBookOn, type TimeState } from '@jalon/rules';
import { directoryProjection } from '../directory/directory.projection.js';
import { readLinks, readMergedPeople } from '../directory/same-organisation.answers.js';
import { standingFor, type OrganisationLink } from '../directory/same-organisation.js';
import { type TimeEntry, visibleTimeEntry, withAttribution } from '../hours/hours.handlers.js';
import { hoursTable, type HoursRow } from '../hours/hours.table.js';
import { missionAttributionTable } from '../missions/attribution.table.js';
import { evaluationScoresTable } from '../missions/evaluation-scores.table.js';
import { ofFewMissions } from '../missions/missions.answers.js';
import { missionsProjection, missionsTable } from '../missions/missions.projection.js';
import { outcomesTable } from '../missions/outcomes.table.js';
import { type ExportAnswer, pinnedTo } from '../query/list-export.js';
import { cachedNames } from '../directory/names.answers.js';
import { listPage } from '../query/list-page.js';
import { answers, type QueryContext, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { refuseQuery } from '../query/query-rejections.js';
import { readViews, readViewsAndOpen, type QueryScope } from '../query/query-scope.js';
import { ofEmployers, readAll, readAllIn, readByKeys, type ConditionOn } from '../query/table-reader.js';
import { viewState, type ViewState } from '../query/view-state.js';
import { timeState, type ImpactRows } from './impact-facts.js';
import { ImpactEntries, ImpactReport, ReportExport } from './impact.queries.js';
import { reportLines } from './impact-lines.js';
import { impactReport, type ImpactAnswer } from './impact.report.js';
import { publicationReader, type PublicationRead } from './publication.handlers.js';
import { publicationLines } from './publication-lines.js';

/** A time entry with what the report counts it as. */
type CountedEntry = TimeEntry & { readonly countsAs: TimeState };

export const reportHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  ...impactHandlers(ports),

  answers(ImpactEntries, (query, context) => {
    return readViewsAndOpen(
      ports,
      context,
      async (scope) => {
        const at = readingDate(query, scope);
        const rules = ruleBookOn(at);
        const reached = employersReached('ImpactEntries', scope.caller);
        const page = await listPage(scope, query, {
          projection: missionsProjection,
          table: hoursTable,
          join: { table: missionAttributionTable, on: { mission: 'mission' }, kind: 'inner' },
          where: [
            await ofFewMissions(scope),
            ofEmployers('mission_attribution.employer', reached),
            ...entryConditions(query, await readLinks(scope.views)),
          ],
          order: { by: ['date', 'entryId', 'mission'], direction: 'descending' },
          show: visibleTimeEntry<CountedEntry>(scope, (entry, mission) => {
            if (!isReached(mission.employer, reached)) return null;
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

/** The report: whole for those who may read its entries, what is published for everyone. */
function impactHandlers(ports: QueryPorts): readonly QueryHandler[] {
  const readPublication = publicationReader(ports);
  const readReport = (query: ImpactReport, context: QueryContext): Promise<PublicationRead | InternalRead> => {
    if (audienceOf(context.caller, query.audience) === 'publication') return readPublication(query, context);
    const asOf = isMonth(query.asOf) ? lastDayOf(query.asOf) : query.asOf;
    return readViews(ports, context, (scope) => readInternalReport(scope, query), asOf);
  };
  return [
    answers(ImpactReport, readReport),
    answers(ReportExport, async ({ report }, context): Promise<ExportAnswer> => {
      const answer = await readReport(report, context);
      const lines = answer.audience === 'publication' ? publicationLines(answer) : reportLines(answer);
      async function* pages(): AsyncIterable<readonly object[]> {
        yield lines;
      }
      const names = () => cachedNames(ports, pinnedTo(answer.position, context));
      return { ...readingOf(answer), pages: pages(), names };
    }),
  ];
}

/** What a file says of a report beside its lines. What waits to be published is no part of a file that may be passed on. */
function readingOf(answer: PublicationRead | InternalRead): ViewState {
  const noPart = new Set(['rows', 'total', 'differences']);
  const reading = Object.entries(answer).filter(([name]) => !noPart.has(name));
  return Object.fromEntries(reading) as unknown as ViewState;
}

type InternalRead = ImpactAnswer & ViewState & { readonly publishable?: false };

async function readInternalReport(scope: QueryScope, query: ImpactReport): Promise<InternalRead> {
  const { from, to, groupBy } = query;
  const at = readingDate(query, scope);
  const state = await viewState(scope, [missionsProjection, directoryProjection]);
  const answer = impactReport(
    await readImpactRows(scope, query, employersReached('ImpactReport', scope.caller)),
    ruleBookOn(at),
    { from, to, groupBy, at },
  );
  return { ...answer, ...state, ...(state.incomplete && { publishable: false }) };
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
 * their missions and those that ended in it, the attributions of these missions, and the scores of those that ended. Of a caller
 * whose roles are limited to employers: the missions of these that are still attributed to them.
 */
async function readImpactRows(
  scope: QueryScope,
  { from, to }: { readonly from: string; readonly to: string },
  reached: EmployersReached,
): Promise<ImpactRows> {
  const { views } = scope;
  const inMonths = [
    ['month', '>=', from],
    ['month', '<=', to],
  ] as const;
  const hours = await readAll(views, hoursTable, {
    where: [...inMonths, await ofFewMissions(scope)],
    by: ['month', 'mission', 'entryId'],
  });
  const ended = await readAll(views, missionsTable, {
    // Days compare as text, and no month goes beyond a 31st.
    where: [['endedOn', '>=', `${from}-01`], ['endedOn', '<=', `${to}-31`], ofEmployers('employer', reached)],
    by: ['endedOn', 'id'],
  });
  const endedIds = new Set(ended.map(({ id }) => id));
  const others = [...new Set(hours.map(({ mission }) => mission))].filter((id) => !endedIds.has(id));
  const otherMissions = await readByKeys(
    views,
    missionsTable,
    others.map((id) => ({ id })),
  );
  const missions = [...ended, ...otherMissions].filter(({ employer }) => isReached(employer, reached));
  const attributions = await readByKeys(
    views,
    missionAttributionTable,
    missions.map(({ id }) => ({ mission: id })),
  );
  return {
    hours,
    missions,
    attributions: attributions.filter(({ employer }) => isReached(employer, reached)),
    links: await readLinks(views),
    mergedPeople: await readMergedPeople(views),
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
