import {
  eventFacts,
  type EventFacts,
  maySeeMission,
  type MissionFacts,
  oversees,
  type Shown,
  visible,
} from '@jalon/access';
import {
  type Caller,
  type EventDefinition,
  merged,
  type Party,
  type Row,
  type StoredEvent,
  type TenantId,
} from '@jalon/kernel';
import type { Condition, ViewReader, ViewStore } from '@jalon/ports';
import type { Scope } from '../query/scope.js';

/** What the policies must know of a mission, from its row on the board. */
export function missionFacts(row: Row): MissionFacts {
  const { basis, employee, organisation, manager, evaluators, evaluatedBy: evaluated, evaluationDeadline } = row;
  return {
    basis,
    employee,
    organisation,
    manager,
    evaluators,
    evaluated,
    evaluationDeadline,
  } as unknown as MissionFacts;
}

/** A mission's row as it stands, beside the one that a scope's moment gave. */
export async function asItStands({ asOf, present, tenant }: Scope, row: Row): Promise<Row> {
  if (!asOf) return row;
  return (await present.views.row('missions', { tenant, id: row['id'] as string })) ?? row;
}

/**
 * The condition under which rows of the board can be seen by the caller: what `maySeeMission` says, as far as an index can
 * tell it. Each row is still asked by itself.
 */
export function missionsSeenBy(caller: Caller, prefix = ''): Condition {
  const column = (name: string) => `${prefix}${name}`;
  const paid: Condition = [column('basis'), '<>', 'personal-time'];
  const own: Condition[][] = [
    [[column('employee'), '=', caller.person]],
    [[column('manager'), '=', caller.person], paid],
  ];
  if (oversees(caller)) own.push([paid]);
  if (caller.roles.includes('organisation') && caller.organisation !== null) {
    own.push([[column('organisation'), '=', caller.organisation]]);
  }
  return { anyOf: own };
}

type Viewer = Pick<Scope, 'caller' | 'today' | 'present'>;

interface EvaluationInRow {
  readonly party: Party;
  readonly author: string;
}

interface RefusalInRow {
  readonly declinedBy: Party;
  readonly decliner: string;
}

/** What a caller is shown of the board's row. */
export interface MissionAnswer {
  readonly id: string;
  readonly [column: string]: unknown;
}

/**
 * A mission as this caller is shown it; null when it is not theirs to see. Of a `row` as it was once, no more is shown than
 * could be seen then, and no more than may be seen of the mission as it `stands`.
 */
export function missionAnswer(row: Row, viewer: Viewer, stands: Row = row): MissionAnswer | null {
  const { caller, today, present } = viewer;
  const [then, now] = [missionFacts(row), missionFacts(stands)];
  if (!maySeeMission(then, caller) || !maySeeMission(now, caller)) return null;
  const sight = (event: EventFacts) =>
    stricter(visible(event, then, caller, today), visible(event, now, caller, present.today));
  const { tenant: _, ...shown } = row;
  return merged(shown, {
    id: row['id'] as string,
    ...refusalShown(row, sight),
    evaluations: evaluationsShown(row, sight),
  });
}

type Sight = (event: EventFacts) => Shown;

const OPENNESS = { hidden: 0, masked: 1, whole: 2 };
const stricter = (one: Shown, other: Shown) => (OPENNESS[other.show] < OPENNESS[one.show] ? other : one);

/** To all but those who refused, the mission was not retained: neither who refused is told, nor who had accepted until then. */
function refusalShown(row: Row, sight: Sight): object {
  if (row['status'] !== 'declined') return {};
  const { declinedBy: party, decliner: person } = row as unknown as RefusalInRow;
  const refusal = { visibility: 'refusal', person, party } as const;
  if (sight(refusal).show === 'whole') return {};
  return { status: 'not-retained', declinedBy: null, decliner: null, refusalReason: null, acceptedBy: [] };
}

function evaluationsShown(row: Row, sight: Sight): readonly object[] {
  return (row['evaluations'] as unknown as readonly EvaluationInRow[]).flatMap((evaluation): readonly object[] => {
    const { party, author } = evaluation;
    const facts = { visibility: 'evaluation', person: author, party } as const;
    const shown = sight(facts);
    if (shown.show === 'whole') return [evaluation];
    return shown.show === 'masked' ? [{ party, masked: shown.because, opensOn: shown.opensOn ?? null }] : [];
  });
}

