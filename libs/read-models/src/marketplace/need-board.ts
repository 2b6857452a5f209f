import type { Row } from '@jalon/kernel';
import { withClaimedPlaces } from './claimed-places.js';
import type { Scope } from '../query/scope.js';

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
