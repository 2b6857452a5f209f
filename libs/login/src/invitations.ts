import { normalisedEmail, type Caller, type Role, type TokenRole, type Uuid } from '@jalon/kernel';
import { stepOf } from '@jalon/application';
import type { Account, Entrance, Identity, Invitation, MailRecord, NewMail } from '@jalon/ports';
import { followAddress } from './address-changes.js';
import type { AddressInEntry, KnownPerson, LoginPorts } from './login-ports.js';
import { LoginRefused } from './login-refused.js';
import { entranceOf } from './own-identities.js';
import { hashOfSecret, isAmong, newSecret } from '@jalon/access';

const DAY_MS = 86_400_000;

/** How long a link of an invitation can be redeemed, in milliseconds. */
export const INVITATION_MS = 7 * DAY_MS;

/** How many invitations one person is mailed within a day. */
const MAILS_A_DAY = 5;

/** How many invitations a list holds at most. */
const LISTED = 500;

/** The roles of those who take part. Others oversee, and an administrator gives them. */
const ORDINARY_ROLES: ReadonlySet<Role> = new Set<Role>(['employee', 'manager', 'organisation']);

/** Whom to invite, and in which role. */
export interface WhomToInvite {
  readonly person: Uuid;
  readonly role: TokenRole;
  /** With the role `organisation`. */
  readonly organisation?: Uuid | null | undefined;
  /** The address in the person's entry: whoever gives it wants no other. */
  readonly email?: string | null | undefined;
}

