import type { Clock, Ids, Random } from '@jalon/kernel';
import type {
  Account,
  Identity,
  LoginLink,
  LoginLinks,
  NewSession,
  Session,
  SessionOrigin,
  Sessions,
} from '@jalon/ports';
import { hashOfSecret, newSecret } from './credentials/secrets.js';
import { isLiving, openForSession, sealForSession, type SessionTimes } from './credentials/session.js';
import type { AccountsOfIdentity } from './providers/accounts-of-identity.js';
import { loginAddress, logoutAddress, provenLogin, type LoginProvider } from './providers/browser-login.js';
import { readLogoutToken } from './providers/logout-token.js';
import type { ProviderSettings } from './providers/provider-settings.js';
import { rolesByTenant, type TrustedIssuer } from './providers/providers.js';

/**
 * How long a session lasts at most in which a provider's claims give roles, in milliseconds. The roles are those of the login,
 * so the browser goes to the provider again to learn which they are, and whether the provider still knows the person.
 */
const CLAIMED_ROLES_MS = 3_600_000;

/** How long a one-time login link can be redeemed, in milliseconds. */
const LOGIN_LINK_MS = 600_000;

/** A session that was begun. Its secret is for the browser's cookie alone. */
export interface BegunSession {
  readonly secret: string;
  /** When it ends at the latest, in epoch milliseconds. */
  readonly expiresAt: number;
}

/** A provider proved an identity that is linked to no account in the tenants that trust it. */
export class IdentityUnlinked extends Error {
  override readonly name = 'IdentityUnlinked';

  constructor(readonly identity: Identity) {
    super('the identity is linked to no account');
  }
}

/** How people begin and end sessions in a browser. */
export interface Logins {
  /** The providers by which people log in. */
  readonly providers: readonly Pick<ProviderSettings, 'name' | 'title' | 'tenant'>[];
  /**
   * Where to send a browser that wants to log in by a provider, and the secret that it must bring back; null where there is
   * no such provider.
   *
   * @throws ProviderUnavailable
   */
  begin(provider: string, redirectUri: string): Promise<{ readonly address: URL; readonly secret: string } | null>;
  /**
   * Begins the session of a browser that came back from its provider.
   *
   * @param address where it came back to, with the provider's parameters
   * @throws LoginFailed, IdentityUnlinked, ProviderUnavailable
   */
  finish(provider: string, address: URL, secret: string): Promise<BegunSession>;
  /** Begins a session of an account, or of an identity that was proven otherwise than by a provider. */
  beginFor(of: NewSession['of'], origin: Exclude<SessionOrigin, 'provider'>): Promise<BegunSession>;
  /** The sessions that lead to an account and still work, the newest first. */
  sessionsOf(account: Account): Promise<readonly Session[]>;
  /** Makes a link by which an account is logged in once. */
  newLink(account: Account): Promise<BegunSession>;
  /** Whether a link still logs somebody in. It is not used up. */
  isOpen(secret: string): Promise<boolean>;
  /** Redeems a link; null where it is unknown, used up or expired, or its address is the person's no more. */
  redeem(secret: string): Promise<BegunSession | null>;
  /**
   * Ends a session.
   *
   * @param afterwards where a provider sends the browser once its own session has ended
   * @returns where the browser ends the provider's session; null where there is none
   */
  end(secret: string, afterwards: string): Promise<URL | null>;
  /**
   * Ends the sessions that a provider has ended, by its logout token.
   *
   * @throws TokenInvalid, ProviderUnavailable
   */
  endByProvider(logoutToken: string): Promise<void>;
}

export interface LoginPorts {
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly sessions: Sessions;
  readonly loginLinks: LoginLinks;
  readonly accountsOf: AccountsOfIdentity;
  /** Whose session a login link begins: an account's alone, or an identity's; null where it proves nothing any more. */
  readonly provenBy: (link: LoginLink) => Promise<NewSession['of'] | null>;
  readonly times: SessionTimes;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
}

