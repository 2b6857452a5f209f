import {
  employersReached,
  maskOf,
  maySeeMission,
  overseesTenant,
  visible,
  type EventFacts,
  type MissionFacts,
  type Shown,
} from '@jalon/access';
import { merged, type Caller, type Row, type TenantId } from '@jalon/kernel';
import type { ViewStore } from '@jalon/ports';
import type { Parties } from '../directory/party-people.answers.js';
import { hoursTable, type HoursRow } from '../hours/hours.table.js';
import { refuseQuery } from '../query/query-rejections.js';
import type { QueryScope } from '../query/query-scope.js';
import { tableReader, type ConditionOf, type TableReader } from '../query/table-reader.js';
import type { MissionRow } from './missions.columns.js';
import { hostHiding, withoutHost, type HidesHost } from './manager-detail.answers.js';
import { missionHeadsTable, missionsTable, type MissionHeadRow } from './missions.projection.js';

/** What the access policies must know of a mission. */
export function missionFacts(row: MissionRow): MissionFacts {
  const { basis, employee, employer, organisation, manager } = row;
  const { evaluators, evaluatedBy: evaluated, evaluationDeadline } = row;
  return { basis, employee, employer, organisation, manager, evaluators, evaluated, evaluationDeadline };
}

/**
 * A condition for the missions that the caller may see. It is `maySeeMission` as far as an index can tell, so each row must
 * still be checked by itself. The prefix tells whether missions are a joined table.
 */
export function visibleMissionsCondition<Prefix extends 'missions.' | ''>(
  caller: Caller,
  prefix: Prefix,
): ConditionOf<`${Prefix}${keyof MissionRow}`> {
  const column = <C extends keyof MissionRow>(name: C) => `${prefix}${name}` as const;
  type MissionCondition = ConditionOf<`${Prefix}${keyof MissionRow}`>;
  const paid: MissionCondition = [column('basis'), '<>', 'personal-time'];
  const own: MissionCondition[][] = [
    [[column('employee'), '=', caller.person]],
    [[column('manager'), '=', caller.person], paid],
  ];
  const overseen = employersReached('GetMission', caller);
  if (overseen === 'all') own.push([paid]);
  else if (overseen.length > 0) own.push([[column('employer'), 'in', overseen], paid]);
  if (caller.roles.includes('organisation') && caller.organisation !== null) {
    own.push([[column('organisation'), '=', caller.organisation]]);
  }
  return { anyOf: own };
}

/** So many missions are found by their ids. Of more, some entries are found soon in the order of days. */
const FEW_MISSIONS = 500;

/**
 * A condition for the time of the missions that a caller with limited roles may see, where these are few: it is then found by
 * its missions, not among that of all employers. Null, which filters nothing, for all other callers.
 */
export async function ofFewMissions({ caller, views }: QueryScope): Promise<ConditionOf<'mission'> | null> {
  if (!caller.employerRoles || overseesTenant(caller)) return null;
  const missions = await views.rows(missionsTable, {
    where: [visibleMissionsCondition(caller, '')],
    order: { by: ['proposedAt', 'id'] },
    limit: FEW_MISSIONS + 1,
  });
  return missions.length > FEW_MISSIONS ? null : ['mission', 'in', missions.map(({ id }) => id)];
}

/** The row as it is now, for a row as of the scope's moment. */
export async function currentMissionRow({ asOf, current }: QueryScope, row: MissionRow): Promise<MissionRow> {
  if (!asOf) return row;
  return (await current.views.row(missionsTable, { id: row.id })) ?? row;
}

/** A mission as the caller is shown it. */
export interface VisibleMission extends Parties {
  readonly id: string;
  readonly [column: string]: unknown;
}

/**
 * A mission as the caller is shown it; null when they may not see it. For a `row` of the past, `currentRow` is the mission
 * now: what is shown could be seen then and may be seen now.
 */
export function visibleMission(
  row: MissionRow,
  { caller, today, current }: Pick<QueryScope, 'caller' | 'today' | 'current'>,
  currentRow: MissionRow = row,
): VisibleMission | null {
  const [then, now] = [missionFacts(row), missionFacts(currentRow)];
  if (!maySeeMission(then, caller) || !maySeeMission(now, caller)) return null;
  const visibilityOf = (event: EventFacts) =>
    stricter(visible(event, then, caller, today), visible(event, now, caller, current.today));
  const { tenant: _, ...shown } = row;
  return merged(shown, {
    id: row.id,
    ...refusalShown(row, visibilityOf),
    evaluations: evaluationsShown(row, visibilityOf),
  });
}

/** As `visibleMission`, for a scope; without the host where that is hidden from the caller now. */
export async function shownMission(
  scope: QueryScope,
  row: MissionRow,
  hides?: HidesHost,
): Promise<VisibleMission | null> {
  const currentRow = await currentMissionRow(scope, row);
  const shown = visibleMission(row, scope, currentRow);
  if (!shown) return null;
  const hidden = (hides ?? (await hostHiding(scope)))(missionFacts(currentRow));
  return hidden ? withoutHost(shown) : shown;
}

