import type { Caller, HeldRole, TenantId, TokenRole, Uuid } from '@jalon/kernel';
import { TOKEN_ROLES } from '@jalon/kernel';
import type { Proof, ProvenAccount } from './credentials/credential.js';

/** What the directory says of an account. It is at most a minute old. */
export interface DirectoryAccount {
  readonly status: 'unknown' | 'registered' | 'left';
  /** Whether it is the person under whom the tenant's operator acts. */
  readonly isOperator: boolean;
  /** The roles that they hold by their entry and by grants; none once they have left. */
  readonly roles: readonly HeldRole[];
}

/** The directory as far as the identification of callers needs it. */
export interface Accounts {
  /** @throws where it cannot be told: the store does not answer, or an event of the person cannot be read */
  find(tenant: TenantId, person: Uuid): Promise<DirectoryAccount>;
  /** Whether the person has left, as far as can be told: false where it cannot. */
  hasLeft(tenant: TenantId, person: Uuid): Promise<boolean>;
}

/** An account of an identity, with what its owner may do by the credential. */
export interface Account {
  readonly tenant: TenantId;
  readonly person: Uuid;
  readonly hasLeft: boolean;
  readonly roles: readonly HeldRole[];
  /** The organisations for which they can speak. */
  readonly organisations: readonly Uuid[];
  /** Who was given the link that made the identity, to pass it on (`Caller.handedOverBy`). */
  readonly handedOverBy?: Uuid;
}

/**
 * An account with the roles that its owner holds by a proof; null for an account of nobody. All but the bearers of signed
 * tokens must be registered, or be the operator. Whoever has left holds no role by any credential.
 */
export async function accountBy(
  { credential, roles, atMost }: Pick<Proof, 'credential' | 'roles' | 'atMost'>,
  proven: ProvenAccount,
  accounts: Accounts,
): Promise<Account | null> {
  const { tenant, person } = proven;
  if (credential.kind === 'signed') {
    return account(proven, (await accounts.hasLeft(tenant, person)) ? null : stated(proven));
  }
  const found = await accounts.find(tenant, person);
  if (found.status === 'unknown' && !found.isOperator) return null;
  if (found.status === 'left') return account(proven, null);
  if (roles === 'stated') return account(proven, stated(proven));
  const held = bounded([...heldBy(found), ...claimed(proven)], atMost);
  return account(proven, credential.kind === 'api-token' ? spokenBy(held, proven) : held);
}

/** An API token that was made for one organisation speaks for no other, whichever the person has now. */
function spokenBy(roles: readonly HeldRole[], { organisation }: ProvenAccount): readonly HeldRole[] {
  return organisation === null ? roles : roles.filter((held) => [null, organisation].includes(held.organisation));
}

function account({ tenant, person, handedOverBy }: ProvenAccount, roles: readonly HeldRole[] | null): Account {
  const held = roles ?? [];
  const organisations = held.flatMap(({ organisation }) => organisation ?? []);
  const mark = handedOverBy === undefined ? {} : { handedOverBy };
  return { tenant, person, hasLeft: roles === null, roles: held, organisations: [...new Set(organisations)], ...mark };
}

/** The roles that a token says. */
function stated({ roles, organisation }: ProvenAccount): readonly HeldRole[] {
  return roles.map((role) => ({
    ...{ role, from: 'token', employer: null, until: null },
    organisation: role === 'organisation' ? organisation : null,
  }));
}

/** The roles that a provider's claims give. Only the directory says for which organisation somebody speaks. */
function claimed({ roles }: ProvenAccount): readonly HeldRole[] {
  return roles
    .filter((role) => role !== 'organisation')
    .map((role) => ({ role, from: 'provider', employer: null, organisation: null, until: null }));
}

/** The operator's person holds every role but that of somebody who speaks for an organisation. */
function heldBy({ isOperator, roles }: DirectoryAccount): readonly HeldRole[] {
  if (!isOperator) return roles;
  const every = TOKEN_ROLES.filter((role) => role !== 'organisation');
  return [
    ...roles,
    ...every.map((role) => ({ role, from: 'operator' as const, employer: null, organisation: null, until: null })),
  ];
}

function bounded(roles: readonly HeldRole[], atMost: readonly TokenRole[] | null): readonly HeldRole[] {
  return atMost === null ? roles : roles.filter(({ role }) => atMost.includes(role));
}

/**
 * The caller whom an account is for a request. Who can speak for several organisations speaks for the one that the request
 * names, and for none where it names none.
 *
 * @returns null where the request names an organisation for which the account cannot speak
 */
export function callerOfAccount(
  { tenant, person, roles, organisations, handedOverBy }: Account,
  named: string | undefined,
): Caller | null {
  if (named !== undefined && !organisations.includes(named)) return null;
  const [only = null, another] = organisations;
  const organisation = named ?? (another === undefined ? only : null);
  const whole = roles.filter(({ role, from, employer }) => {
    if (role === 'organisation') return organisation !== null;
    return from !== 'granted' || employer === null;
  });
  const employerRoles = roles.flatMap(({ role, from, employer }) =>
    from === 'granted' && employer !== null ? [{ role, employer }] : [],
  );
  return {
    ...{ tenant, person, organisation },
    // In the order of the list, however they are held: equal callers are written alike.
    roles: TOKEN_ROLES.filter((role) => whole.some((each) => each.role === role)),
    ...(employerRoles.length > 0 && { employerRoles }),
    ...(handedOverBy !== undefined && { handedOverBy }),
  };
}
