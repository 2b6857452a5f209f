import { KEY_PURPOSES, type KeyPurpose, type TenantId, type Uuid } from '@jalon/kernel';

/** Whose key it is, and what it seals. */
export interface KeyOwner {
  readonly tenant: TenantId;
  /** The person whom the sealed data is about. */
  readonly subject: Uuid;
  readonly purpose: KeyPurpose;
}

/** A subject as the owner of one key, or of each of theirs. */
export function ownersOf(tenant: TenantId, subject: Uuid, purpose?: KeyPurpose): readonly KeyOwner[] {
  const purposes = purpose === undefined ? KEY_PURPOSES : [purpose];
  return purposes.map((each) => ({ tenant, subject, purpose: each }));
}

export interface SubjectKey {
  /** 128 random bits, base64url: says nothing of its owner. */
  readonly kid: string;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/** What a key store is made of. */
export type KeyPart = 'keys' | 'destroyed-keys';

/**
 * The keys under which personal data is sealed, apart from the data: destroying one erases what it sealed wherever the
 * events were copied. Every adapter behaves alike (test/contract).
 */
export interface KeyStore {
  /**
   * The owner's key, made when they have none. It is durable when this resolves, so no event can rest on a key that a crash
   * would lose. Two processes that ask at once get the same one.
   *
   * @throws SubjectErased when the key was destroyed: no other is ever made
   * @throws KeyUnavailable when the store does not answer, or the key does not unwrap
   */
  keyOf(owner: KeyOwner): Promise<SubjectKey>;

  /**
   * The key with this id, or `destroyed` when it stands on the list of destroyed keys, and only then.
   *
   * @throws KeyMissing when it is neither here nor on that list
   * @throws KeyUnavailable when the store does not answer, or the key does not unwrap
   */
  keyById(kid: string): Promise<SubjectKey | 'destroyed'>;

  /**
   * Those of the keys with these ids that are neither here nor on the list of destroyed keys.
   *
   * @throws KeyUnavailable when the store does not answer
   */
  unknownOf(kids: readonly string[]): Promise<readonly string[]>;

  /**
   * Destroys the subject's key for one purpose, or for all: no trace of it is left in the store's files, its id is on the
   * list of destroyed keys for ever, and none is made again, also where there was none yet. Repeating it changes nothing.
   *
   * @returns the ids destroyed by this call
   * @throws TracesRemain when the key is destroyed but a copy may still lie in the store's log: ask again
   */
  destroy(tenant: TenantId, subject: Uuid, purpose?: KeyPurpose): Promise<readonly string[]>;

  /**
   * Looks whether the keys can be had, or whether their list of destroyed keys answers, which may lie elsewhere.
   *
   * @throws KeyUnavailable when not
   */
  reach(what: KeyPart): Promise<void>;

  close(): Promise<void>;
}

/** The subject's key was destroyed: nothing can be sealed for them any more. */
export class SubjectErased extends Error {
  override readonly name = 'SubjectErased';
}

/** A key that should be there cannot be had: a fault (503), never to be shown as an erasure. */
export class KeyUnavailable extends Error {
  override readonly name: string = 'KeyUnavailable';
}

/** A key that nobody destroyed is not here: these keys are another store's, or an older backup of the right ones. It does not pass. */
export class KeyMissing extends KeyUnavailable {
  override readonly name = 'KeyMissing';
}

/** The key is destroyed, yet somebody reading at that moment kept the store from clearing its log. */
export class TracesRemain extends Error {
  override readonly name = 'TracesRemain';
}
