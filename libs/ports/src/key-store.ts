import type { InstallationRecord, MovableRecord } from './installation.js';
import type { Account } from './records/identities.js';
import { KEY_PURPOSES, type KeyPurpose, type TenantId, type Uuid } from '@jalon/kernel';

/** Whose key it is, and what it seals. */
export interface KeyOwner {
  readonly tenant: TenantId;
  /** The person whom the sealed data is about. */
  readonly subject: Uuid;
  readonly purpose: KeyPurpose;
}

/** The owners of a subject's keys: of the one for `purpose`, or of all. */
export function ownersOf(tenant: TenantId, subject: Uuid, purpose?: KeyPurpose): readonly KeyOwner[] {
  const purposes = purpose === undefined ? KEY_PURPOSES : [purpose];
  return purposes.map((each) => ({ tenant, subject, purpose: each }));
}

export interface SubjectKey {
  /** 128 random bits, base64url: it reveals nothing of its owner. */
  readonly kid: string;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/** The parts of a key store that may fail separately. */
export type KeyPart = 'keys' | 'destroyed-keys';

/**
 * The keys under which personal data is sealed. They are kept apart from the data: destroying a key erases what it
 * sealed, wherever the events were copied. The contract suite in test/contract runs against every adapter.
 */
export interface KeyStore {
  /** The installation that each part of the store belongs to. */
  readonly installation: { readonly keys: MovableRecord; readonly 'destroyed-keys': InstallationRecord };

  /**
   * The owner's key, made when they have none. It is durable when this resolves, so a crash cannot lose the key of a
   * stored event. Two processes that ask at once get the same key.
   *
   * @throws SubjectErased when the key was destroyed: no other is ever made
   * @throws KeysMoved when no key exists and the store is not in service; so does `destroy`
   * @throws KeyUnavailable when the store does not answer, or the key does not unwrap
   */
  keyOf(owner: KeyOwner): Promise<SubjectKey>;

  /**
   * The owner's key if they have one; none is made.
   *
   * @returns null for an owner without a key, also when it was destroyed
   * @throws KeyUnavailable when the store does not answer, or the key does not unwrap
   */
  existingKeyOf(owner: KeyOwner): Promise<SubjectKey | null>;

  /**
   * The key with this id, or `destroyed`, but only if it is on the list of destroyed keys.
   *
   * @throws KeyMissing when it is neither in the store nor on that list
   * @throws KeyUnavailable when the store does not answer, or the key does not unwrap
   */
  keyById(kid: string): Promise<SubjectKey | 'destroyed'>;

  /**
   * Those of these ids whose keys are neither in the store nor on the list of destroyed keys.
   *
   * @throws KeyUnavailable when the store does not answer
   */
  unknownOf(kids: readonly string[]): Promise<readonly string[]>;

  /**
   * Destroys the subject's key for one purpose, or for all. No trace of the key is left in the store's files, and its
   * id stays on the list of destroyed keys. No key is ever made again for this subject and purpose, even if there was
   * none before. Repeating the call changes nothing.
   *
   * @returns the ids destroyed by this call
   * @throws TracesRemain when the key is destroyed but a copy of it may still lie in the store's files: call again
   */
  destroy(tenant: TenantId, subject: Uuid, purpose?: KeyPurpose): Promise<readonly string[]>;

  /**
   * The people whose key for `identity` was destroyed, in a fixed order, after this one. At most `limit`.
   *
   * @throws KeyUnavailable when the store does not answer
   */
  erasedPeople(after: Account | null, limit: number): Promise<readonly Account[]>;

  /**
   * Checks whether a part of the store answers. The list of destroyed keys may lie elsewhere than the keys.
   *
   * @throws KeyUnavailable when it does not
   */
  reach(what: KeyPart): Promise<void>;

  close(): Promise<void>;
}

/** The subject's key was destroyed: nothing can be sealed for them any more. */
export class SubjectErased extends Error {
  override readonly name = 'SubjectErased';
}

/** A key that should exist cannot be read: a fault (503), which is never shown as an erasure. */
export class KeyUnavailable extends Error {
  override readonly name: string = 'KeyUnavailable';
}

/**
 * A key that nobody destroyed is missing: the store is another one, or an older backup of the right one. Trying again
 * does not help.
 */
export class KeyMissing extends KeyUnavailable {
  override readonly name = 'KeyMissing';
}

/** The key store is not in service: it is a copy, or a copy of it was declared its successor. Trying again does not help. */
export class KeysMoved extends KeyUnavailable {
  override readonly name = 'KeysMoved';

  constructor() {
    super('the key store is not in service: it is a copy, or a copy of it was declared its successor');
  }
}

/** The key is destroyed, but another connection kept the store from clearing the traces of it. */
export class TracesRemain extends Error {
  override readonly name = 'TracesRemain';
}
