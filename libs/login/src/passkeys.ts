import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Uuid } from '@jalon/kernel';
import type { Account, Identity, Passkey } from '@jalon/ports';
import type { LoginPorts } from './login-ports.js';
import { LoginRefused } from './login-refused.js';
import { ownIdentity, wholeIdentityOf, type ProvenBySession } from './own-identities.js';
import { hashOfSecret, newSecret } from '@jalon/access';

/** How long a browser may take to answer, in milliseconds. */
const CHALLENGE_MS = 5 * 60_000;

/** How many passkeys one identity may have. */
const MOST = 20;

/** A passkey, as its owner sees it. */
export type ShownPasskey = Pick<Passkey, 'id' | 'name' | 'madeAt' | 'lastUsedAt'>;

/** Who asks, and what their session proves. */
export interface SessionOwner {
  readonly account: Account;
  /** Every account of the session. */
  readonly proven: readonly ProvenBySession[];
}

/** Passkeys (WebAuthn, level 3) of people who were invited. Origins are those of browsers: `https://jalon.example.org`. */
export interface PasskeyUse {
  /** What `navigator.credentials.create` is given, in JSON. @throws LoginRefused PASSKEY_NEEDS_INVITATION, PASSKEYS_TOO_MANY */
  registrationOptions(owner: SessionOwner, origin: string): Promise<object>;
  /** @throws LoginRefused PASSKEY_NEEDS_INVITATION, PASSKEY_NOT_PROVEN, PASSKEYS_TOO_MANY */
  register(owner: SessionOwner, name: string, response: unknown, origin: string): Promise<ShownPasskey>;
  list(owner: SessionOwner): Promise<readonly ShownPasskey[]>;
  /** @throws LoginRefused PASSKEY_UNKNOWN */
  remove(owner: SessionOwner, id: Uuid): Promise<void>;
  /** What `navigator.credentials.get` is given, in JSON: any passkey of this service, so nobody is named. */
  loginOptions(origin: string): Promise<object>;
  /** The identity that a passkey proves. @throws LoginRefused PASSKEY_NOT_PROVEN */
  prove(response: unknown, origin: string): Promise<Identity>;
}

