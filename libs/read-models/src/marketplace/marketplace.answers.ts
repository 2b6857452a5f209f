import type { Row } from '@jalon/kernel';
import type { Scope } from '../query/scope.js';

/** Needs with how many of their places missions have claimed. */
export async function withClaimedPlaces<N extends Row>(
  { views, tenant }: Scope,
  needs: readonly N[],
): Promise<readonly (N & { readonly claimedPlaces: number })[]> {
  const where = [['need', 'in', needs.map(({ id }) => id as string)]] as const;
  const groups = await views.sums('need_claims', { tenant, where, sum: 'amount', by: ['need'] });
  const claimed = new Map(groups.map((group) => [group['need'], Number(group['amount'])]));
  return needs.map((need) => ({ ...need, claimedPlaces: claimed.get(need['id']) ?? 0 }));
}

/** Needs with what lies beside them: how many places are claimed, and how far their streams have gone. */
export async function wholeNeeds(scope: Scope, needs: readonly Row[]): Promise<readonly Row[]> {
  const { views, tenant } = scope;
  const keys = needs.map(({ id }) => ({ tenant, id: id as string }));
  const heads = new Map((await views.rowsByKeys('need_heads', keys)).map((head) => [head['id'], head]));
  return (await withClaimedPlaces(scope, needs)).map((need): Row => {
    const { updatedAt = null, revision = null } = heads.get(need['id']) ?? {};
    return { ...need, updatedAt, revision };
  });
}
