import {
  EmployerClosed,
  EmployerNumberFreed,
  EmployerRegistered,
  EmployerRevised,
  linksWithout,
  OrganisationClosed,
  OrganisationMerged,
  OrganisationMergerConfirmed,
  OrganisationMergerRefused,
  OrganisationMergerRequested,
  OrganisationMergerRequestWithdrawn,
  OrganisationSeparationConfirmed,
  OrganisationSeparationRefused,
  OrganisationSeparationRequested,
  OrganisationSeparationRequestWithdrawn,
  OrganisationSeparated,
  OrganisationNumberFreed,
  OrganisationRegistered,
  OrganisationRevised,
  PersonEmailSharingChosen,
  PersonLeft,
  PersonMerged,
  PersonMergerConfirmed,
  PersonMergerRefused,
  PersonMergerRequested,
  PersonMergerRequestWithdrawn,
  PersonSeparated,
  PersonSeparationConfirmed,
  PersonSeparationRefused,
  PersonSeparationRequested,
  PersonSeparationRequestWithdrawn,
  PersonPrivateEmailGiven,
  PersonPrivateEmailWithdrawn,
  PersonRegistered,
  PersonRevised,
  RoleGrantConfirmed,
  RoleGranted,
  RoleGrantRefused,
  RoleGrantRequested,
  RoleGrantRequestWithdrawn,
  RoleRevoked,
  TenantAdministratorsStated,
  TenantManagerDetailSet,
  TenantOpened,
} from '@jalon/directory/events';
import {
  addDays,
  ClaimAbandoned,
  date,
  ReservationAbandoned,
  type Administrators,
  type ManagerDetail,
  type CivilDate,
  type Language,
  type Mode,
  type PersonKind,
  type Projection,
  type Register,
} from '@jalon/kernel';
import {
  codeColumn,
  dateColumn,
  flagColumn,
  idColumn,
  orNull,
  sealedColumn,
  textColumn,
  type RowOf,
} from '../column.js';
import { rolesTable } from './roles.table.js';
import { defineTable, createdFrom, streamColumns, updatedFrom } from '../define-table.js';

/** The customers of an installation. */
export const tenantsTable = defineTable({
  name: 'tenants',
  meaning: 'Customers: their zone, language and mode.',
  columns: {
    tenant: textColumn('The tenant.'),
    id: idColumn('The tenant again.'),
    zone: textColumn('The civil zone of its days and months.'),
    language: textColumn<Language>('The language its people are written to in.'),
    mode: textColumn<Mode>('Production, or demonstration.'),
    operator: textColumn('The person under whom the command line acts.'),
    administrators: textColumn<Administrators>('Whether one person or several administer it, as the operator stated.'),
    managerDetail: textColumn<ManagerDetail>('Whether managers see the schedule of missions alone, or all of them.'),
    ...streamColumns,
  },
  key: ['tenant', 'id'],
  star: { kind: 'dimension', thing: 'tenant', withheld: ['id'] },
  folds: (on) => [
    on.begins(TenantOpened, (fact) => ({
      ...fact.data,
      administrators: 'several' as const,
      managerDetail: 'schedule' as const,
      ...createdFrom(fact),
    })),
    on.changes(TenantAdministratorsStated, (row, fact) => ({ ...row, ...fact.data, ...updatedFrom(fact) })),
    on.changes(TenantManagerDetailSet, (row, fact) => ({ ...row, ...fact.data, ...updatedFrom(fact) })),
  ],
});

/** What an event says of an entry: its claims are the claim sweeper's. */
function entryOf<Data extends { readonly claims?: unknown }>({ claims: _, ...entry }: Data): Omit<Data, 'claims'> {
  return entry;
}

