import { maySeeHours } from '@jalon/access';
import type { Row } from '@jalon/kernel';
import { asItStands, missionFacts, missionsSeenBy } from '../missions/missions.answers.js';
import { equal, present } from '../query/rows.js';
import { listPage } from '../query/list-page.js';
import { openedInScope, requirePeriod, type Scope } from '../query/scope.js';
import { answers, type QueryHandler } from '../query/query-handler.js';
import type { QueryPorts } from '../query/query-ports.js';
import { ListHours } from './hours.queries.js';

export const hoursHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ListHours, async (query, asking) => {
    requirePeriod(query);
    return openedInScope(
      ports,
      asking,
      (scope) =>
        listPage(scope, query, {
          projection: 'missions',
          table: 'hours',
          join: { table: 'missions', on: { id: 'mission' }, kind: 'inner' },
          where: present([
            missionsSeenBy(asking.caller, 'missions.'),
            equal('mission', query.mission),
            equal('employee', query.employee),
            equal('missions.organisation', query.organisation),
            equal('state', query.state),
            query.from === undefined ? null : ['date', '>=', query.from],
            query.to === undefined ? null : ['date', '<=', query.to],
          ]),
          order: { by: ['date', 'entryId', 'mission'], direction: 'descending' },
          show: entryShown(scope),
        }),
      query.asOf,
    );
  }),
];

/** An entry follows its mission, which is looked at once for all its entries: null for one that is not the caller's to see. */
export function entryShown(scope: Scope, show: (entry: Row, mission: Row) => object | null = (entry) => entry) {
  const { views, tenant, caller } = scope;
  const missions = new Map<string, Row | null>();
  /** The mission of entries that the caller may see, now and at the moment asked for. */
  const missionSeen = async (id: string): Promise<Row | null> => {
    const mission = await views.row('missions', { tenant, id });
    const seen = (row: Row) => maySeeHours(missionFacts(row), caller);
    return mission && seen(mission) && seen(await asItStands(scope, mission)) ? mission : null;
  };
  return async ({ tenant: _, ...entry }: Row): Promise<object | null> => {
    const id = entry['mission'] as string;
    const known = missions.get(id);
    const mission = known === undefined ? await missionSeen(id) : known;
    missions.set(id, mission);
    return mission && show(entry, mission);
  };
}
