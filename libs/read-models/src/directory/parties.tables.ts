import type { Register } from '@jalon/kernel';
import {
  EmployerClosed,
  EmployerRegistered,
  EmployerRevised,
  OrganisationClosed,
  OrganisationRegistered,
  OrganisationRevised,
} from '@jalon/directory/events';
import { orNull, textColumn, dateColumn } from '../column.js';
import { defineTable } from '../define-table.js';
import { entryColumns, entered, revised } from '../entry-columns.js';

/** Legal entities of the tenant. */
export const employersTable = defineTable({
  name: 'employers',
  meaning: 'Legal entities of the tenant that lend their employees’ time.',
  columns: {
    tenant: textColumn('The tenant.'),
    id: textColumn('The employer.'),
    name: textColumn('The legal entity’s name.'),
    siren: orNull(textColumn('Its SIREN number.')),
    closedOn: orNull(dateColumn('The first day on which nothing new may name it.')),
    ...entryColumns,
  },
  key: ['tenant', 'id'],
  versioned: true,
  star: { kind: 'dimension' },
  folds: (on) => [
    on.begins(EmployerRegistered, (fact) => ({ ...fact.data, closedOn: null, ...entered(fact) })),
    on.changes(EmployerRevised, (row, fact) => ({ ...row, ...fact.data, ...revised(fact) })),
    on.changes(EmployerClosed, (row, fact) => ({ ...row, closedOn: fact.data.closedOn, ...revised(fact) })),
  ],
});

/** Non-profits of the tenant's directory. */
export const organisationsTable = defineTable({
  name: 'organisations',
  meaning: 'Non-profits of the tenant’s directory.',
  columns: {
    tenant: textColumn('The tenant.'),
    id: textColumn('The organisation.'),
    name: textColumn('The non-profit’s name.'),
    register: textColumn<Register>('The register in which it can be found.'),
    registerNumber: orNull(textColumn('Its number there.')),
    department: orNull(textColumn('The department, or foreign region, of its seat.')),
    contact: orNull(textColumn('The registered person to write to.')),
    closedOn: orNull(dateColumn('The first day on which nothing new may name it.')),
    ...entryColumns,
  },
  key: ['tenant', 'id'],
  versioned: true,
  star: { kind: 'dimension', names: { contact: 'people' } },
  folds: (on) => [
    on.begins(OrganisationRegistered, (fact) => ({ ...fact.data, closedOn: null, ...entered(fact) })),
    on.changes(OrganisationRevised, (row, fact) => ({ ...row, ...fact.data, ...revised(fact) })),
    on.changes(OrganisationClosed, (row, fact) => ({ ...row, closedOn: fact.data.closedOn, ...revised(fact) })),
  ],
});
