import { streamName, type Caller } from '@jalon/kernel';
import type { Condition } from '@jalon/ports';
import { completeness } from '../query/view-state.js';
import { cursorAfter, cursorRevision } from '../query/cursor.js';
import { GetMission, ListMissions, MissionHistory } from './missions.queries.js';
import { equal, present } from '../query/conditions.js';
import { listPage } from '../query/list-page.js';
import { requirePeriod } from '../query/period.js';
import { answers, type QueryHandler } from '../query/query-handler.js';
import type { QueryPorts } from '../query/query-ports.js';
import { refuseQuery } from '../query/query-rejections.js';
import { inScope, opened, openedInScope, type Scope } from '../query/scope.js';
import { historyEntry } from './history-entry.js';
import { missionAnswer, type MissionAnswer } from './mission-answer.js';
import { missionAtRevision } from './mission-at-revision.js';
import { besideBoard, wholeMissions } from './mission-board.js';
import { asItStands, missionFacts, missionsSeenBy } from './mission-facts.js';

export const missionHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ListMissions, async (query, asking) => {
    requirePeriod(query);
    return openedInScope(
      ports,
      asking,
      (scope) =>
        listPage(scope, query, {
          projection: 'missions',
          table: 'missions',
          where: conditionsOf(query, asking.caller),
          order: { by: ['proposedAt', 'id'], direction: 'descending' },
          show: async (row) => missionAnswer(row, scope, await asItStands(scope, row)),
          complete: (missions) => completed(scope, missions),
        }),
      query.asOf,
    );
  }),

  answers(GetMission, async ({ id, asOf, revision }, asking) => {
    if (revision === undefined) return openedInScope(ports, asking, (scope) => oneMission(scope, id), asOf);
    if (asOf !== undefined) return refuseQuery('AS_OF_AND_REVISION');
    return opened(ports, await missionAtRevision(ports, asking, id, revision));
  }),

  answers(MissionHistory, async (query, asking) => {
    const { tenant } = asking.caller;
    const {
      row,
      mission: { revision },
      scope,
      state,
    } = await inScope(ports, asking, async (found) => ({
      ...(await missionSeen(found, query.id)),
      state: await completeness(found, ['missions']),
      scope: found,
    }));
    const from = query.cursor === undefined ? 0 : cursorRevision(tenant, query.cursor);
    const stream = streamName({ category: 'mission', tenant, id: query.id });
    const items: object[] = [];
    let last = from - 1;
    for await (const event of ports.store.readStream(stream, { from, limit: query.limit })) {
      // The board decides what may be shown, so nothing is shown that it has not seen.
      if (event.envelope.revision > revision) break;
      last = event.envelope.revision;
      const entry = historyEntry(event, ports.registry.definitionOf(event.envelope.type), missionFacts(row), scope);
      if (entry) items.push(entry);
    }
    return opened(ports, { items, next: last < revision ? cursorAfter(tenant, [last + 1]) : null, revision, ...state });
  }),
];

async function oneMission(scope: Scope, id: string): Promise<object> {
  const { mission } = await missionSeen(scope, id);
  return { ...mission, ...(await completeness(scope, ['missions'])) };
}

async function missionSeen(scope: Scope, id: string) {
  const row = await scope.views.row('missions', { tenant: scope.tenant, id });
  const shown = row && missionAnswer(row, scope, await asItStands(scope, row));
  if (!row || !shown) return refuseQuery('NOT_FOUND');
  const [mission] = await completed(scope, [shown]);
  return mission ? { row, mission } : refuseQuery('NOT_FOUND');
}

async function completed({ views, tenant }: Scope, missions: readonly MissionAnswer[]) {
  return wholeMissions(missions, await besideBoard(views, tenant, missions));
}

function conditionsOf(query: ListMissions, caller: Caller): readonly Condition[] {
  return present([
    missionsSeenBy(caller),
    ...statusCondition(query.status, caller),
    equal('employee', query.employee),
    equal('organisation', query.organisation),
    equal('need', query.need),
    equal('employer', query.employer),
    equal('basis', query.basis),
    query.from === undefined ? null : ['endsOn', '>=', query.from],
    query.to === undefined ? null : ['startsOn', '<=', query.to],
  ]);
}

/** As the caller sees it: `declined` are the refusals that are their own, `not-retained` all the others. */
function statusCondition(status: ListMissions['status'], caller: Caller): readonly Condition[] {
  if (status === undefined) return [];
  if (status !== 'declined' && status !== 'not-retained') return [['status', '=', status]];
  const theirs = status === 'declined' ? ownRefusal(caller) : othersRefusal(caller);
  return [['status', '=', 'declined'], ...theirs];
}

function ownRefusal(caller: Caller): readonly Condition[] {
  const authored: readonly Condition[] = [['decliner', '=', caller.person]];
  const organisation = spokenFor(caller);
  if (organisation === null) return authored;
  const byTheirs: readonly Condition[] = [
    ['declinedBy', '=', 'organisation'],
    ['organisation', '=', organisation],
  ];
  return [{ anyOf: [authored, byTheirs] }];
}

function othersRefusal(caller: Caller): readonly Condition[] {
  const notAuthored: Condition = ['decliner', '<>', caller.person];
  const organisation = spokenFor(caller);
  if (organisation === null) return [notAuthored];
  const notByTheirs: Condition = {
    anyOf: [[['declinedBy', '<>', 'organisation']], [['organisation', '<>', organisation]]],
  };
  return [notAuthored, notByTheirs];
}

const spokenFor = ({ roles, organisation }: Caller) => (roles.includes('organisation') ? organisation : null);
