import {
  organisationMerger,
  organisationSeparation,
  personMerger,
  personSeparation,
  PersonLeft,
  publicationCorrection,
  roleGrant,
} from '@jalon/directory/events';
import type { GrantedRole } from '@jalon/directory/events';
import type { GrantableRole, ActKindCode, ActStatus, AnyActKind, Projection, RowKey } from '@jalon/kernel';
import { forcedClosure, MissionCancelled, MissionClosed } from '@jalon/mission/events';
import { codeColumn, dateColumn, idColumn, instantColumn, orNull, textColumn, type RowOf } from '../column.js';
import { defineTable, type Fact, type Folds } from '../define-table.js';

/** Every kind of act of two people. */
export const actKinds: readonly AnyActKind[] = [
  forcedClosure,
  organisationMerger,
  organisationSeparation,
  personMerger,
  personSeparation,
  publicationCorrection,
  roleGrant,
];

const columns = {
  tenant: textColumn('The tenant.'),
  kind: codeColumn<ActKindCode>('actKinds', 'What needs two people.'),
  subject: textColumn(
    'What it is about: the mission to be closed, the organisation to be merged or separated, the month to be corrected, the person to get a role or to be merged.',
  ),
  otherOrganisation: orNull(
    idColumn('The organisation that it is merged into or separated from; null for other kinds.'),
  ),
  otherPerson: orNull(idColumn('The other entry of the human; null for other kinds.')),
  role: orNull(codeColumn<GrantableRole>('roles', 'The role that is to be granted; null for other kinds.')),
  employer: orNull(idColumn('The employer that the role is to be limited to.')),
  organisation: orNull(idColumn('The organisation that the person is to speak for by the role.')),
  until: orNull(dateColumn('The last day on which the role is to be held.')),
  actId: idColumn('The act, as its answer must name it.'),
  status: codeColumn<ActStatus>('actStatuses', 'What became of it; answers derive `expired` from the day of reading.'),
  requestedBy: idColumn('Who requested it.'),
  requestedAt: instantColumn('When it was requested.'),
  expiresOn: dateColumn('The last day on which it can be confirmed, in the tenant’s zone.'),
  answeredBy: orNull(idColumn('Who confirmed, refused or withdrew it.')),
  answeredAt: orNull(instantColumn('When it was confirmed, refused or withdrawn, or when it lapsed.')),
};
export type ActRow = RowOf<typeof columns>;

const keysOf =
  (kind: ActKindCode) =>
  ({ tenant, id }: Fact<unknown>): readonly RowKey[] => [{ tenant, kind, subject: id }];

const answered =
  (status: ActStatus) =>
  (row: ActRow, { event }: Fact<unknown>): ActRow => {
    const { actor, recordedAt } = event.envelope;
    return { ...row, status, answeredBy: actor.person, answeredAt: recordedAt };
  };

/** What it was about ended before a second person answered. */
const lapsed = (row: ActRow, { event }: Fact<unknown>): ActRow =>
  row.status === 'open' ? { ...row, status: 'lapsed', answeredAt: event.envelope.recordedAt } : row;

/** Only the request for a merger, or for a separation, names a second thing of its kind. */
function otherOf(data: object): string | null {
  const { into, from } = data as { readonly into?: unknown; readonly from?: unknown };
  const other = into ?? from;
  return typeof other === 'string' ? other : null;
}

/** Only the request for a role names one. */
function roleIn(data: object): Pick<ActRow, 'role' | 'employer' | 'organisation' | 'until'> {
  if (!('role' in data)) return { role: null, employer: null, organisation: null, until: null };
  const { role, employer, organisation, until } = data as GrantedRole;
  return { role, employer, organisation, until };
}

const foldsOf = (on: Folds<ActRow>, { kind, requested, confirmed, refused, withdrawn }: AnyActKind) => [
  on.begins(
    requested,
    ({ tenant, id, data, event }) => ({
      tenant,
      kind,
      subject: id,
      otherOrganisation: requested.categories.includes('organisation') ? otherOf(data) : null,
      otherPerson: requested.categories.includes('person') ? otherOf(data) : null,
      ...roleIn(data),
      actId: data.actId,
      status: 'open' as const,
      requestedBy: event.envelope.actor.person,
      requestedAt: event.envelope.recordedAt,
      expiresOn: data.expiresOn,
      answeredBy: null,
      answeredAt: null,
    }),
    keysOf(kind),
  ),
  on.changes(confirmed, answered('confirmed'), keysOf(kind)),
  on.changes(refused, answered('refused'), keysOf(kind)),
  on.changes(withdrawn, answered('withdrawn'), keysOf(kind)),
];

/** The latest act of each kind on each thing; earlier ones are in the history and the audit trail. */
export const actsTable = defineTable({
  name: 'acts',
  meaning: 'Acts that need two people: the latest of each kind on each thing.',
  columns,
  key: ['tenant', 'kind', 'subject'],
  versioned: true,
  indexes: [['tenant', 'requestedAt', 'actId']],
  folds: (on) => [
    ...actKinds.flatMap((kind) => foldsOf(on, kind)),
    on.changesIfPresent(MissionClosed, lapsed, keysOf('forced-closure')),
    on.changesIfPresent(MissionCancelled, lapsed, keysOf('forced-closure')),
    on.changesIfPresent(PersonLeft, lapsed, keysOf('role-grant')),
  ],
});

/** Acts of two people, of every kind. */
export const actsProjection: Projection = { name: 'acts', version: 7, tables: [actsTable] };
