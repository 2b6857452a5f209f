/**
 * Personal data in events. A command carries it plain; the handler seals it under the subject's key before anything is
 * stored, and every fold, view and page carries the sealed form unopened. Destroying the key erases it everywhere.
 */
export type Personal<T> = Plain<T> | Sealed<T>;

/** Not yet sealed: exists only between a decision and its append. */
export interface Plain<T> {
  readonly plain: T;
}

/** As stored: only the key of its subject opens it. */
export interface Sealed<T> {
  readonly sealed: SealedBox;
  /** Never present: carries the type of what is inside. */
  readonly holds?: T;
}

/** AES-256-GCM with `at` as additional data and a commitment to the key. Binary parts are base64url. */
export interface SealedBox {
  /** Which key, in the key store. */
  readonly kid: string;
  /** Event id and field, `<event id>#<field>`: a box moved to another event or field does not open. */
  readonly at: string;
  readonly nonce: string;
  /** Ciphertext and tag. */
  readonly box: string;
  /** GCM does not commit to its key; this does. */
  readonly commitment: string;
}

/** The two keys of a subject: `identity` is erasable on request, `pay` is kept as long as the law demands. */
export const KEY_PURPOSES = ['identity', 'pay'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** A personal field after opening: its value, or `erased` when its key was destroyed. */
export type Opened<T> = { readonly value: T } | 'erased';

export const ERASED = 'erased';

/** Marks a value as personal, to be sealed before it is stored. */
export function personal<T>(value: T): Plain<T> {
  return { plain: value };
}

/** The same for a value that may be absent. */
export function personalOrNull<T>(value: T | null | undefined): Plain<T> | null {
  return value === null || value === undefined ? null : { plain: value };
}

export function isSealed(value: unknown): value is Sealed<unknown> {
  return typeof value === 'object' && value !== null && 'sealed' in value;
}
