import { recordStore } from './0001-record-store.js';
import { identities } from './0002-identities.js';
import { apiTokens } from './0003-api-tokens.js';
import { sessions } from './0004-sessions.js';
import { invitations } from './0005-invitations.js';
import { passkeys } from './0006-passkeys.js';
import { uniqueHashes } from './0007-unique-hashes.js';
import { reads } from './0008-reads.js';
import type { RecordMigration } from './record-migration.js';

/** In the order in which they run. Times are epoch milliseconds, which need `bigint` in PostgreSQL. */
export const migrations: readonly RecordMigration[] = [
  recordStore,
  identities,
  apiTokens,
  sessions,
  invitations,
  passkeys,
  uniqueHashes,
  reads,
];