type VisibilityOf = (event: EventFacts) => Shown;

const OPENNESS = { hidden: 0, masked: 1, whole: 2 };
const stricter = (one: Shown, other: Shown) => (OPENNESS[other.show] < OPENNESS[one.show] ? other : one);

/** To all but those who refused, the mission was not retained: neither who refused is told, nor who had accepted by then. */
function refusalShown({ status, declinedBy: party, decliner }: MissionRow, visibilityOf: VisibilityOf): object {
  if (status !== 'declined') return {};
  const refusal = { visibility: 'refusal', person: decliner ?? '', party } as const;
  if (visibilityOf(refusal).show === 'whole') return {};
  return { status: 'not-retained', declinedBy: null, decliner: null, refusalReason: null, acceptedBy: [] };
}

function evaluationsShown({ evaluations }: MissionRow, visibilityOf: VisibilityOf): readonly object[] {
  return evaluations.flatMap((evaluation): readonly object[] => {
    const { party, author } = evaluation;
    const shown = visibilityOf({ visibility: 'evaluation', person: author, party });
    if (shown.show === 'whole') return [evaluation];
    return shown.show === 'masked' ? [{ party, ...maskOf(shown) }] : [];
  });
}

/** A mission's minutes by state. */
const NO_MINUTES = {
  approvedMinutes: 0,
  approvedOffDutyMinutes: 0,
  pendingMinutes: 0,
  rejectedMinutes: 0,
  voidedMinutes: 0,
};

/** The total that an entry's minutes belong to. */
function totalOf({ state, onDuty }: Pick<HoursRow, 'state' | 'onDuty'>): keyof typeof NO_MINUTES {
  if (state === 'approved') return onDuty ? 'approvedMinutes' : 'approvedOffDutyMinutes';
  return `${state}Minutes`;
}

/** What answers add to missions: the heads of their streams, and their time entries or sums of these. */
export interface MissionTotals {
  readonly heads: readonly MissionHeadRow[];
  readonly hours: readonly Pick<HoursRow, 'mission' | 'state' | 'onDuty' | 'minutes'>[];
}

export async function readTotals(
  views: TableReader,
  missions: readonly { readonly id: string }[],
): Promise<MissionTotals> {
  const ids = missions.map(({ id }) => id);
  return {
    heads: await views.rowsByKeys(
      missionHeadsTable,
      ids.map((id) => ({ id })),
    ),
    hours: await views.sums(hoursTable, {
      where: [['mission', 'in', ids]],
      sum: 'minutes',
      by: ['mission', 'state', 'onDuty'],
    }),
  };
}

/** Missions with their revision, their last event and the totals of their time. */
export function withTotals<M extends { readonly id: string }>(
  missions: readonly M[],
  { heads, hours }: MissionTotals,
): readonly (M & { readonly revision: number })[] {
  const headOf = new Map(heads.map((head) => [head.id, head]));
  const totals = new Map(missions.map(({ id }) => [id, { ...NO_MINUTES }]));
  for (const group of hours) {
    const total = totals.get(group.mission);
    if (total) total[totalOf(group)] += group.minutes;
  }
  return missions.map((mission) => {
    const { updatedAt = null, revision } = headOf.get(mission.id) ?? {};
    return merged(mission, { ...totals.get(mission.id), updatedAt, revision: Number(revision) });
  });
}

/**
 * A mission that the caller may see, with its row.
 *
 * @throws QueryRefused NOT_FOUND
 */
export async function requireMission(scope: QueryScope, id: string) {
  const row = await scope.views.row(missionsTable, { id });
  const shown = row && (await shownMission(scope, row));
  if (!row || !shown) return refuseQuery('NOT_FOUND');
  const [mission] = withTotals([shown], await readTotals(scope.views, [shown]));
  return mission ? { row, mission } : refuseQuery('NOT_FOUND');
}

const MISSIONS_A_PAGE = 200;

/**
 * A tenant's missions as the views hold them, earliest proposed first, with their totals and revision; sealed fields stay
 * sealed. For operators, never for an answer: no caller's visibility is checked.
 */
export async function* unmaskedMissions(views: ViewStore, tenant: TenantId): AsyncIterable<Row> {
  let after: readonly string[] | undefined;
  do {
    const missions = await views.read(async (reader) => {
      const tables = tableReader(reader, tenant);
      const rows = await tables.rows(missionsTable, {
        order: { by: ['proposedAt', 'id'] },
        limit: MISSIONS_A_PAGE,
        ...(after && { after }),
      });
      return withTotals(rows, await readTotals(tables, rows));
    });
    for (const mission of missions) yield mission as unknown as Row;
    const last = missions.at(-1);
    after = last && missions.length === MISSIONS_A_PAGE ? [last.proposedAt, last.id] : undefined;
  } while (after);
}
