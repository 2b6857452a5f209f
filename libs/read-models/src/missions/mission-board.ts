import { merged, type Row, type TenantId } from '@jalon/kernel';
import type { ViewReader } from '@jalon/ports';

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
