import type { Projection } from '@jalon/kernel';
import { needsTable } from './needs.table.js';
import { offersTable } from './offers.table.js';

/** Demand and supply. */
export const marketplaceProjection: Projection = {
  name: 'marketplace',
  version: 2,
  tables: [needsTable, offersTable],
};
