import { createHash } from 'node:crypto';
import { canonicalJson } from '@jalon/kernel';
import type { DestroyedKey } from '../destroyed-list.js';
import type { WrappedKey } from './key-copy.js';

/** What a key store holds, in one line: stores that hold the same have equal digests. */
export interface KeyDigest {
  readonly keys: number;
  readonly destroyed: number;
  /** The SHA-256 of each row, added up modulo 2²⁵⁶, in hex: the order of rows, which differs between stores, does not count. */
  readonly sha256: string;
}

const SIZE = 1n << 256n;

/** Takes keys page by page, and the erasures at the end. */
export interface KeyDigester {
  add(page: readonly WrappedKey[]): void;
  digestWith(destroyed: readonly DestroyedKey[]): KeyDigest;
}

export function createKeyDigester(): KeyDigester {
  let keys = 0;
  let sum = 0n;

  const add = (row: readonly (string | null)[]) => {
    sum = (sum + BigInt(`0x${createHash('sha256').update(canonicalJson(row)).digest('hex')}`)) % SIZE;
  };

  return {
    add(page) {
      for (const { tenant, subject, purpose, kid, wrapped } of page) {
        add([tenant, subject, purpose, kid, Buffer.from(wrapped).toString('base64')]);
      }
      keys += page.length;
    },
    digestWith(destroyed) {
      for (const { tenant, subject, purpose, kid } of destroyed) add([tenant, subject, purpose, kid]);
      return { keys, destroyed: destroyed.length, sha256: sum.toString(16).padStart(64, '0') };
    },
  };
}

export const equalDigests = (one: KeyDigest, other: KeyDigest): boolean =>
  one.keys === other.keys && one.destroyed === other.destroyed && one.sha256 === other.sha256;
