import { sortablePosition, type Actor, type ProjectedEvent, type Projection, type Row } from '@jalon/kernel';
import { codeColumn, idColumn, integerColumn, orNull, textColumn, type RowOf, instantColumn } from '../column.js';
import { partsOf, type TableOf } from '../define-table.js';

const auditColumns = {
  tenant: textColumn('The tenant.'),
  position: textColumn('Where it lies in the store’s order, as twenty digits.'),
  stream: textColumn('The stream.'),
  revision: integerColumn('revision', 'Its place there.'),
  category: codeColumn('categories', 'What kind of stream.'),
  streamId: textColumn('The id of the thing it is about.'),
  eventId: idColumn('The event.'),
  type: codeColumn('events', 'What happened.'),
  version: integerColumn('version', 'The version of the type, as stored or upcast.'),
  person: idColumn('Who did it.'),
  role: codeColumn<Actor['role']>('roles', 'In which role.'),
  party: orNull(codeColumn<NonNullable<Actor['party']>>('parties', 'For which party.')),
  onBehalfOf: orNull(idColumn('For whom, when not for themselves.')),
  handedOverBy: orNull(idColumn('Who handed over the access that they used, and could have used it too.')),
  recordedAt: instantColumn('When.'),
  commandId: idColumn('The command.'),
  correlationId: idColumn('What it belongs to.'),
  hash: textColumn('SHA-256 of the body.'),
};
export type AuditRow = RowOf<typeof auditColumns>;

/** One row for each event of any type, also of types yet to come. */
export const auditTable: TableOf<AuditRow> = {
  name: 'audit',
  meaning: 'The audit trail: one row an event, that finds it: its bytes lie in the event store.',
  columns: auditColumns,
  key: ['tenant', 'position'],
  indexes: [
    ['tenant', 'stream', 'position'],
    ['tenant', 'person', 'position'],
    ['tenant', 'type', 'position'],
    ['tenant', 'recordedAt'],
  ],
  keys: (event) => [{ tenant: event.envelope.tenant, position: sortablePosition(event.position) }],
  handlers: {},
  otherwise: (_row, event): Row => auditRow(event),
};

export function auditRow(event: ProjectedEvent): AuditRow {
  const { envelope, position, hash } = event;
  const { actor, tenant, stream, revision, type, version, recordedAt, commandId, correlationId } = envelope;
  const { category, id } = partsOf(event);
  return {
    tenant,
    position: sortablePosition(position),
    stream,
    revision,
    category,
    streamId: id,
    eventId: envelope.id,
    type,
    version,
    person: actor.person,
    role: actor.role,
    party: actor.party,
    onBehalfOf: actor.onBehalfOf ?? null,
    handedOverBy: actor.handedOverBy ?? null,
    recordedAt,
    commandId,
    correlationId,
    hash,
  };
}

/**
 * The audit trail. It knows no event's type, so it also holds events that no other view handles. It holds no body: auditors
 * are shown bodies from the event store, where each can be checked against its hash.
 */
export const auditProjection: Projection = { name: 'audit', version: 5, tables: [auditTable] };
