import { RoleGranted, RoleRevoked, type RoleScope } from '@jalon/directory/events';
import type { GrantableRole, Role, RowKey } from '@jalon/kernel';
import {
  codeColumn,
  dateColumn,
  idColumn,
  instantColumn,
  orNull,
  sealedColumn,
  textColumn,
  type RowOf,
} from '../column.js';
import { defineTable, type Fact } from '../define-table.js';

const columns = {
  tenant: textColumn('The tenant.'),
  person: idColumn('Who holds it.'),
  role: codeColumn<GrantableRole>('roles', 'Which.'),
  scope: textColumn(
    'What it is limited to: the id of an employer or an organisation; `tenant` where nothing limits it.',
  ),
  employer: orNull(idColumn('The employer that it is limited to.')),
  organisation: orNull(idColumn('The organisation that the person speaks for by it.')),
  until: orNull(dateColumn('The last day on which it is held.')),
  reason: sealedColumn('Why the person has it.'),
  grantedBy: idColumn('Who gave it or, where two people did, who confirmed it.'),
  grantedAs: codeColumn<Role>('roles', 'The role in which they did: `operator` is who runs the installation.'),
  grantedAt: instantColumn('From when it is held.'),
  actId: orNull(idColumn('The act of two people that gave it, which says who requested it.')),
  revokedBy: orNull(idColumn('Who took it back.')),
  revokedAt: orNull(instantColumn('When it was taken back.')),
  revokedReason: sealedColumn('Why it was taken back.'),
};
export type RoleRow = RowOf<typeof columns>;

const scopeOf = ({ employer, organisation }: RoleScope): string => employer ?? organisation ?? 'tenant';

const keysOf = ({ tenant, id, data }: Fact<RoleScope>): readonly RowKey[] => [
  { tenant, person: id, role: data.role, scope: scopeOf(data) },
];

/** The latest grant of each role in each scope; earlier ones are in the audit trail. */
export const rolesTable = defineTable({
  name: 'roles',
  meaning: 'Roles that were granted: the latest grant of each to each person, in each scope.',
  columns,
  key: ['tenant', 'person', 'role', 'scope'],
  versioned: true,
  indexes: [['tenant', 'role', 'person', 'scope']],
  folds: (on) => [
    on.begins(
      RoleGranted,
      ({ tenant, id, data, event: { envelope } }) => ({
        tenant,
        person: id,
        scope: scopeOf(data),
        ...data,
        grantedBy: envelope.actor.person,
        grantedAs: envelope.actor.role,
        grantedAt: envelope.recordedAt,
        revokedBy: null,
        revokedAt: null,
        revokedReason: null,
      }),
      keysOf,
    ),
    on.changes(
      RoleRevoked,
      (row, { data, event: { envelope } }) => ({
        ...row,
        revokedBy: envelope.actor.person,
        revokedAt: envelope.recordedAt,
        revokedReason: data.reason,
      }),
      keysOf,
    ),
  ],
});