/** Legal entities of the tenant. */
export const employersTable = defineTable({
  name: 'employers',
  meaning: 'Legal entities of the tenant that lend their employees’ time.',
  columns: {
    tenant: textColumn('The tenant.'),
    id: idColumn('The employer.'),
    name: textColumn('The legal entity’s name.'),
    siren: orNull(textColumn('Its SIREN number. Several rows may bear one SIREN: one that is open, and closed ones.')),
    closedOn: orNull(dateColumn('The first day on which nothing new may name it.')),
    ...streamColumns,
  },
  key: ['tenant', 'id'],
  versioned: true,
  star: { kind: 'dimension', thing: 'employer' },
  folds: (on) => [
    on.begins(EmployerRegistered, (fact) => ({ ...entryOf(fact.data), closedOn: null, ...createdFrom(fact) })),
    on.changes(EmployerRevised, (row, fact) => ({ ...row, ...entryOf(fact.data), ...updatedFrom(fact) })),
    on.changes(EmployerNumberFreed, (row, fact) => ({ ...row, ...updatedFrom(fact) })),
    // It changes the revision alone, and may be its stream's first event.
    on.changesIfPresent(ClaimAbandoned, (row, fact) => ({ ...row, ...updatedFrom(fact) })),
    on.changes(EmployerClosed, (row, fact) => ({ ...row, closedOn: fact.data.closedOn, ...updatedFrom(fact) })),
  ],
});

/** Events that change the revision of an organisation's row alone. */
const FOLLOWED = [
  OrganisationNumberFreed,
  OrganisationMergerRequested,
  OrganisationMergerConfirmed,
  OrganisationMergerRefused,
  OrganisationMergerRequestWithdrawn,
  OrganisationSeparationRequested,
  OrganisationSeparationConfirmed,
  OrganisationSeparationRefused,
  OrganisationSeparationRequestWithdrawn,
];

/** Non-profits of the tenant's directory. */
export const organisationsTable = defineTable({
  name: 'organisations',
  meaning: 'Non-profits of the tenant’s directory.',
  columns: {
    tenant: textColumn('The tenant.'),
    id: idColumn('The organisation.'),
    name: textColumn('The non-profit’s name.'),
    register: codeColumn<Register>('registers', 'The register in which it can be found.'),
    registerNumber: orNull(textColumn('Its number there; a branch has that of its head.')),
    department: orNull(textColumn('The department, or foreign region, of its seat.')),
    contact: orNull(idColumn('The registered person to write to.')),
    branchOf: orNull(idColumn('The organisation that it is a branch of: both count as one.')),
    mergedInto: orNull(idColumn('The organisation that it was merged into: both count as one.')),
    closedOn: orNull(dateColumn('The first day on which nothing new may name it.')),
    ...streamColumns,
  },
  key: ['tenant', 'id'],
  versioned: true,
  star: {
    kind: 'dimension',
    thing: 'organisation',
    names: { contact: 'people', branchOf: 'organisations', mergedInto: 'organisations' },
  },
  folds: (on) => [
    on.begins(OrganisationRegistered, (fact) => ({
      ...entryOf(fact.data),
      mergedInto: null,
      closedOn: null,
      ...createdFrom(fact),
    })),
    on.changes(OrganisationRevised, (row, fact) => ({
      ...row,
      ...entryOf(fact.data),
      // Revisions that were stored while they could name a head change no link.
      branchOf: row.branchOf,
      ...updatedFrom(fact),
    })),
    on.changes(OrganisationMerged, (row, fact) => ({ ...row, mergedInto: fact.data.into, ...updatedFrom(fact) })),
    on.changes(OrganisationSeparated, (row, fact) => ({
      ...row,
      ...linksWithout(fact.data.from, row),
      ...updatedFrom(fact),
    })),
    ...FOLLOWED.map((definition) =>
      on.changes<typeof definition>(definition, (row, fact) => ({ ...row, ...updatedFrom(fact) })),
    ),
    // It changes the revision alone, and may be its stream's first event.
    on.changesIfPresent(ClaimAbandoned, (row, fact) => ({ ...row, ...updatedFrom(fact) })),
    on.changes(OrganisationClosed, (row, fact) => ({ ...row, closedOn: fact.data.closedOn, ...updatedFrom(fact) })),
  ],
});

