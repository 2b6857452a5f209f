import type { Projection } from '@jalon/kernel';
import { employersTable, organisationsTable } from './parties.tables.js';
import { peopleTable } from './people.table.js';
import { tenantsTable } from './tenants.table.js';

/** Who is who. */
export const directoryProjection: Projection = {
  name: 'directory',
  version: 2,
  tables: [tenantsTable, employersTable, organisationsTable, peopleTable],
};
