import { ClaimAbandoned, ClaimReleased, ClaimTaken, type ClaimName, type Projection, type RowKey } from '@jalon/kernel';
import {
  EmployerNumberFreed,
  EmployerRegistered,
  EmployerRevised,
  OrganisationNumberFreed,
  OrganisationRegistered,
  OrganisationRevised,
} from '@jalon/directory/events';
import { MissionAccepted, MissionCancelled } from '@jalon/mission/events';
import { integerColumn, textColumn, instantColumn } from '../column.js';
import { defineTable, type Fact } from '../define-table.js';

type Taken = Fact<{ readonly subject: string; readonly key: string }>;

const heldBy = ({ tenant, event, data }: Taken): readonly RowKey[] => [
  { tenant, owner: event.envelope.stream, subject: data.subject, key: data.key },
];

/** Claims in force in their owners' streams, each at its latest attempt. */
const claimsTable = defineTable({
  name: 'claims',
  meaning: 'Claims that stand in their owners’ streams, each at its latest attempt.',
  columns: {
    tenant: textColumn('The tenant.'),
    owner: textColumn('The stream claimed from.'),
    subject: textColumn('The stream that claims.'),
    key: textColumn('Which of the subject’s claims on that owner.'),
    attempt: integerColumn('revision', 'The subject’s revision that settles it.'),
    amount: integerColumn('of the owner’s unit', 'How much.'),
    takenAt: instantColumn('When it was taken, or moved to this attempt.'),
  },
  key: ['tenant', 'owner', 'subject', 'key'],
  indexes: [['tenant', 'takenAt']],
  folds: (on) => [
    on.begins(
      ClaimTaken,
      ({ tenant, event, data }) => ({
        tenant,
        owner: event.envelope.stream,
        ...data,
        takenAt: event.envelope.recordedAt,
      }),
      heldBy,
    ),
    on.changesIfPresent(ClaimReleased, (row, { data }) => (row.attempt === data.attempt ? null : row), heldBy),
  ],
});

/** The claims that an event names, as kept or as given back. */
const claimsNamed = ({ tenant, event, data }: Fact<{ readonly claims?: readonly ClaimName[] }>): readonly RowKey[] =>
  (data.claims ?? []).map((claim) => ({ tenant, subject: event.envelope.stream, ...claim }));

/** What the subject's own stream did with an attempt. */
export type ClaimUse = 'kept' | 'given-back' | 'abandoned';

const use =
  (state: ClaimUse) =>
  ({ event }: Fact<unknown>, key: RowKey) => ({
    tenant: String(key['tenant']),
    owner: String(key['owner']),
    subject: String(key['subject']),
    key: String(key['key']),
    attempt: Number(key['attempt']),
    state,
    settledAt: event.envelope.recordedAt,
  });

/** What subjects' streams did with their claims; an attempt that no event has settled has no row. */
const claimUsesTable = defineTable({
  name: 'claim_uses',
  meaning: 'What the subjects’ streams say of their claims: no row means that nothing has settled that attempt yet.',
  columns: {
    tenant: textColumn('The tenant.'),
    owner: textColumn('The stream claimed from.'),
    subject: textColumn('The stream that claims.'),
    key: textColumn('Which of the subject’s claims on that owner.'),
    attempt: integerColumn('revision', 'The attempt.'),
    state: textColumn<ClaimUse>('Kept by an event, given back by one, or abandoned.'),
    settledAt: instantColumn('When that event was recorded.'),
  },
  key: ['tenant', 'owner', 'subject', 'key', 'attempt'],
  folds: (on) => [
    on.begins(MissionAccepted, use('kept'), claimsNamed),
    on.begins(MissionCancelled, use('given-back'), claimsNamed),
    on.begins(EmployerRegistered, use('kept'), claimsNamed),
    on.begins(EmployerRevised, use('kept'), claimsNamed),
    on.begins(EmployerNumberFreed, use('given-back'), claimsNamed),
    on.begins(OrganisationRegistered, use('kept'), claimsNamed),
    on.begins(OrganisationRevised, use('kept'), claimsNamed),
    on.begins(OrganisationNumberFreed, use('given-back'), claimsNamed),
    on.begins(ClaimAbandoned, use('abandoned'), ({ tenant, event, data }) => [
      { tenant, owner: data.owner, subject: event.envelope.stream, key: data.key, attempt: data.attempt },
    ]),
  ],
});

/** Claims and their uses. One row is fed by one stream, so these are two tables; the claim sweeper reads both. */
export const claimsProjection: Projection = {
  name: 'claims',
  version: 4,
  tables: [claimsTable, claimUsesTable],
};
