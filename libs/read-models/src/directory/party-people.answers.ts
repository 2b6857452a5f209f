import type { Uuid } from '@jalon/kernel';
import type { QueryScope } from '../query/query-scope.js';
import { readByKeys } from '../query/table-reader.js';
import { organisationsTable, peopleTable, type PersonRow } from './directory.projection.js';

/** Whom a mission, or time of it, names. */
export interface Parties {
  readonly employee: Uuid;
  readonly manager?: Uuid | null;
  readonly organisation?: Uuid | null;
}

/** A person of a mission, as those who see the mission know them; `email` is null unless the person shares it. */
export type PartyPerson = Pick<PersonRow, 'id' | 'givenName' | 'familyName' | 'email'>;

/**
 * The people of missions that the caller sees: their employees and managers, and the contacts of their organisations.
 * Whoever sees a mission is of one of its parties or oversees the company, and so may know the parties by name. Each stands
 * there once, with sealed fields, as the directory is now, so an address is told no longer than the person shares it. Whoever
 * has left can no longer choose, and is not written to.
 */
export async function peopleOf(
  { current: { views, today } }: Pick<QueryScope, 'current'>,
  missions: readonly Parties[],
): Promise<readonly PartyPerson[]> {
  const distinct = (ids: readonly (Uuid | null | undefined)[]) =>
    [...new Set(ids)].filter((id) => id !== null && id !== undefined);
  const byKeys = (ids: readonly Uuid[]) => ids.map((id) => ({ id }));
  const organisations = await readByKeys(
    views,
    organisationsTable,
    byKeys(distinct(missions.map(({ organisation }) => organisation))),
  );
  const named = distinct([
    ...missions.flatMap(({ employee, manager }) => [employee, manager]),
    ...organisations.map(({ contact }) => contact),
  ]);
  const people = await readByKeys(views, peopleTable, byKeys(named));
  return people.map(({ id, givenName, familyName, email, emailShared, leftOn }) => {
    const hasLeft = leftOn !== null && leftOn <= today;
    return { id, givenName, familyName, email: emailShared && !hasLeft ? email : null };
  });
}
