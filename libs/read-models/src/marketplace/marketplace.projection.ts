import type { Projection } from '@jalon/kernel';
import { needClaimsTable } from './need-claims.table.js';
import { needHeadsTable } from './need-heads.table.js';
import { needsTable } from './needs.table.js';
import { offersTable } from './offers.table.js';

/** Demand and supply. */
export const marketplaceProjection: Projection = {
  name: 'marketplace',
  version: 5,
  tables: [needsTable, needHeadsTable, needClaimsTable, offersTable],
};
