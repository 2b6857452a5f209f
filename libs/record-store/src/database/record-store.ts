import { join } from 'node:path';
import { memoised } from '@jalon/kernel';
import { cannotWriteIn, damageIn, type RecordStore, StoreUnavailable } from '@jalon/ports';
import { SecretRefused } from '@jalon/secret-files';
import { installationIn, migrate, SchemaIsNewer } from '@jalon/sql-database';
import {
  hashCheckValue,
  hashKeyMessages,
  isOfHash,
  openRecordHash,
  RECORD_HASH_KEY_FILE,
  type HashKeyPlace,
  type KeyedHash,
} from '../hash-key.js';
import { migrations } from '../migrations/index.js';
import { RecordStoreMissing, recordStoreMessages } from '../record-store-refused.js';
import { apiTokensIn } from './api-tokens.js';
import { endLogins } from './end-logins.js';
import { forgetPeople } from './forget-people.js';
import { identitiesIn } from './identities.js';
import { invitationsIn } from './invitations.js';
import { mailLoginsIn } from './mail-logins.js';
import { mailsIn } from './mails.js';
import { passkeysIn } from './passkeys.js';
import { readsIn } from './reads.js';
import type { RecordDatabase, Records } from './record-tables.js';
import { refusalsIn } from './refusals.js';
import { loginLinksIn, sessionsIn } from './sessions.js';
import { uniqueHashesIn } from './unique-hashes.js';

export interface RecordStoreOptions extends HashKeyPlace {
  /** Whether the store may be new. It is asked when the store turns out to be absent. */
  readonly mayCreate: () => boolean;
  /** For how many days reads and refused commands are kept: a year by default. */
  readonly auditDays?: number;
}

/** A database in which a record store may lie. */
export interface RecordPlace {
  /** The name by which the operator knows the store, without its password. */
  readonly store: string;
  readonly database: RecordDatabase;
  /** Whether somebody has begun to make a store there. */
  readonly isBegun: () => Promise<boolean>;
}

/**
 * The record store in a database, which need not answer yet: what is not there is made, and the key of the hashes compared,
 * before the first operation.
 *
 * @returns a store whose methods throw SecretRefused where it is missing, or its key is missing or another
 */
export function recordStoreIn(place: RecordPlace, options: RecordStoreOptions): RecordStore {
  const { database } = place;
  let hash: KeyedHash | null = null;
  const prepared = memoised(async () => {
    hash = await prepare(place, options);
  });
  const operations = new Set<Promise<unknown>>();

  /** Runs an operation that `close` waits for. */
  function running<T>(work: () => Promise<T>): Promise<T> {
    const operation = orUnavailable(work);
    operations.add(operation);
    const end = () => void operations.delete(operation);
    operation.then(end, end);
    return operation;
  }

  /** The same repository over a store that is prepared first. */
  function over<Repository extends Methods<Repository>>(repository: Repository): Repository {
    const methods = Object.entries<(...given: never[]) => Promise<unknown>>(repository).map(([name, method]) => [
      name,
      (...given: never[]) => running(() => prepared().then(() => method(...given))),
    ]);
    return Object.fromEntries(methods) as Repository;
  }

  const records: Records = {
    database,
    auditDays: options.auditDays ?? 365,
    hash(...given) {
      // Every repository is prepared first.
      if (!hash) throw new Error('the record store is not prepared');
      return hash(...given);
    },
  };
  const identities = over(identitiesIn(records));
  const apiTokens = over(apiTokensIn(records));
  const sessions = over(sessionsIn(records));
  const loginLinks = over(loginLinksIn(records));
  const invitations = over(invitationsIn(records));
  const mails = over(mailsIn(records));
  const mailLogins = over(mailLoginsIn(records));
  const passkeys = over(passkeysIn(records));
  const uniqueHashes = over(uniqueHashesIn(records));
  const reads = over(readsIn(records));
  const refusals = over(refusalsIn(records));
  const expiring = [apiTokens, sessions, loginLinks, invitations, mails, passkeys, reads, refusals];
  const record = installationIn(database);

  return {
    installation: {
      // A store that is only looked at is not made.
      read: () => running(() => record.read()),
      name: (name) => running(() => prepared().then(() => record.name(name))),
    },
    identities,
    apiTokens,
    sessions,
    loginLinks,
    invitations,
    mails,
    mailLogins,
    passkeys,
    uniqueHashes,
    reads,
    refusals,

    forget: (people) => running(() => prepared().then(() => forgetPeople(database, people))),
    endLogins: (now) => running(() => prepared().then(() => endLogins(database, now))),

    async removeExpired(now, max) {
      let removed = 0;
      for (const each of expiring) removed += await each.removeExpired(now, max);
      return removed;
    },

    reach: () => running(() => prepared().then(() => database.reach())),

    async close() {
      await Promise.allSettled(operations);
      await database.close();
    },
  };
}

