import { employersReached, maySeeHours, maySeePerson, reachesAny } from '@jalon/access';
import { peopleTable } from '../directory/directory.projection.js';
import { peopleOf } from '../directory/party-people.answers.js';
import { missionAttributionTable } from '../missions/attribution.table.js';
import {
  currentMissionRow,
  missionFacts,
  ofFewMissions,
  visibleMissionsCondition,
} from '../missions/missions.answers.js';
import type { MissionRow } from '../missions/missions.columns.js';
import { hostHiding, type HidesHost } from '../missions/manager-detail.answers.js';
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
      async (scope) => {
        const hides = await hostHiding(scope);
        const few = await ofFewMissions(scope);
        return listPage(scope, query, {
          projection: missionsProjection,
          table: hoursTable,
          join: { table: missionsTable, on: { id: 'mission' }, kind: 'inner' },
          where: [
            few,
            visibleMissionsCondition(context.caller, 'missions.'),
            equal('mission', query.mission),
            equal('employee', query.employee),
            equal('missions.organisation', query.organisation),
            equal('state', query.state),
            query.from === undefined ? null : ['date', '>=', query.from],
            query.to === undefined ? null : ['date', '<=', query.to],
          ],
          order: { by: ['date', 'entryId', 'mission'], direction: 'descending' },
          // Found by its host, an entry would tell it.
          show: visibleTimeEntry<TimeEntry>(scope, (entry, mission) =>
            query.organisation !== undefined && hides(missionFacts(mission)) ? null : entry,
          ),
          complete: (entries) => withAttribution(scope, entries, hides),
          beside: async (entries) => (context.forExport ? {} : { people: await peopleOf(scope, entries) }),
        });
      },
      query.asOf,
    );
  }),
];

/** A time entry as callers are shown it. */
export type TimeEntry = Omit<HoursRow, 'tenant'>;

/**
 * Shows time entries, each where the caller may see its mission's hours now and at the scope's moment; null for others. Each
 * mission is read once.
 */
export function visibleTimeEntry<Shown extends TimeEntry>(
  scope: QueryScope,
  show: (entry: TimeEntry, mission: MissionRow) => Shown | null = (entry) => entry as Shown,
) {
  const { views, caller } = scope;
  const missions = new Map<string, MissionRow | null>();
  const visibleMissionOf = async (id: string): Promise<MissionRow | null> => {
    const mission = await views.row(missionsTable, { id });
    const maySee = (row: MissionRow) => maySeeHours(missionFacts(row), caller);
    return mission && maySee(mission) && maySee(await currentMissionRow(scope, mission)) ? mission : null;
  };
  return async ({ tenant: _, ...entry }: HoursRow): Promise<Shown | null> => {
    const known = missions.get(entry.mission);
    const mission = known === undefined ? await visibleMissionOf(entry.mission) : known;
    missions.set(entry.mission, mission);
    return mission && show(entry, mission);
  };
}

/**
 * Time entries with what is known of them elsewhere: the mission's title, the codes by which reports attribute it, and the
 * employee's staff number, sealed, for callers who may know the employee by name. They are read for a whole page at once.
 */
export async function withAttribution(
  { views, current, caller }: QueryScope,
  entries: readonly TimeEntry[],
  hides: HidesHost = () => false,
): Promise<readonly object[]> {
  const missions = [...new Set(entries.map(({ mission }) => mission))];
  // Others are shown no staff number but their own.
  const seesOthers = reachesAny(employersReached('GetPerson', caller));
  const employees = [...new Set(entries.map(({ employee }) => employee))].filter(
    (id) => seesOthers || id === caller.person,
  );
  const byKeys = (ids: readonly string[]) => ids.map((id) => ({ id }));
  const rows = await views.rowsByKeys(missionsTable, byKeys(missions));
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  const hidden = new Set(rows.filter((row) => hides(missionFacts(row))).map(({ id }) => id));
  const attributions = new Map(
    (
      await views.rowsByKeys(
        missionAttributionTable,
        missions.map((mission) => ({ mission })),
      )
    ).map((attribution) => [attribution.mission, attribution]),
  );
  const people = await views.rowsByKeys(peopleTable, byKeys(employees));
  // Who employs them now decides, also of how they were.
  const now = current.views === views ? people : await current.views.rowsByKeys(peopleTable, byKeys(employees));
  const mayBeSeen = new Set(now.filter((person) => maySeePerson(person, caller)).map(({ id }) => id));
  const staffNumbers = new Map(people.map(({ id, staffNumber }) => [id, mayBeSeen.has(id) ? staffNumber : null]));
  return entries.map((entry) => {
    const { organisation, employer, department, site, basis, cause } =
      attributions.get(entry.mission) ?? NOT_ATTRIBUTED;
    const whole = {
      ...entry,
      halfDays: Number(entry.unit === 'half-day'),
      title: titles.get(entry.mission) ?? null,
      organisation,
      employer,
      department,
      site,
      basis,
      cause,
      staffNumber: staffNumbers.get(entry.employee) ?? null,
    };
    return hidden.has(entry.mission)
      ? { ...whole, approvedBy: null, title: null, organisation: null, cause: null }
      : whole;
  });
}

/** Time is logged on confirmed missions, which are attributed. A store whose stream was parked may lack it. */
const NOT_ATTRIBUTED = {
  organisation: null,
  employer: null,
  department: null,
  site: null,
  basis: null,
  cause: null,
} as const;