export function openLogins(ports: LoginPorts): Logins {
  const { issuers, sessions, loginLinks, accountsOf, provenBy, times, clock, ids, random } = ports;
  const providers: readonly LoginProvider[] = [...issuers.values()].flatMap((issuer) =>
    issuer.trusts.filter(({ client }) => client !== null).map((settings) => ({ settings, issuer })),
  );
  const named = (name: string): LoginProvider | undefined => providers.find(({ settings }) => settings.name === name);
  const now = (): number => Date.parse(clock.now());

  type Begun = Pick<NewSession, 'origin' | 'of' | 'provider' | 'trusts' | 'providerSession'>;
  async function begun(session: Begun, secret: string, sealed: string | null): Promise<BegunSession> {
    const begunAt = now();
    const hasClaimedRoles = session.trusts?.some(({ roles }) => roles.length > 0) ?? false;
    const expiresAt = begunAt + (hasClaimedRoles ? Math.min(times.longestMs, CLAIMED_ROLES_MS) : times.longestMs);
    await sessions.add({ ...session, id: ids.next(), sealed, begunAt, expiresAt }, hashOfSecret(secret));
    return { secret, expiresAt };
  }

  const beginFor: Logins['beginFor'] = (of, origin) =>
    begun({ origin, of, provider: null, trusts: null, providerSession: null }, newSecret(random), null);

  return {
    providers: providers.map(({ settings: { name, title, tenant } }) => ({ name, title, tenant })),

    async begin(name, redirectUri) {
      const provider = named(name);
      if (!provider) return null;
      const secret = newSecret(random);
      return { address: await loginAddress(provider, redirectUri, secret), secret };
    },

    async finish(name, address, loginSecret) {
      const provider = named(name);
      if (!provider) throw new Error(`people do not log in by the provider ${name}`);
      const { identity, trusts, claims, idToken, providerSession } = await provenLogin(provider, address, loginSecret);
      const accounts = await accountsOf(identity, trusts, claims);
      if (accounts.length === 0) throw new IdentityUnlinked(identity);
      const secret = newSecret(random);
      const sealed = Buffer.from(sealForSession(secret, idToken)).toString('base64');
      const session = { origin: 'provider', of: identity, provider: name, providerSession } as const;
      return begun({ ...session, trusts: rolesByTenant(trusts, claims) }, secret, sealed);
    },

    beginFor,

    async sessionsOf({ tenant, person }) {
      const found = await sessions.ofPerson({ tenant, person });
      return found.filter((session) => isLiving(session, times, now()));
    },

    async newLink(account) {
      const secret = newSecret(random);
      const expiresAt = now() + LOGIN_LINK_MS;
      await loginLinks.add({ ...account, addressHash: null, expiresAt }, hashOfSecret(secret));
      return { secret, expiresAt };
    },

    async isOpen(secret) {
      const link = await loginLinks.find(hashOfSecret(secret), now());
      return link !== null && (await provenBy(link)) !== null;
    },

    async redeem(secret) {
      const link = await loginLinks.redeem(hashOfSecret(secret), now());
      const of = link && (await provenBy(link));
      return of && beginFor(of, 'login-link');
    },

    async end(secret, afterwards) {
      const hash = hashOfSecret(secret);
      const session = await sessions.withSecret(hash);
      await sessions.endWithSecret(hash);
      const provider = session?.provider ? named(session.provider) : undefined;
      return session && provider ? logoutAddress(provider, idTokenOf(session, secret), afterwards) : null;
    },

    async endByProvider(logoutToken) {
      await sessions.endOfProvider(await readLogoutToken(logoutToken, issuers, clock));
    },
  };
}

const idTokenOf = ({ sealed }: Session, secret: string): string | null =>
  sealed === null ? null : openForSession(secret, Buffer.from(sealed, 'base64'));