export function passkeyUse(ports: Omit<LoginPorts, 'tenants' | 'isOnOneMachine'>): PasskeyUse {
  const { records, people, sendsMail, clock, ids, random } = ports;
  const { passkeys } = records;
  const now = (): number => Date.parse(clock.now());

  /** The identity whose passkeys the owner manages: a session that reaches only some of its accounts does not prove it. */
  async function owned({ account, proven }: SessionOwner): Promise<Identity> {
    const identity = await wholeIdentityOf(ports, account, proven);
    if (!identity) throw new LoginRefused('PASSKEY_NEEDS_INVITATION');
    return identity;
  }

  function requireRoom(there: readonly Passkey[]): void {
    if (there.length >= MOST) throw new LoginRefused('PASSKEYS_TOO_MANY', { most: MOST });
  }

  async function newChallenge(): Promise<Uint8Array<ArrayBuffer>> {
    const challenge = newSecret(random);
    await passkeys.addChallenge(hashOfSecret(challenge), now() + CHALLENGE_MS);
    return new Uint8Array(Buffer.from(challenge, 'base64url'));
  }

  /** Takes each challenge that we gave once. */
  const isOurs: TakesChallenge = (challenge) => passkeys.useChallenge(hashOfSecret(challenge), now());

  return {
    async registrationOptions(owner, origin) {
      const identity = await owned(owner);
      const entry = await people.find(owner.account);
      const there = await passkeys.ofIdentity(identity);
      requireRoom(there);
      return generateRegistrationOptions({
        rpName: 'Jalon',
        rpID: new URL(origin).hostname,
        // It is shown where the person chooses among passkeys, and is stored by their device alone.
        userName: entry?.email ?? entry?.givenName ?? 'Jalon',
        userID: new TextEncoder().encode(identity.subject),
        challenge: await newChallenge(),
        attestationType: 'none',
        excludeCredentials: there.map(({ credentialId, transports }) => ({
          id: credentialId,
          transports: [...transports] as AuthenticatorTransport[],
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
    },

    async register(owner, name, response, origin) {
      const identity = await owned(owner);
      const { verified, registrationInfo } = await proven(isOurs, (expectedChallenge) =>
        verifyRegistrationResponse({
          response: response as RegistrationResponseJSON,
          expectedChallenge,
          expectedOrigin: origin,
          expectedRPID: new URL(origin).hostname,
          requireUserVerification: true,
        }),
      );
      if (!verified) throw new LoginRefused('PASSKEY_NOT_PROVEN');
      requireRoom(await passkeys.ofIdentity(identity));
      const { id: credentialId, publicKey, counter, transports = [] } = registrationInfo.credential;
      const passkey = {
        id: ids.next(),
        credentialId,
        publicKey: Buffer.from(publicKey).toString('base64url'),
        counter,
        transports,
        name,
        madeAt: now(),
      };
      if (!(await passkeys.add(identity, passkey))) throw new LoginRefused('PASSKEY_NOT_PROVEN');
      // Somebody else in their session could add one, and log in by it for ever.
      for (const { tenant, person } of sendsMail ? await records.identities.linksOf(identity) : []) {
        const mail = {
          id: ids.next(),
          tenant,
          person,
          kind: 'passkey-added',
          about: passkey.id,
          madeAt: now(),
        } as const;
        await records.mails.add(mail);
      }
      return { id: passkey.id, name, madeAt: passkey.madeAt, lastUsedAt: null };
    },

    async list(owner) {
      const identity = await wholeIdentityOf(ports, owner.account, owner.proven);
      const found = identity ? await passkeys.ofIdentity(identity) : [];
      return found.map(({ id, name, madeAt, lastUsedAt }) => ({ id, name, madeAt, lastUsedAt }));
    },

    async remove(owner, id) {
      if (!(await passkeys.remove(await owned(owner), id))) throw new LoginRefused('PASSKEY_UNKNOWN');
    },

    async loginOptions(origin) {
      return generateAuthenticationOptions({
        rpID: new URL(origin).hostname,
        challenge: await newChallenge(),
        userVerification: 'required',
      });
    },

    async prove(response, origin) {
      const given = response as AuthenticationResponseJSON | null;
      // The authenticator gives back the subject that it was given with the passkey.
      const { id: credentialId, response: { userHandle } = {} } = (given ?? {}) as Partial<AuthenticationResponseJSON>;
      if (typeof credentialId !== 'string' || typeof userHandle !== 'string')
        throw new LoginRefused('PASSKEY_NOT_PROVEN');
      const identity = ownIdentity(Buffer.from(userHandle, 'base64url').toString('utf8'));
      const passkey = await passkeys.find(identity, credentialId);
      if (!passkey) throw new LoginRefused('PASSKEY_NOT_PROVEN');
      const { publicKey, counter, transports } = passkey;
      const { verified, authenticationInfo } = await proven(isOurs, (expectedChallenge) =>
        verifyAuthenticationResponse({
          response: given as AuthenticationResponseJSON,
          expectedChallenge,
          expectedOrigin: origin,
          expectedRPID: new URL(origin).hostname,
          credential: {
            id: credentialId,
            publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
            counter,
            transports: [...transports] as AuthenticatorTransport[],
          },
          requireUserVerification: true,
        }),
      );
      if (!verified) throw new LoginRefused('PASSKEY_NOT_PROVEN');
      await passkeys.used(passkey.id, authenticationInfo.newCounter, now());
      return identity;
    },
  };
}

type TakesChallenge = (challenge: string) => Promise<boolean>;

/**
 * What the library verified. It throws for each answer that proves nothing, and what a client wrote stays in its errors.
 *
 * @throws LoginRefused PASSKEY_NOT_PROVEN; what `takes` throws, which is no fault of the answer
 */
async function proven<T>(takes: TakesChallenge, verify: (takes: TakesChallenge) => Promise<T>): Promise<T> {
  const faults: unknown[] = [];
  const noting: TakesChallenge = (challenge) =>
    takes(challenge).catch((error: unknown) => {
      faults.push(error);
      throw error;
    });
  try {
    return await verify(noting);
  } catch {
    if (faults.length > 0) throw faults[0];
    throw new LoginRefused('PASSKEY_NOT_PROVEN');
  }
}
