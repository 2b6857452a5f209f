import {
  code,
  date,
  defineEvent,
  GRANTABLE_ROLES,
  nullable,
  personalText,
  twoPersonAct,
  uuid,
  type CivilDate,
  type HeldRole,
  type Uuid,
  type ValuesOf,
} from '@jalon/kernel';

const scopeFields = {
  role: code(GRANTABLE_ROLES, 'Which.'),
  employer: nullable(uuid('The employer that it is limited to; null for all of the tenant.')),
  organisation: nullable(uuid('For the role organisation: the organisation that the person speaks for.')),
};
/** A role, and what it is limited to. A person holds it once. */
export type RoleScope = ValuesOf<typeof scopeFields>;

const grantFields = {
  ...scopeFields,
  until: nullable(date('The last day on which it is held, in the tenant’s zone; null until it is taken back.')),
};
/** What a grant gives. */
export type GrantedRole = ValuesOf<typeof grantFields>;

/** What an entry of the directory says of a person's part. */
interface EntryOfPerson {
  readonly employer: Uuid | null;
  readonly organisation: Uuid | null;
  readonly until: CivilDate | null;
}

interface AnyGrant extends GrantedRole {
  readonly revokedBy: Uuid | null;
}

/** Whether a grant gives its role on day `today`, in the tenant's zone. */
export function isInForce({ until, revokedBy }: Pick<AnyGrant, 'until' | 'revokedBy'>, today: CivilDate): boolean {
  return revokedBy === null && (until === null || today <= until);
}

/**
 * The roles of a person who takes part on day `today`: those that follow from their entry in the directory (employee and
 * manager of their employer, coordinator of their organisation), and the grants in force.
 */
export function rolesOf(
  { employer, organisation, until }: EntryOfPerson,
  grants: readonly AnyGrant[],
  today: CivilDate,
): readonly HeldRole[] {
  const entry = { from: 'directory', until } as const;
  return [
    ...(employer === null
      ? []
      : (['employee', 'manager'] as const).map((role) => ({ ...entry, role, employer, organisation: null }))),
    ...(organisation === null ? [] : [{ ...entry, role: 'organisation' as const, employer: null, organisation }]),
    ...grants
      .filter((grant) => isInForce(grant, today))
      .map(({ role, employer, organisation, until }) => ({
        from: 'granted' as const,
        role,
        employer,
        organisation,
        until,
      })),
  ];
}

const reason = (meaning: string) =>
  nullable(personalText(2_000, 'stream', `${meaning}; null only once they were erased.`));

/** A role that gives much is granted by two people. */
export const roleGrant = twoPersonAct({
  name: 'RoleGrant',
  kind: 'role-grant',
  category: 'person',
  noun: 'the grant of a role to the person',
  visibility: 'company',
  answeredBy: ['admin'],
  fields: { ...grantFields, reason: reason('Why the person is to have it') },
});
export const {
  requested: RoleGrantRequested,
  confirmed: RoleGrantConfirmed,
  refused: RoleGrantRefused,
  withdrawn: RoleGrantRequestWithdrawn,
} = roleGrant;

export const RoleGranted = defineEvent({
  type: 'RoleGranted',
  version: 1,
  categories: ['person'],
  meaning: 'The person holds a role from here on. An earlier grant of the same role and scope is replaced.',
  visibility: 'company',
  fields: {
    ...grantFields,
    reason: reason('Why the person has it'),
    actId: nullable(uuid('The act of two people that gave it; null where one person sufficed.')),
  },
});

export const RoleRevoked = defineEvent({
  type: 'RoleRevoked',
  version: 1,
  categories: ['person'],
  meaning: 'The person no longer holds a role that was granted.',
  visibility: 'company',
  fields: { ...scopeFields, reason: reason('Why it was taken back') },
});

export const roleEvents = [
  RoleGrantRequested,
  RoleGrantConfirmed,
  RoleGrantRefused,
  RoleGrantRequestWithdrawn,
  RoleGranted,
  RoleRevoked,
] as const;
