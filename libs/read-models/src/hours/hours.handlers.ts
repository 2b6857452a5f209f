import { maySeeHours } from '@jalon/access';
import { currentMissionRow, missionFacts, visibleMissionsCondition } from '../missions/missions.answers.js';
import type { MissionRow } from '../missions/missions.columns.js';
import { missionsProjection, missionsTable } from '../missions/missions.projection.js';
import { listPage } from '../query/list-page.js';
import { answers, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { readViewsAndOpen, requirePeriod, type QueryScope } from '../query/query-scope.js';
import { equal } from '../query/table-reader.js';
import { ListHours } from './hours.queries.js';
import { hoursTable, type HoursRow } from './hours.table.js';

export const hoursHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ListHours, async (query, context) => {
    requirePeriod(query);
    return readViewsAndOpen(
      ports,
      context,
      (scope) =>
        listPage(scope, query, {
          projection: missionsProjection,
          table: hoursTable,
          join: { table: missionsTable, on: { id: 'mission' }, kind: 'inner' },
          where: [
            visibleMissionsCondition(context.caller, 'missions.'),
            equal('mission', query.mission),
            equal('employee', query.employee),
            equal('missions.organisation', query.organisation),
            equal('state', query.state),
            query.from === undefined ? null : ['date', '>=', query.from],
            query.to === undefined ? null : ['date', '<=', query.to],
          ],
          order: { by: ['date', 'entryId', 'mission'], direction: 'descending' },
          show: visibleTimeEntry(scope),
        }),
      query.asOf,
    );
  }),
];

/** A time entry as callers are shown it. */
type TimeEntry = Omit<HoursRow, 'tenant'>;

/**
 * Shows time entries, each where the caller may see its mission's hours now and at the scope's moment; null for others. Each
 * mission is read once.
 */
export function visibleTimeEntry(
  scope: QueryScope,
  show: (entry: TimeEntry, mission: MissionRow) => object | null = (entry) => entry,
) {
  const { views, caller } = scope;
  const missions = new Map<string, MissionRow | null>();
  const visibleMissionOf = async (id: string): Promise<MissionRow | null> => {
    const mission = await views.row(missionsTable, { id });
    const maySee = (row: MissionRow) => maySeeHours(missionFacts(row), caller);
    return mission && maySee(mission) && maySee(await currentMissionRow(scope, mission)) ? mission : null;
  };
  return async ({ tenant: _, ...entry }: HoursRow): Promise<object | null> => {
    const known = missions.get(entry.mission);
    const mission = known === undefined ? await visibleMissionOf(entry.mission) : known;
    missions.set(entry.mission, mission);
    return mission && show(entry, mission);
  };
}
