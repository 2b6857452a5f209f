import type { Uuid } from '@jalon/kernel';
import type { Account, AddressKind, Entrance, Identity, LinkOrigin } from '@jalon/ports';
import { OWN_ISSUER, type LoginPorts } from './login-ports.js';
import { newSecret } from '@jalon/access';

export const ownIdentity = (subject: string): Identity => ({ issuer: OWN_ISSUER, subject });

/**
 * The identity by which a person enters who was invited or gave a private e-mail address. That of the address leads nobody in
 * before they have left. Null where there is none.
 */
async function identityOf(
  { records, people }: Pick<LoginPorts, 'records' | 'people'>,
  account: Account,
): Promise<Identity | null> {
  const hasLeft = (await people.find(account))?.status === 'left';
  const logins = await records.mailLogins.ofAccount(account);
  const [entry, home] = [logins.find(({ kind }) => kind === 'entry'), logins.find(({ kind }) => kind === 'private')];
  const login = (hasLeft ? home : undefined) ?? entry;
  return login ? ownIdentity(login.subject) : null;
}

/** An account that a session proves, and who handed over the access by which it does. */
export type ProvenBySession = Account & { readonly handedOverBy?: Uuid };

export interface Linking {
  readonly how: LinkOrigin & ('invitation' | 'private-email');
  readonly by: string;
  readonly handedOverBy: string | null;
  readonly kind: AddressKind;
  readonly address: string;
}

/**
 * The identity of a person, where the accounts that were proven are all that it has: then whoever asks is that identity. An
 * access that was handed over proves no other one.
 */
export async function wholeIdentityOf(
  ports: Pick<LoginPorts, 'records' | 'people'>,
  account: Account,
  proven: readonly ProvenBySession[],
): Promise<Identity | null> {
  const identity = await identityOf(ports, account);
  const links = identity ? await ports.records.identities.linksOf(identity) : [];
  const areAllProven = links.every((link) =>
    proven.some(
      ({ tenant, person, handedOverBy = null }) =>
        tenant === link.tenant && person === link.person && handedOverBy === link.handedOverBy,
    ),
  );
  return links.length > 0 && areAllProven ? identity : null;
}

/**
 * How somebody is to enter by an identity of ours, and by mails to the address.
 *
 * Whoever redeems an invitation gets an identity that is new, unless they are logged in by one: what proves one account (an
 * address that the company of one tenant can change) must not open the accounts of another tenant. An identity with a link
 * that was handed over gets no further account: whoever handed it over may hold a passkey of it. Nor does one of a private
 * e-mail address.
 *
 * A private e-mail address has an identity of its own, which a later address given in the same way keeps: whoever reads that
 * mailbox enters by it alone.
 *
 * @param loggedInAs the identity with which the person is logged in; it then has this account, too
 */
export async function entranceOf(
  ports: Pick<LoginPorts, 'records' | 'clock' | 'ids' | 'random'>,
  account: Account,
  { how, by, handedOverBy, kind, address }: Linking,
  loggedInAs: Identity | null = null,
): Promise<Entrance> {
  const { records, clock, ids, random } = ports;
  const { tenant, person } = account;
  const held = loggedInAs ? await records.identities.linksOf(loggedInAs) : [];
  const kept = held.some((link) => link.handedOverBy !== null || link.how === 'private-email') ? null : loggedInAs;
  const former = how === 'private-email' ? await privateIdentityOf(records, account, handedOverBy) : null;
  const identity = former ?? kept ?? ownIdentity(newSecret(random));
  const link = former ? null : { id: ids.next(), how, by, at: Date.parse(clock.now()), handedOverBy };
  return { tenant, person, identity, link, kind, addressHash: await records.mailLogins.hashOf(address) };
}

/** Lets somebody enter by an identity of ours. @returns it; null where it has another person of the tenant already */
export async function linkOwnIdentity(
  ports: Pick<LoginPorts, 'records' | 'clock' | 'ids' | 'random'>,
  account: Account,
  linking: Linking,
  loggedInAs: Identity | null = null,
): Promise<Identity | null> {
  const entrance = await entranceOf(ports, account, linking, loggedInAs);
  return (await ports.records.mailLogins.enter(entrance)) ? entrance.identity : null;
}

/** The identity of a person's private e-mail address, where the one before was given by the same hands. */
async function privateIdentityOf(
  { mailLogins, identities }: LoginPorts['records'],
  account: Account,
  handedOverBy: Uuid | null,
): Promise<Identity | null> {
  const login = (await mailLogins.ofAccount(account)).find(({ kind }) => kind === 'private');
  if (!login) return null;
  const identity = ownIdentity(login.subject);
  // A link that was removed is not made again.
  const link = (await identities.everyLinkOf(identity, account.tenant)).at(-1);
  return link?.handedOverBy === handedOverBy ? identity : null;
}
