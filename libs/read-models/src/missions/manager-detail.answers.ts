import { isOnlyItsManager, overseesTenant, type MissionFacts } from '@jalon/access';
import { merged, type Envelope } from '@jalon/kernel';
import { tenantsTable } from '../directory/directory.projection.js';
import type { Parties } from '../directory/party-people.answers.js';
import type { QueryScope } from '../query/query-scope.js';

/** Whether the host of a mission is hidden from the caller: its organisation, need, title and cause. */
export type HidesHost = (mission: MissionFacts) => boolean;

/**
 * From whom the host is hidden: from a manager, unless the tenant shows managers whole missions, or they see the mission for
 * another reason too.
 */
export async function hostHiding({
  caller,
  tenant,
  current: { views },
}: Pick<QueryScope, 'caller' | 'tenant' | 'current'>): Promise<HidesHost> {
  if (overseesTenant(caller)) return () => false;
  const { managerDetail } = (await views.row(tenantsTable, { id: tenant })) ?? { managerDetail: 'schedule' };
  return (mission) => managerDetail === 'schedule' && isOnlyItsManager(mission, caller);
}

/** A mission without what tells its host: for whom, what and why, and whoever of the organisation took part. */
export function withoutHost<M extends Parties & Readonly<Record<string, unknown>>>(mission: M): M {
  const { proposedBy, proposer, evaluations } = mission;
  return merged(mission, {
    organisation: null,
    need: null,
    title: null,
    cause: null,
    sdg: null,
    attribution: null,
    proposer: proposedBy === 'organisation' ? null : proposer,
    evaluations: (evaluations as readonly { readonly party: string }[]).filter(({ party }) => party !== 'organisation'),
  });
}

/** Fields of events that tell the host. */
const TELLING = ['organisation', 'need', 'title', 'cause', 'sdg', 'attribution', 'claims', 'field'];

/** Whether an event of a mission tells its host: by what it holds, or by who did it. */
export function tellsHost({ actor, data }: Pick<Envelope, 'actor' | 'data'>): boolean {
  return actor.party === 'organisation' || TELLING.some((field) => field in data);
}