const personColumns = {
  tenant: textColumn('The tenant.'),
  id: idColumn('The person.'),
  givenName: sealedColumn('Given name.'),
  familyName: sealedColumn('Family name.'),
  email: sealedColumn('Where to write.'),
  staffNumber: sealedColumn('The employer’s number for them.'),
  entryDate: sealedColumn('The day they joined the employer.', date('A day.')),
  birthDate: sealedColumn('Date of birth.', date('A day.')),
  employer: orNull(idColumn('Who employs them.')),
  manager: orNull(idColumn('Their manager.')),
  department: orNull(textColumn('The employer’s code of their department.')),
  site: orNull(textColumn('The employer’s code of their site.')),
  organisation: orNull(idColumn('The organisation they speak for.')),
  kind: codeColumn<PersonKind>('personKinds', 'What they are.'),
  until: orNull(dateColumn('The last day of an outside auditor or a service, as it was set.')),
  mergedInto: orNull(idColumn('The entry of the same human that it was merged into: both count as one.')),
  emailShared: flagColumn('Whether those who see their missions are told where to write, as they chose.'),
  leftOn: orNull(
    dateColumn('The first day on which nothing new may name them: they left, or their last day has passed.'),
  ),
  ...streamColumns,
};
export type PersonRow = RowOf<typeof personColumns>;

/** The last day that an entry says, if any, and the first day after it. */
function endOf({ until }: { readonly until?: CivilDate }) {
  return { until: until ?? null, leftOn: until === undefined ? null : addDays(until, 1) };
}

/** Events that change the revision of a person's row alone. */
const FOLLOWED_OF_PEOPLE = [
  PersonPrivateEmailGiven,
  PersonPrivateEmailWithdrawn,
  RoleGrantRequested,
  RoleGrantConfirmed,
  RoleGrantRefused,
  RoleGrantRequestWithdrawn,
  RoleGranted,
  RoleRevoked,
  PersonMergerRequested,
  PersonMergerConfirmed,
  PersonMergerRefused,
  PersonMergerRequestWithdrawn,
  PersonSeparationRequested,
  PersonSeparationConfirmed,
  PersonSeparationRefused,
  PersonSeparationRequestWithdrawn,
];

/** People: the only view that holds their names, sealed. */
export const peopleTable = defineTable({
  name: 'people',
  meaning: 'People of the tenant’s directory: the one view that holds their names, sealed.',
  columns: personColumns,
  key: ['tenant', 'id'],
  versioned: true,
  star: {
    kind: 'dimension',
    thing: 'person',
    names: { employer: 'employers', manager: 'people', organisation: 'organisations', mergedInto: 'people' },
  },
  indexes: [
    ['tenant', 'employer', 'id'],
    ['tenant', 'organisation', 'id'],
  ],
  folds: (on) => [
    on.begins(PersonRegistered, (fact) => ({
      ...fact.data,
      ...endOf(fact.data),
      kind: fact.data.kind ?? 'participant',
      mergedInto: null,
      emailShared: false,
      ...createdFrom(fact),
    })),
    on.changes(PersonRevised, (row, fact) => ({ ...row, ...fact.data, ...endOf(fact.data), ...updatedFrom(fact) })),
    on.changes(PersonLeft, (row, fact) => ({
      ...row,
      leftOn: row.leftOn !== null && row.leftOn < fact.data.leftOn ? row.leftOn : fact.data.leftOn,
      ...updatedFrom(fact),
    })),
    on.changes(PersonEmailSharingChosen, (row, fact) => ({
      ...row,
      emailShared: fact.data.shared,
      ...updatedFrom(fact),
    })),
    on.changes(PersonMerged, (row, fact) => ({ ...row, mergedInto: fact.data.into, ...updatedFrom(fact) })),
    on.changes(PersonSeparated, (row, fact) => ({
      ...row,
      mergedInto: row.mergedInto === fact.data.from ? null : row.mergedInto,
      ...updatedFrom(fact),
    })),
    ...FOLLOWED_OF_PEOPLE.map((definition) =>
      on.changes<typeof definition>(definition, (row, fact) => ({ ...row, ...updatedFrom(fact) })),
    ),
    // It changes the revision alone, and may be its stream's first event.
    on.changesIfPresent(ReservationAbandoned, (row, fact) => ({ ...row, ...updatedFrom(fact) })),
  ],
});

/** Tenants, employers, organisations and people. */
export const directoryProjection: Projection = {
  name: 'directory',
  version: 15,
  tables: [tenantsTable, employersTable, organisationsTable, peopleTable, rolesTable],
};
