import type { DestroyedKey, DestroyedList } from '../destroyed-list.js';
import type { KeyOwner, MovableRecord } from '@jalon/ports';

/** A subject's key as a store holds it. A copy takes it as it is, and unwraps nothing. */
export interface WrappedKey extends KeyOwner {
  readonly kid: string;
  readonly wrapped: Uint8Array;
}

/** The rows of a key store. */
export interface KeyRows {
  readonly installation: MovableRecord;
  /**
   * What the store recognises its wrapping key by; null where no service has begun the store, or a copy into it has not
   * ended.
   */
  checkValue(): Promise<Uint8Array | null>;
  count(): Promise<number>;
  /**
   * All wrapped keys, a page at a time, in the order in which their store sorts ids. A key that is made meanwhile may
   * be among them or not.
   */
  pages(): AsyncIterable<readonly WrappedKey[]>;
  /** The keys with these ids, those that exist. */
  withIds(kids: readonly string[]): Promise<readonly WrappedKey[]>;
  /** Null where the owner has no key. */
  kidOf(owner: KeyOwner): Promise<string | null>;
  /** The erasures that the store itself knows. */
  destroyed(): Promise<readonly DestroyedKey[]>;
}

/** A key store to copy from. It is only read. */
export interface KeyCopySource extends KeyRows {
  /** The list that belongs to it; null for a store that is older than lists. */
  readonly list: DestroyedList | null;
  close(): Promise<void>;
}

/**
 * A key store to copy into. It is a port of its own, so that a service, which makes and destroys keys, cannot put one
 * in by mistake.
 */
export interface KeyCopyTarget extends KeyRows {
  readonly list: DestroyedList;
  /**
   * Adds keys, all of them or none, without those of owners who are erased here. Durable when it resolves. From then on
   * no service opens the store until `finish`, even if an earlier copy was finished.
   *
   * @throws KeyCopyRefused (`in-use`) when an owner was given another key meanwhile
   */
  adopt(keys: readonly WrappedKey[]): Promise<void>;
  /**
   * Puts erasures on the list, destroys here all that the list holds, and clears all traces of it.
   *
   * @returns how many of them the store did not know
   * @throws TracesRemain
   */
  erase(destroyed: readonly DestroyedKey[]): Promise<number>;
  /** Lets services open the store, with the wrapping key of this check value. */
  finish(checkValue: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Why keys are not copied.
 *
 * - `no-store`: there is none to copy from
 * - `unfinished`: the source is itself a copy that has not ended
 * - `unfit`: the wrapping key that was found is not the source's
 * - `wrapping-key`: the target has another one
 * - `other`: the target holds another key, or erasure, than the source for the same id or owner
 * - `more`: the target holds a key that the source does not know
 * - `in-use`: another process or connection has the target open
 * - `differs`: at the end the two do not hold the same
 */
export type WhyKeysRefused =
  'no-store' | 'unfinished' | 'unfit' | 'wrapping-key' | 'other' | 'more' | 'in-use' | 'differs';

/** Keys are not copied. Nothing is lost that was there. */
export class KeyCopyRefused extends Error {
  override readonly name = 'KeyCopyRefused';

  /** @param kid the key that it is about, whose id says nothing of its owner */
  constructor(
    readonly why: WhyKeysRefused,
    readonly kid = '',
    options?: ErrorOptions,
  ) {
    super(`keys are not copied: ${why} ${kid}`.trimEnd(), options);
  }
}
