import type { Instant, StreamName, TenantId } from '@jalon/kernel';
import type { Condition, ViewReader } from './view-store.js';

/** A claim that the keeper must look at. */
export interface DueClaim {
  readonly tenant: TenantId;
  readonly owner: StreamName;
  readonly subject: StreamName;
  readonly key: string;
  readonly attempt: number;
  readonly takenAt: Instant;
}

interface DueClaimsOptions {
  readonly tenant: TenantId;
  /** Attempts taken before this moment without anything to settle them are looked at. */
  readonly takenBefore: Instant;
  readonly limit: number;
}

/**
 * The claims that stand although nothing rests on them, oldest first: taken long ago without an event at their attempt,
 * abandoned, or given back. The views may lie behind, so the keeper reads the subject's stream before it acts.
 */
export async function dueClaims(
  views: ViewReader,
  { tenant, takenBefore, limit }: DueClaimsOptions,
): Promise<readonly DueClaim[]> {
  const unsettled: readonly Condition[] = [
    ['claim_uses.state', '=', null],
    ['takenAt', '<', takenBefore],
  ];
  const released: readonly Condition[] = [['claim_uses.state', 'in', ['abandoned', 'given-back']]];
  const rows = await views.rows('claims', {
    tenant,
    join: {
      kind: 'left',
      table: 'claim_uses',
      on: { tenant: 'tenant', owner: 'owner', subject: 'subject', key: 'key', attempt: 'attempt' },
    },
    where: [{ anyOf: [unsettled, released] }],
    order: { by: ['takenAt', 'owner', 'subject', 'key'] },
    limit,
  });
  return rows as unknown as readonly DueClaim[];
}
