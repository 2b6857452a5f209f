import { readAll, type TableReader } from '../query/table-reader.js';
import { organisationsTable, peopleTable } from './directory.projection.js';
import type { OrganisationLink } from './same-organisation.js';

/** The entries that are a branch, or merged. */
export const LINKED = { anyOf: [[['branchOf', '<>', null] as const], [['mergedInto', '<>', null] as const]] };

/** The entries that are linked to others, as the views hold them at their moment. */
export function readLinks(views: TableReader): Promise<readonly OrganisationLink[]> {
  return readAll(views, organisationsTable, { where: [LINKED], by: ['id'] });
}

/** The entries of people that were merged into others of the same human. */
export const MERGED_PEOPLE = [['mergedInto', '<>', null]] as const;

/** The same for people, as the views hold them at their moment. */
export async function readMergedPeople(views: TableReader): Promise<readonly OrganisationLink[]> {
  return (await readAll(views, peopleTable, { where: MERGED_PEOPLE, by: ['id'] })).map(mergedPerson);
}

/** A person has no head: the one link of an entry is what it was merged into. */
export const mergedPerson = <Row extends { readonly id: string; readonly mergedInto: string | null }>(row: Row) => ({
  ...row,
  branchOf: null,
});