/** `waiting`: for a second person. */
export const INVITATION_STATES = ['waiting', 'open', 'expired', 'redeemed', 'revoked'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** An invitation, as those who invite see it. */
export interface ShownInvitation extends Invitation {
  readonly state: InvitationState;
  /** The latest mail of it; null where its link was handed over, or none was made yet. */
  readonly mail: Pick<MailRecord, 'dueAt' | 'sentAt' | 'failure'> | null;
  /** While it waits: who gave the person the address that it goes to, and when; null once it does not wait. */
  readonly address: Pick<AddressInEntry, 'by' | 'since'> | null;
}

/** What became of an invitation, and the secret of its link where the caller is given it to pass on. */
export interface Invited {
  readonly invitation: ShownInvitation;
  readonly secret: string | null;
}

/** What a link of an invitation opens. */
export interface OpenedLink {
  readonly account: Account;
  readonly state: 'open' | 'expired';
  readonly givenName: string | null;
  /** The name of the organisation that the person is invited to speak for; null for any other role. */
  readonly organisation: string | null;
}

/** Who enters by an invitation that was redeemed. */
export interface Redeemed {
  readonly account: Account;
  readonly identity: Identity;
}

export interface InvitationUse {
  /** @throws LoginRefused */
  invite(caller: Caller, whom: WhomToInvite): Promise<Invited>;
  /** Makes a new link; the last one ends. @throws LoginRefused */
  resend(caller: Caller, id: Uuid): Promise<Invited>;
  /** Lets an invitation that waits for a second person go. @throws LoginRefused */
  release(caller: Caller, id: Uuid): Promise<Invited>;
  /** @throws LoginRefused */
  revoke(caller: Caller, id: Uuid): Promise<ShownInvitation>;
  list(caller: Caller, person?: Uuid): Promise<readonly ShownInvitation[]>;
  /** What a link opens. It changes nothing. @throws LoginRefused where it opens nothing */
  look(secret: string): Promise<OpenedLink>;
  /** Mails a new link in the place of one that has expired, to the address in the person's entry. @throws LoginRefused */
  mailAnother(secret: string): Promise<void>;
  /**
   * Redeems a link, once.
   *
   * @param loggedInAs the identity with which the browser is logged in
   * @throws LoginRefused
   */
  redeem(secret: string, loggedInAs: Identity | null): Promise<Redeemed>;
}

/**
 * Invitations of registered people. An invitation grants nothing: it is made for a role that the person already holds. Its
 * link is random, works once within seven days, and is stored as a hash.
 */
export function invitationUse(ports: LoginPorts): InvitationUse {
  const { records, people, tenants, sendsMail, isOnOneMachine, clock, ids, random } = ports;
  const { invitations, mails } = records;
  const hashOf = (address: string): Promise<string> => records.mailLogins.hashOf(address);
  const now = (): number => Date.parse(clock.now());

  /** A person who may be invited; and invitations go to the address of their entry. */
  async function invitable(account: Account): Promise<KnownPerson & { readonly email: string }> {
    const person = await people.find(account);
    if (!person) throw new LoginRefused('INVITATION_PERSON_UNKNOWN');
    if (person.status === 'left') throw new LoginRefused('INVITATION_PERSON_LEFT');
    const { email } = person;
    if (email === null) throw new LoginRefused('INVITATION_NO_ADDRESS');
    return { ...person, email };
  }

  /** The person of an invitation, as long as a link of it can go out. */
  async function deliverable(invitation: Invitation): Promise<KnownPerson & { readonly email: string }> {
    const entry = await invitable(invitation);
    if ((await hashOf(entry.email)) !== invitation.addressHash) throw new LoginRefused('INVITATION_ADDRESS_CHANGED');
    await requireWay(invitation);
    await requireSeldom(invitation);
    return entry;
  }

  /** Whoever hands a link over is named by it: that must not be somebody whose own access another person has. */
  function requireOwnAccess({ handedOverBy }: Caller): void {
    if (handedOverBy !== undefined) throw new LoginRefused('INVITATION_ACCESS_HANDED_OVER');
  }

  /** Links go by mail in production, or are handed over where everything runs on one machine. */
  async function requireWay({ tenant }: Pick<Account, 'tenant'>): Promise<void> {
    const { mode } = await tenants.require(tenant);
    if (mode === 'production' && !sendsMail && !isOnOneMachine) throw new LoginRefused('MAIL_NOT_CONFIGURED');
  }

  async function found({ tenant }: Caller, id: Uuid): Promise<Invitation> {
    const invitation = await invitations.withId(tenant, id);
    if (!invitation) throw new LoginRefused('INVITATION_UNKNOWN');
    if (invitation.redeemedAt !== null || invitation.revokedAt !== null) throw new LoginRefused('INVITATION_OVER');
    return invitation;
  }

  /**
   * Whether a second person must release it: whoever invites can change the address that the invitation goes to, and must not
   * become another person by it. That could happen where a link is handed over, and where the person enters already, holds a
   * role that two people give or that the inviter could not give (`isAbove`), or speaks for an organisation that others speak
   * or spoke for. Everything counts that the person holds, not only the role that the invitation names: it lets them in with
   * all of it.
   */
  async function needsRelease(
    { tenant, person }: Account,
    { held, hasStrongRole }: KnownPerson,
    isMailed: boolean,
    isAbove = false,
  ): Promise<boolean> {
    const { mode } = await tenants.require(tenant);
    if (mode !== 'production') return false;
    if (!isMailed || hasStrongRole || isAbove) return true;
    const enters = async (each: Uuid) => (await records.identities.linksOfPerson({ tenant, person: each })).length > 0;
    if (await enters(person)) return true;
    for (const organisation of new Set(held.flatMap((each) => each.organisation ?? [])))
      for (const speaker of await people.speakersFor(tenant, organisation)) if (await enters(speaker)) return true;
    return false;
  }

  /** Who gave the person the address that an invitation goes to, and when; null where they have another one now. */
  async function addressOfInvitation(invitation: Invitation): Promise<AddressInEntry | null> {
    let found: AddressInEntry | null = null;
    for (const each of await people.addressesOf(invitation)) {
      if (each.email === null || (await hashOf(each.email)) !== invitation.addressHash) break;
      found = each;
    }
    return found;
  }

  /** What tells a person, at each account of another tenant, that one more account was joined to their identity. */
  async function mailsOfJoining({ identity, tenant, person, link }: Entrance): Promise<readonly NewMail[]> {
    const links = await records.identities.linksOf(identity);
    if (!sendsMail || !link || links.some((each) => each.tenant === tenant && each.person === person)) return [];
    return links.map((each) => ({
      id: stepOf(link.id, `joined ${each.id}`),
      tenant: each.tenant,
      person: each.person,
      kind: 'account-joined',
      about: link.id,
      madeAt: now(),
    }));
  }

  /** To be called before anything is stored of an invitation that is then delivered. */
  async function requireSeldom({ tenant, person }: Account): Promise<void> {
    const sent = sendsMail ? await mails.countSince({ tenant, person }, 'invitation', now() - DAY_MS) : 0;
    if (sent >= MAILS_A_DAY) throw new LoginRefused('INVITATION_TOO_OFTEN', { limit: MAILS_A_DAY });
  }

  /** Whether it waits for a second person, also where something happened since it was made that asks for one. */
  async function isHeld(invitation: Invitation, entry: KnownPerson, isMailed: boolean): Promise<boolean> {
    if (invitation.releasedBy !== null) return false;
    if (invitation.needsRelease) return true;
    if (!(await needsRelease(invitation, entry, isMailed))) return false;
    await invitations.hold(invitation.tenant, invitation.id);
    return true;
  }

  /** Mails a link, or gives it to whoever asks. */
  async function deliver(invitation: Invitation, to: Uuid): Promise<Invited> {
    const { id, tenant, person } = invitation;
    if (!sendsMail) {
      const secret = newSecret(random);
      const link = { secretHash: hashOfSecret(secret), expiresAt: now() + INVITATION_MS, handedOverBy: to };
      if (!(await invitations.putLink(id, link))) throw new LoginRefused('INVITATION_OVER');
      return { invitation: await shownAgain(invitation), secret };
    }
    await mails.add({ id: ids.next(), tenant, person, kind: 'invitation', about: id, madeAt: now() });
    return { invitation: await shownAgain(invitation), secret: null };
  }

  async function shown(many: readonly Invitation[]): Promise<readonly ShownInvitation[]> {
    const latest = new Map((await mails.latestAbout(many.map(({ id }) => id))).map((mail) => [mail.about, mail]));
    const all: ShownInvitation[] = [];
    for (const invitation of many) {
      const mail = latest.get(invitation.id);
      const { dueAt, sentAt, failure } = mail ?? { dueAt: null, sentAt: null, failure: null };
      const state = stateOf(invitation, now());
      const address = state === 'waiting' ? await addressOfInvitation(invitation) : null;
      all.push({ ...invitation, state, mail: mail ? { dueAt, sentAt, failure } : null, address });
    }
    return all;
  }

  async function shownAgain({ tenant, id }: Invitation): Promise<ShownInvitation> {
    const invitation = await invitations.withId(tenant, id);
    const [one] = invitation ? await shown([invitation]) : [];
    if (!one) throw new LoginRefused('INVITATION_UNKNOWN');
    return one;
  }

  /** The invitation of a link, unless it is over. */
  async function ofLink(secret: string): Promise<Invitation> {
    const invitation = await invitations.withSecret(hashOfSecret(secret));
    if (!invitation || invitation.redeemedAt !== null || invitation.revokedAt !== null)
      throw new LoginRefused('INVITATION_LINK_OVER');
    return invitation;
  }

  /** The person of a link, as long as the address that it went to is theirs. */
  async function current(invitation: Invitation): Promise<KnownPerson & { readonly email: string }> {
    const entry = await invitable(invitation);
    if ((await hashOf(entry.email)) !== invitation.addressHash) throw new LoginRefused('INVITATION_LINK_OVER');
    return entry;
  }

  return {
    async invite(caller, { person, role, organisation = null, email = null }) {
      const account = { tenant: caller.tenant, person };
      if (await isAmong(people.humansIn, caller, [person])) throw new LoginRefused('INVITATION_OF_ONESELF');
      const entry = await invitable(account);
      const held = entry.held.filter((each) => each.role === role);
      if (held.length === 0) throw new LoginRefused('INVITATION_ROLE_NOT_HELD', { role });
      const spokenFor = role === 'organisation' ? (organisation ?? held[0]?.organisation ?? null) : organisation;
      if (spokenFor !== null && !held.some((each) => each.organisation === spokenFor))
        throw new LoginRefused('INVITATION_ORGANISATION_DIFFERS');
      if (email !== null && normalisedEmail(email) !== normalisedEmail(entry.email))
        throw new LoginRefused('INVITATION_ADDRESS_DIFFERS');
      await requireWay(account);
      const isAbove = !caller.roles.includes('admin') && entry.held.some((each) => !ORDINARY_ROLES.has(each.role));
      const waits = await needsRelease(account, entry, sendsMail, isAbove);
      if (!waits) await requireSeldom(account);
      const id = ids.next();
      const addressHash = await hashOf(entry.email);
      const made = {
        id,
        ...account,
        role,
        organisation: spokenFor,
        invitedBy: caller.person,
        inviterHandedOverBy: caller.handedOverBy ?? null,
        addressHash,
        madeAt: now(),
      };
      await invitations.add({ ...made, needsRelease: waits });
      const invitation = await found(caller, id);
      return invitation.needsRelease
        ? { invitation: await shownAgain(invitation), secret: null }
        : deliver(invitation, caller.person);
    },

    async resend(caller, id) {
      const invitation = await found(caller, id);
      const { person, invitedBy, releasedBy } = invitation;
      if (invitation.needsRelease && releasedBy === null) throw new LoginRefused('INVITATION_UNRELEASED');
      if (!sendsMail) requireOwnAccess(caller);
      const own = invitation.needsRelease ? [person, invitedBy] : [person];
      if (!sendsMail && (await isAmong(people.humansIn, caller, own))) throw new LoginRefused('INVITATION_SAME_PERSON');
      const entry = await deliverable(invitation);
      return (await isHeld(invitation, entry, sendsMail))
        ? { invitation: await shownAgain(invitation), secret: null }
        : deliver(invitation, caller.person);
    },

    async release(caller, id) {
      const invitation = await found(caller, id);
      requireOwnAccess(caller);
      const { person, invitedBy, inviterHandedOverBy } = invitation;
      const givers = (await addressOfInvitation(invitation))?.by ?? [];
      const first = [person, invitedBy, inviterHandedOverBy, ...givers];
      if (await isAmong(people.humansIn, caller, first)) throw new LoginRefused('INVITATION_SAME_PERSON');
      await deliverable(invitation);
      if (!(await invitations.release(caller.tenant, id, caller.person)))
        throw new LoginRefused('INVITATION_NOT_WAITING');
      return deliver(invitation, caller.person);
    },

    async revoke(caller, id) {
      const invitation = await found(caller, id);
      if (!(await invitations.revoke(caller.tenant, id, now(), caller.person)))
        throw new LoginRefused('INVITATION_OVER');
      return shownAgain(invitation);
    },

    list: async ({ tenant }, person) => shown(await invitations.list(tenant, LISTED, person)),

    async look(secret) {
      const invitation = await ofLink(secret);
      const { tenant, person, organisation } = invitation;
      const entry = await people.find({ tenant, person });
      return {
        account: { tenant, person },
        state: stateOf(invitation, now()) === 'expired' ? 'expired' : 'open',
        givenName: entry?.givenName ?? null,
        organisation: organisation === null ? null : await people.organisationName(tenant, organisation),
      };
    },

    async mailAnother(secret) {
      const invitation = await ofLink(secret);
      if (!sendsMail || stateOf(invitation, now()) !== 'expired') throw new LoginRefused('INVITATION_LINK_OVER');
      const entry = await current(invitation);
      if (await isHeld(invitation, entry, sendsMail)) throw new LoginRefused('INVITATION_LINK_HELD');
      await requireSeldom(invitation);
      await deliver(invitation, invitation.person);
    },

    async redeem(secret, loggedInAs) {
      const invitation = await ofLink(secret);
      const { tenant, person } = invitation;
      const entry = await current(invitation);
      if (await isHeld(invitation, entry, invitation.handedOverBy === null))
        throw new LoginRefused('INVITATION_LINK_HELD');
      const account = { tenant, person };
      const { invitedBy: by, handedOverBy } = invitation;
      const linking = { how: 'invitation', by, handedOverBy, kind: 'entry', address: entry.email } as const;
      // Else the entrance takes the place of the old address before that is told.
      await followAddress(ports, account);
      const entrance = await entranceOf(ports, account, linking, loggedInAs);
      const redeemed = await invitations.redeem(hashOfSecret(secret), now(), {
        ...entrance,
        mails: await mailsOfJoining(entrance),
      });
      if (redeemed === 'identity-of-another') throw new LoginRefused('IDENTITY_OF_ANOTHER');
      if (!redeemed)
        throw new LoginRefused(
          stateOf(invitation, now()) === 'expired' ? 'INVITATION_LINK_EXPIRED' : 'INVITATION_LINK_OVER',
        );
      return { account, identity: entrance.identity };
    },
  };
}

function stateOf(invitation: Invitation, now: number): InvitationState {
  const { redeemedAt, revokedAt, expiresAt, releasedBy } = invitation;
  if (redeemedAt !== null) return 'redeemed';
  if (revokedAt !== null) return 'revoked';
  if (invitation.needsRelease && releasedBy === null) return 'waiting';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'open';
}
