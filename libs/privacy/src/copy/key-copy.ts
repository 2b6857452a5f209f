import type { DestroyedKey, DestroyedList } from '../destroyed-list.js';
import type { KeyOwner } from '@jalon/ports';

/** A subject's key as a store holds it, wrapped: a copy takes it along as it is, and opens nothing. */
export interface WrappedKey extends KeyOwner {
  readonly kid: string;
  readonly wrapped: Uint8Array;
}

/** What a key store holds, as it is stored. */
export interface KeyRows {
  /** What it knows its wrapping key by; null where no service has begun it, or no copy into it was ended. */
  checkValue(): Promise<Uint8Array | null>;
  count(): Promise<number>;
  /** All wrapped keys, a page at a time. A key that is made meanwhile may be among them or not. */
  pages(): AsyncIterable<readonly WrappedKey[]>;
  /** Those of the keys with these ids that are there. */
  withIds(kids: readonly string[]): Promise<readonly WrappedKey[]>;
  /** Null where the owner has no key. */
  kidOf(owner: KeyOwner): Promise<string | null>;
  /** The erasures that the store itself knows. */
  destroyed(): Promise<readonly DestroyedKey[]>;
}

/** A key store that is copied, which is only read. */
export interface KeyCopySource extends KeyRows {
  /** The list that it was kept with; null where it comes from before there were any. */
  readonly list: DestroyedList | null;
  close(): Promise<void>;
}

/**
 * A key store that takes over what another holds. It is a port of its own: what serves people makes and destroys keys, and
 * could not put one in by mistake.
 */
export interface KeyCopyTarget extends KeyRows {
  readonly list: DestroyedList;
  /**
   * Adds keys, all of them or none; not those of owners who are erased here. Durable when it resolves. From then on no service
   * opens it until `finish`, also where an earlier copy was ended.
   *
   * @throws KeyCopyRefused (`in-use`) when an owner has another key by now
   */
  adopt(keys: readonly WrappedKey[]): Promise<void>;
  /**
   * Puts erasures on the list, destroys here what the list knows to be destroyed, and leaves no trace of it.
   *
   * @returns how many of them the store did not know
   * @throws TracesRemain
   */
  erase(destroyed: readonly DestroyedKey[]): Promise<number>;
  /** Lets services open it, with the wrapping key that this is the check value of. */
  finish(checkValue: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Why keys are not copied: `no-store` to copy from, one that is itself an `unfinished` copy, or for which the wrapping key
 * that lies there is `unfit`; another `wrapping-key` in the target, a key there that is `other` than the source's or one
 * `more`, somebody else who has it `in-use`, or what `differs` at the end.
 */
export type WhyKeysRefused =
  'no-store' | 'unfinished' | 'unfit' | 'wrapping-key' | 'other' | 'more' | 'in-use' | 'differs';

/** Keys are not copied, and nothing that was there is lost. */
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
