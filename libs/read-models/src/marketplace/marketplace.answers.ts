import { peopleTable } from '../directory/directory.projection.js';
import type { QueryScope } from '../query/query-scope.js';
import { needClaimsTable, needHeadsTable } from './marketplace.projection.js';

/** Needs with how many of their places missions have claimed. */
export async function withClaimedPlaces<N extends { readonly id: string }>(
  { views }: QueryScope,
  needs: readonly N[],
): Promise<readonly (N & { readonly claimedPlaces: number })[]> {
  const groups = await views.sums(needClaimsTable, {
    where: [['need', 'in', needs.map(({ id }) => id)]],
    sum: 'amount',
    by: ['need'],
  });
  const claimed = new Map(groups.map(({ need, amount }) => [need, amount]));
  return needs.map((need) => ({ ...need, claimedPlaces: claimed.get(need.id) ?? 0 }));
}

/** Needs with how many of their places are claimed, and the heads of their streams. */
export async function withPlacesAndHead<N extends { readonly id: string }>(
  scope: QueryScope,
  needs: readonly N[],
): Promise<readonly (N & { readonly claimedPlaces: number })[]> {
  const keys = needs.map(({ id }) => ({ id }));
  const heads = new Map((await scope.views.rowsByKeys(needHeadsTable, keys)).map((head) => [head.id, head]));
  return (await withClaimedPlaces(scope, needs)).map((need) => {
    const { updatedAt = null, revision = null } = heads.get(need.id) ?? {};
    return { ...need, updatedAt, revision };
  });
}

/** Offers with their status today: one that is open ends on the day from which its employee takes no part. */
export async function withStatusToday<O extends { readonly employee: string; readonly status: string }>(
  { views, today }: QueryScope,
  offers: readonly O[],
): Promise<readonly O[]> {
  const employees = [...new Set(offers.map(({ employee }) => employee))];
  const people = await views.rowsByKeys(
    peopleTable,
    employees.map((id) => ({ id })),
  );
  const left = new Set(people.filter(({ leftOn }) => leftOn !== null && leftOn <= today).map(({ id }) => id));
  return offers.map((offer) =>
    offer.status === 'open' && left.has(offer.employee) ? { ...offer, status: 'ended' } : offer,
  );
}
