import { readAll, type TableReader } from '../query/table-reader.js';
import { organisationsTable } from './directory.projection.js';
import type { OrganisationLink } from './same-organisation.js';

/** The entries that are linked to others, as the views hold them at their moment. */
export function readLinks(views: TableReader): Promise<readonly OrganisationLink[]> {
  const linked = { anyOf: [[['branchOf', '<>', null] as const], [['mergedInto', '<>', null] as const]] };
  return readAll(views, organisationsTable, { where: [linked], by: ['id'] });
}
