import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { KeyPurpose, TenantId, Uuid } from '@jalon/kernel';
import type { Installation, KeyOwner } from '@jalon/ports';
import type { SqlDatabase } from '@jalon/sql-database';
import type { WrappedKey } from '../copy/key-copy.js';

/** A table with one row. */
interface One {
  readonly one: number;
}

export interface KeyTables {
  /** What the store recognises its wrapping key by. No row: no service may open the store. */
  readonly wrapping: One & { readonly check_value: Uint8Array };
  readonly keys: WrappedKey;
  readonly destroyed: {
    readonly tenant: TenantId;
    readonly subject: Uuid;
    readonly purpose: KeyPurpose;
    /** Null where the subject had no key yet. */
    readonly kid: string | null;
  };
  /** The id of the separate list of destroyed keys that belongs to this store. */
  readonly destroyed_list: One & { readonly id: string };
  readonly installation: One & Installation;
}

/** The separate list of destroyed keys. */
export interface ListTables {
  readonly list: One & { readonly id: string };
  readonly destroyed: {
    readonly tenant: TenantId;
    readonly subject: Uuid;
    readonly purpose: KeyPurpose;
    /** Empty where the subject had no key yet. */
    readonly kid: string;
  };
  readonly installation: One & Installation;
}

/** What a backend offers the key store in addition to statements and transactions. */
export interface KeyDatabase extends SqlDatabase<KeyTables> {
  /** Deletes a key, and notes where its bytes may remain until `clearTraces`. */
  readonly deleteKey: (db: Kysely<KeyTables>, owner: KeyOwner) => Promise<void>;
  /**
   * Overwrites what deleted keys have left in the store's files.
   *
   * @returns whether no trace is left: not while another connection is in the way
   */
  readonly clearTraces: () => Promise<boolean>;
  /** The message of `TracesRemain`. */
  readonly tracesRemain: string;
  /** Before a copy writes keys: notes that their bytes may remain where the copy is cut off. */
  readonly expectTraces: () => Promise<void>;
  /** In the transaction that ends a copy: all its keys are committed, so no such bytes remain. */
  readonly forgetTraces: (db: Kysely<KeyTables>) => Promise<void>;
  /** Whether an error says that an owner or an id has a key already, made by another process meanwhile. */
  readonly isTaken: (error: unknown) => boolean;
}

export const KEY_COLUMNS = [
  'kid',
  'tenant',
  'subject',
  'purpose',
  'wrapped',
] as const satisfies readonly (keyof WrappedKey)[];

/** Condition for the rows of an owner, in `keys` and in `destroyed`. */
export function ownedBy({ tenant, subject, purpose }: KeyOwner): RawBuilder<boolean> {
  return sql<boolean>`tenant = ${tenant} AND subject = ${subject} AND purpose = ${purpose}`;
}