type Methods<Repository> = { readonly [Name in keyof Repository]: (...given: never[]) => Promise<unknown> };

/**
 * Makes what is not there, and compares the key of the hashes. A store that is new is begun before its key is made: whoever
 * finds the key, after a crash or while another process is at it, finds that the store was begun.
 *
 * @throws SecretRefused
 */
export async function prepare(
  { store, database, isBegun }: RecordPlace,
  { mayCreate, ...key }: RecordStoreOptions,
): Promise<KeyedHash> {
  const known = (await database.hasTable('hash_key')) ? await checkValueIn(database.db) : null;
  if (known === null && !(await isBegun()) && !mayCreate()) throw new RecordStoreMissing(store);
  try {
    await migrate(database, migrations);
  } catch (error) {
    if (!(error instanceof SchemaIsNewer)) throw error;
    throw new SecretRefused(recordStoreMessages.NEWER, { store, migrations: error.migrations.join(', ') });
  }
  const hash = openRecordHash(key, known !== null);
  const kept = known ?? (await keepCheckValue(database, hash));
  if (isOfHash(kept, hash)) return hash;
  throw new SecretRefused(hashKeyMessages.OF_ANOTHER, { path: join(key.keysDir, RECORD_HASH_KEY_FILE), store });
}

async function checkValueIn(db: RecordDatabase['db']): Promise<string | null> {
  const found = await db.selectFrom('hash_key').select('check_value').executeTakeFirst();
  return found?.check_value ?? null;
}

/** Of several processes that start at once on a new store, one has its key taken; the others need the same. */
function keepCheckValue(database: RecordDatabase, hash: KeyedHash): Promise<string> {
  return database.transaction(['hash key'], async (db) => {
    const known = await checkValueIn(db);
    if (known !== null) return known;
    await db
      .insertInto('hash_key')
      .values({ one: 1, check_value: hashCheckValue(hash) })
      .execute();
    return hashCheckValue(hash);
  });
}

/**
 * Any error of the database is reported as StoreUnavailable, except one by which it refuses the data it was given: the same data
 * is refused for ever, so nobody must wait for the store to come back.
 */
async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SecretRefused || error instanceof StoreUnavailable || isRefusal(error)) throw error;
    const fault = damageIn(error) ? 'is damaged' : cannotWriteIn(error) ? 'cannot be written' : 'does not answer';
    throw new StoreUnavailable(`the record store ${fault}`, { store: 'records', cause: error });
  }
}

/** SQLite's refusals of data, and those of PostgreSQL: SQLSTATE classes 22 (data exception) and 23 (integrity constraint). */
const REFUSAL = /^(SQLITE_(CONSTRAINT(_.*)?|MISMATCH|RANGE|TOOBIG)|2[23][0-9A-Z]{3})$/;

function isRefusal(error: unknown): boolean {
  return REFUSAL.test(String((error as { readonly code?: unknown } | null)?.code));
}
