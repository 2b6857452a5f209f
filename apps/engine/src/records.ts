import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@jalon/application';
import type { Random, TenantId } from '@jalon/kernel';
import { StoreUnavailable, type RecordStore } from '@jalon/ports';
import { isAway } from '@jalon/postgres';
import { openRecordHash, RECORD_HASH_KEY_FILE } from '@jalon/record-store';
import { openPostgresRecordStore } from '@jalon/record-store/postgres';
import { openSqliteRecordStore } from '@jalon/record-store/sqlite';
import type { EngineConfig } from './config.js';
import { shownKeyPlace } from './copy/key-copy.js';
import { isOnOneMachine } from './first-start.js';
import { notInService } from './installation.js';
import { failed, StartRefused, startStep, StoreNotAnswering } from './start-refused.js';
import { UNHURRIED_MS } from './store-adapters.js';

interface RecordOptions {
  readonly random: Random;
  /** Whether the store may be new. */
  readonly mayCreate: () => boolean;
  /** How long a server may take to answer, in milliseconds. */
  readonly patienceMs: number;
}

/** Opens the configured record store. A server need not answer yet; a file must open. */
export function openRecords(config: EngineConfig, options: RecordOptions): Promise<RecordStore> {
  const { recordStore, keysDir, readAuditDays: auditDays } = config;
  const given = { ...options, keysDir, auditDays, mayMakeKey: isOnOneMachine(config) };
  return 'url' in recordStore
    ? openPostgresRecordStore({ ...recordStore, ...given })
    : openSqliteRecordStore({ ...recordStore, ...given });
}

/**
 * Whether an installation had no record store yet, as those from before there were any: its key is made with the first one.
 * Where processes are given their keys, nobody can tell: then the operator makes the store.
 */
export const hadNoRecords = (config: EngineConfig): boolean =>
  isOnOneMachine(config) && !existsSync(join(config.keysDir, RECORD_HASH_KEY_FILE));

/**
 * Requires the records to be usable. Before a first start stores anything, they must answer: later nobody could tell a new store
 * from a lost one.
 *
 * @throws StartRefused; StoreNotAnswering where they must answer and do not
 */
export function requireRecords(records: RecordStore, { mustAnswer }: { readonly mustAnswer: boolean }): Promise<void> {
  return startStep('RECORD_STORE_UNOPENED', async () => {
    try {
      await records.reach();
    } catch (error) {
      const cause: unknown = error instanceof StoreUnavailable ? error.cause : error;
      if (!isAway(cause)) throw error;
      if (mustAnswer) throw new StoreNotAnswering(failed('RECORD_STORE_UNOPENED', cause), 'RECORD_STORE_URL', cause);
    }
  });
}

/**
 * Makes the record store of an installation that has events and no records: it had none yet, or they are lost for good. One that
 * exists stays as it is.
 *
 * @returns whether this call made it
 * @throws StartRefused; StoreNotAnswering
 */
export async function makeRecords(config: EngineConfig): Promise<boolean> {
  let made = false;
  const mayCreate = () => (made = true);
  const records = await startStep('RECORD_STORE_UNOPENED', () =>
    openRecords(config, { random: systemRandom, mayCreate, patienceMs: UNHURRIED_MS }),
  );
  try {
    await requireRecords(records, { mustAnswer: true });
    return made;
  } finally {
    await records.close();
  }
}

/**
 * Ends all sessions and the links by which people enter, after the records were restored from a backup: some may have been ended
 * or used since.
 *
 * @returns how many sessions were ended
 * @throws StartRefused; StoreNotAnswering
 */
export async function endSessions(config: EngineConfig): Promise<number> {
  const records = await startStep('RECORD_STORE_UNOPENED', () =>
    openRecords(config, { random: systemRandom, mayCreate: () => false, patienceMs: UNHURRIED_MS }),
  );
  try {
    await requireRecords(records, { mustAnswer: true });
    const state = (await records.installation.read())?.state ?? 'in-service';
    const refusal = notInService('records', state, shownKeyPlace(config.recordStore));
    if (refusal) throw new StartRefused([refusal]);
    return await records.endLogins(Date.parse(systemClock.now()));
  } finally {
    await records.close();
  }
}

/**
 * The key under which the positions of a tenant are given: derived from the one of the records' hashes, which every process has.
 *
 * @throws SecretRefused
 */
export function positionKeys({ keysDir }: Pick<EngineConfig, 'keysDir'>): (tenant: TenantId) => Uint8Array {
  const hash = openRecordHash({ keysDir, random: systemRandom, mayMakeKey: false }, true);
  return (tenant) => Buffer.from(hash('key of positions', tenant), 'base64url');
}
