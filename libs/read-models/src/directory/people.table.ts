import { PersonLeft, PersonRegistered, PersonRevised } from '@jalon/directory/events';
import { orNull, sealedColumn, textColumn, dateColumn } from '../column.js';
import { defineTable } from '../define-table.js';
import { entered, entryColumns, revised } from '../entry-columns.js';

/** People: the one view that holds names, sealed. */
export const peopleTable = defineTable({
  name: 'people',
  meaning: 'People of the tenant’s directory: the one view that holds their names, sealed.',
  columns: {
    tenant: textColumn('The tenant.'),
    id: textColumn('The person.'),
    givenName: sealedColumn('Given name.'),
    familyName: sealedColumn('Family name.'),
    email: sealedColumn('Where to write.'),
    staffNumber: sealedColumn('The employer’s number for them.'),
    entryDate: sealedColumn('The day they joined the employer.'),
    birthDate: sealedColumn('Date of birth.'),
    employer: orNull(textColumn('Who employs them.')),
    manager: orNull(textColumn('Their manager.')),
    department: orNull(textColumn('The employer’s code of their department.')),
    site: orNull(textColumn('The employer’s code of their site.')),
    organisation: orNull(textColumn('The organisation they speak for.')),
    leftOn: orNull(dateColumn('The first day on which nothing new may name them.')),
    ...entryColumns,
  },
  key: ['tenant', 'id'],
  versioned: true,
  star: {
    kind: 'dimension',
    // Only ever read to find an age band.
    withheld: ['birthDate'],
    names: { employer: 'employers', manager: 'people', organisation: 'organisations' },
  },
  indexes: [
    ['tenant', 'employer', 'id'],
    ['tenant', 'organisation', 'id'],
  ],
  folds: (on) => [
    on.begins(PersonRegistered, (fact) => ({ ...fact.data, leftOn: null, ...entered(fact) })),
    on.changes(PersonRevised, (row, fact) => ({ ...row, ...fact.data, ...revised(fact) })),
    on.changes(PersonLeft, (row, fact) => ({ ...row, leftOn: fact.data.leftOn, ...revised(fact) })),
  ],
});
