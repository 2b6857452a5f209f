import type { Caller } from '@jalon/kernel';
import { peopleOf } from '../directory/party-people.answers.js';
import { listPage } from '../query/list-page.js';
import { answers, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { refuseQuery } from '../query/query-rejections.js';
import { openFields, readViewsAndOpen, requirePeriod, type QueryScope } from '../query/query-scope.js';
import { equal, type ConditionOn, type Filters } from '../query/table-reader.js';
import { viewState } from '../query/view-state.js';
import { hostHiding } from './manager-detail.answers.js';
import { missionAtRevision } from './mission-history.handlers.js';
import { readTotals, requireMission, shownMission, visibleMissionsCondition, withTotals } from './missions.answers.js';
import type { MissionRow } from './missions.columns.js';
import { missionsProjection, missionsTable } from './missions.projection.js';
import { GetMission, ListMissions } from './missions.queries.js';

export const missionHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ListMissions, async (query, context) => {
    requirePeriod(query);
    return readViewsAndOpen(
      ports,
      context,
      async (scope) => {
        const hides = await hostHiding(scope);
        return listPage(scope, query, {
          projection: missionsProjection,
          table: missionsTable,
          where: filtersOf(query, context.caller),
          order: { by: ['proposedAt', 'id'], direction: 'descending' },
          show: async (row) => {
            const shown = await shownMission(scope, row, hides);
            // Found by its host, a mission would tell it.
            const isAsked = query.need !== undefined || query.organisation !== undefined;
            return isAsked && shown?.organisation === null ? null : shown;
          },
          complete: async (missions) => withTotals(missions, await readTotals(scope.views, missions)),
          beside: async (missions) => (context.forExport ? {} : { people: await peopleOf(scope, missions) }),
        });
      },
      query.asOf,
    );
  }),

  answers(GetMission, async ({ id, asOf, revision }, context) => {
    if (revision === undefined) return readViewsAndOpen(ports, context, (scope) => missionAnswer(scope, id), asOf);
    if (asOf !== undefined) return refuseQuery('AS_OF_AND_REVISION');
    return openFields(ports, await missionAtRevision(ports, context, id, revision));
  }),
];

async function missionAnswer(scope: QueryScope, id: string): Promise<object> {
  const { mission } = await requireMission(scope, id);
  const people = await peopleOf(scope, [mission]);
  return { ...mission, people, ...(await viewState(scope, [missionsProjection])) };
}

function filtersOf(query: ListMissions, caller: Caller): Filters<MissionRow> {
  return [
    visibleMissionsCondition(caller, ''),
    ...statusCondition(query.status, caller),
    equal('employee', query.employee),
    equal('organisation', query.organisation),
    equal('need', query.need),
    equal('employer', query.employer),
    equal('basis', query.basis),
    query.from === undefined ? null : ['endsOn', '>=', query.from],
    query.to === undefined ? null : ['startsOn', '<=', query.to],
  ];
}

/** As the caller sees it: `declined` are the refusals that are their own, `not-retained` all the others. */
function statusCondition(status: ListMissions['status'], caller: Caller): readonly ConditionOn<MissionRow>[] {
  if (status === undefined) return [];
  if (status !== 'declined' && status !== 'not-retained') return [['status', '=', status]];
  const theirs = status === 'declined' ? ownRefusal(caller) : othersRefusal(caller);
  return [['status', '=', 'declined'], ...theirs];
}

function ownRefusal(caller: Caller): readonly ConditionOn<MissionRow>[] {
  const authored: readonly ConditionOn<MissionRow>[] = [['decliner', '=', caller.person]];
  const organisation = spokenFor(caller);
  if (organisation === null) return authored;
  const byTheirs: readonly ConditionOn<MissionRow>[] = [
    ['declinedBy', '=', 'organisation'],
    ['organisation', '=', organisation],
  ];
  return [{ anyOf: [authored, byTheirs] }];
}

function othersRefusal(caller: Caller): readonly ConditionOn<MissionRow>[] {
  const notAuthored: ConditionOn<MissionRow> = ['decliner', '<>', caller.person];
  const organisation = spokenFor(caller);
  if (organisation === null) return [notAuthored];
  const notByTheirs: ConditionOn<MissionRow> = {
    anyOf: [[['declinedBy', '<>', 'organisation']], [['organisation', '<>', organisation]]],
  };
  return [notAuthored, notByTheirs];
}

const spokenFor = ({ roles, organisation }: Caller) => (roles.includes('organisation') ? organisation : null);