/** A mission's minutes by what became of them. */
const NO_TIME = {
  approvedMinutes: 0,
  approvedOffDutyMinutes: 0,
  pendingMinutes: 0,
  rejectedMinutes: 0,
  voidedMinutes: 0,
};

/** Which answer's column an entry's minutes are counted in. */
function totalOf({ state, onDuty }: Row): keyof typeof NO_TIME {
  if (state === 'approved') return onDuty === true ? 'approvedMinutes' : 'approvedOffDutyMinutes';
  return `${state as 'pending' | 'rejected' | 'voided'}Minutes`;
}

/** What stands beside the board: how far the missions' streams have gone, and their entries or sums of these. */
export interface BesideBoard {
  readonly heads: readonly Row[];
  readonly hours: readonly Row[];
}

/** Missions with what stands beside the board: revision, last event and the totals of their entries. */
export function wholeMissions<M extends { readonly id: string }>(
  missions: readonly M[],
  { heads, hours }: BesideBoard,
): readonly (M & { readonly revision: number })[] {
  const headOf = new Map(heads.map((head) => [head['id'], head]));
  const totals = new Map(missions.map(({ id }) => [id, { ...NO_TIME }]));
  for (const group of hours) {
    const total = totals.get(group['mission'] as string);
    if (total) total[totalOf(group)] += group['minutes'] as number;
  }
  return missions.map((mission) => {
    const { updatedAt = null, revision } = headOf.get(mission.id) ?? {};
    return merged(mission, { ...totals.get(mission.id), updatedAt, revision: Number(revision) });
  });
}

/** Reads it for the missions of an answer. */
export async function besideBoard(
  views: ViewReader,
  tenant: TenantId,
  missions: readonly { readonly id: string }[],
): Promise<BesideBoard> {
  const ids = missions.map(({ id }) => id);
  const keys = ids.map((id) => ({ tenant, id }));
  const where = [['mission', 'in', ids]] as const;
  return {
    heads: await views.rowsByKeys('mission_heads', keys),
    hours: await views.sums('hours', { tenant, where, sum: 'minutes', by: ['mission', 'state', 'onDuty'] }),
  };
}

/**
 * One event of a history: who, when, in whose words why, and what it changed. Masked, it says only that something happened,
 * why it is not shown and, where that is known, from which day it will be; null for an event that the caller never sees.
 */
export function historyEntry(
  { envelope, position }: StoredEvent,
  definition: EventDefinition,
  mission: MissionFacts,
  { caller, today }: Pick<Scope, 'caller' | 'today'>,
): object | null {
  const { revision, type, recordedAt, actor, data } = envelope;
  const shown = visible(eventFacts(definition, envelope), mission, caller, today);
  switch (shown.show) {
    case 'hidden':
      return null;
    case 'masked':
      return { revision, type, recordedAt, masked: shown.because, opensOn: shown.opensOn ?? null };
    case 'whole': {
      const { reason, comment, ...changes } = data;
      return { revision, position, type, recordedAt, actor, why: reason ?? comment ?? null, changes };
    }
  }
}

const ROWS_A_PAGE = 200;

/**
 * A tenant's missions as the views hold them, earliest proposed first, with their totals and revision: sealed fields sealed.
 * For operators, never for an answer: nobody's visibility is asked.
 */
export async function* missionsAsFolded(views: ViewStore, tenant: TenantId): AsyncIterable<Row> {
  let after: readonly string[] | undefined;
  do {
    const page = await views.read(async (reader) => {
      const rows = await reader.rows('missions', {
        tenant,
        order: { by: ['proposedAt', 'id'] },
        limit: ROWS_A_PAGE,
        ...(after && { after }),
      });
      const missions = rows.map((row) => ({ ...row, id: row['id'] as string }));
      return wholeMissions(missions, await besideBoard(reader, tenant, missions));
    });
    yield* page as readonly Row[];
    const last = page.at(-1) as Row | undefined;
    after = last && page.length === ROWS_A_PAGE ? [last['proposedAt'] as string, last['id'] as string] : undefined;
  } while (after);
}
