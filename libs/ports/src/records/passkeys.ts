import type { Uuid } from '@jalon/kernel';
import type { Identity } from './identities.js';

/** A public key by which somebody logs in (WebAuthn). The private key never leaves their device or password manager. */
export interface Passkey {
  readonly id: Uuid;
  /** The authenticator's id of it, in base64url. */
  readonly credentialId: string;
  /** COSE, in base64url. */
  readonly publicKey: string;
  /** The authenticator's count of uses, where it counts. */
  readonly counter: number;
  /** How a browser reaches the authenticator: `internal`, `hybrid`, `usb`… */
  readonly transports: readonly string[];
  /** What its owner calls it. */
  readonly name: string;
  /** In epoch milliseconds, as are all times here. */
  readonly madeAt: number;
  readonly lastUsedAt: number | null;
}

export interface Passkeys {
  /** Stores a challenge that can be answered once, before it ends. @param challengeHash SHA-256, in base64url */
  addChallenge(challengeHash: string, expiresAt: number): Promise<void>;
  /** Uses a challenge up. @returns whether it was there, and had not ended */
  useChallenge(challengeHash: string, now: number): Promise<boolean>;
  /** Adds a passkey. @returns false where one of the same credential id is there */
  add(identity: Identity, passkey: Omit<Passkey, 'lastUsedAt'>): Promise<boolean>;
  /** The passkey of an identity with this credential id. */
  find(identity: Identity, credentialId: string): Promise<Passkey | null>;
  /** The passkeys of an identity, the oldest first. */
  ofIdentity(identity: Identity): Promise<readonly Passkey[]>;
  used(id: Uuid, counter: number, at: number): Promise<void>;
  /** @returns whether it existed */
  remove(identity: Identity, id: Uuid): Promise<boolean>;
}
