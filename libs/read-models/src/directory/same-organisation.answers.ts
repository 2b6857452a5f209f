import { readAll, type TableReader } from '../query/table-reader.js';
import { organisationsTable } from './directory.projection.js';
import type { OrganisationLink } from './same-organisation.js';

/** The entries that are a branch, or merged. */
export const LINKED = { anyOf: [[['branchOf', '<>', null] as const], [['mergedInto', '<>', null] as const]] };

/** The entries that are linked to others, as the views hold them at their moment. */
export function readLinks(views: TableReader): Promise<readonly OrganisationLink[]> {
  return readAll(views, organisationsTable, { where: [LINKED], by: ['id'] });
}
