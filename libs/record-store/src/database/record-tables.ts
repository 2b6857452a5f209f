import type { InstallationTables, SqlDatabase } from '@jalon/sql-database';
import type { KeyedHash } from '../hash-key.js';
import type { ApiTokenTables } from './api-tokens.table.js';
import type { IdentityTables } from './identities.table.js';
import type { SessionTables } from './sessions.table.js';
import type { InvitationTables } from './invitations.table.js';
import type { PasskeyTables } from './passkeys.table.js';
import type { UniqueHashTables } from './unique-hashes.table.js';
import type { ReadTables } from './reads.table.js';

/** The one row by which a store recognises the key of its hashes. */
interface HashKeyTables {
  readonly hash_key: { readonly one: number; readonly check_value: string };
}

export type RecordTables = InstallationTables &
  HashKeyTables &
  IdentityTables &
  ApiTokenTables &
  SessionTables &
  InvitationTables &
  PasskeyTables &
  UniqueHashTables &
  ReadTables;

export type RecordDatabase = SqlDatabase<RecordTables>;

/** What the repositories share. */
export interface Records {
  readonly database: RecordDatabase;
  readonly hash: KeyedHash;
  /** For how many days reads and refused commands are kept. */
  readonly auditDays: number;
}
