import { TenantOpened } from '@jalon/directory/events';
import type { Language, Mode } from '@jalon/kernel';
import { textColumn } from '../column.js';
import { defineTable } from '../define-table.js';
import { entered, entryColumns } from '../entry-columns.js';

/** Customers. */
export const tenantsTable = defineTable({
  name: 'tenants',
  meaning: 'Customers: their zone, language and mode.',
  columns: {
    tenant: textColumn('The tenant.'),
    id: textColumn('The tenant again.'),
    zone: textColumn('The civil zone of its days and months.'),
    language: textColumn<Language>('The language its people are written to in.'),
    mode: textColumn<Mode>('Production, or demonstration.'),
    operator: textColumn('The person under whom the command line acts.'),
    ...entryColumns,
  },
  key: ['tenant', 'id'],
  star: { kind: 'dimension' },
  folds: (on) => [on.begins(TenantOpened, (fact) => ({ ...fact.data, ...entered(fact) }))],
});
