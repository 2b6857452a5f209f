import { createHash } from 'node:crypto';
import { canonicalJson } from '@jalon/kernel';
import type { DestroyedKey } from '../destroyed-list.js';
import type { WrappedKey } from './key-copy.js';

/** What a key store holds, in a line: two that hold the same give the same. */
export interface KeySum {
  readonly keys: number;
  readonly destroyed: number;
  /** The SHA-256 of each row, added up modulo 2²⁵⁶, in hex: each store gives its rows in an order of its own. */
  readonly sha256: string;
}

const SIZE = 1n << 256n;

/** Sums up keys as they are given, page by page, and at the end the erasures beside them. */
export interface KeySummer {
  add(page: readonly WrappedKey[]): void;
  sumWith(destroyed: readonly DestroyedKey[]): KeySum;
}

export function keySummer(): KeySummer {
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
    sumWith(destroyed) {
      for (const { tenant, subject, purpose, kid } of destroyed) add([tenant, subject, purpose, kid]);
      return { keys, destroyed: destroyed.length, sha256: sum.toString(16).padStart(64, '0') };
    },
  };
}

export const sameSum = (one: KeySum, other: KeySum): boolean =>
  one.keys === other.keys && one.destroyed === other.destroyed && one.sha256 === other.sha256;
