import { existsSync } from 'node:fs';
import { systemRandom } from '@jalon/application';
import { damageIn, type Installation } from '@jalon/ports';
import { openRecordHash } from '@jalon/record-store';
import { openRecordFile, type RecordFile } from '@jalon/record-store/sqlite';
import { SecretRefused } from '@jalon/secret-files';
import type { EngineConfig } from '../config.js';
import { shownKeyPlace } from '../copy/key-copy.js';
import { hadNoRecords, openRecords } from '../records.js';
import { failed } from '../start-refused.js';
import { UNHURRIED_MS } from '../store-adapters.js';
import type { Findings } from './findings.js';

export interface CheckedRecords {
  /** How many records there are; null where they were not counted. */
  readonly records: number | null;
  /** What the store knows of its installation; undefined where it was not read. */
  readonly name: Installation | null | undefined;
}

const UNREAD: CheckedRecords = { records: null, name: undefined };

/**
 * Checks the record store: that its file is sound, and that its hashes were made with the key that lies in the keys folder.
 *
 * @throws StoreUnavailable when a server does not answer
 */
export async function checkRecords(config: EngineConfig, findings: Findings): Promise<CheckedRecords> {
  const { recordStore } = config;
  const place = shownKeyPlace(recordStore);
  if ('url' in recordStore) {
    findings.notChecked('SERVER_PAGES', { place });
    const records = await openRecords(config, { ...READING, patienceMs: UNHURRIED_MS });
    const name = await records.installation.read().finally(() => records.close());
    return { records: null, name };
  }
  if (!existsSync(recordStore.file)) {
    if (hadNoRecords(config)) findings.notChecked('NO_RECORDS');
    else findings.found('RECORDS_MISSING', 'records', { place });
    return UNREAD;
  }
  let file: RecordFile | null = null;
  try {
    file = openRecordFile(recordStore.file);
    if (file) return await checkFile(file, config, findings);
    findings.found('RECORDS_MISSING', 'records', { place });
    return UNREAD;
  } catch (error) {
    // SQLite's own check of the file has said so, unless it reads another page than this did.
    if (damageIn(error) && findings.in('records') > 0) return UNREAD;
    findings.found('UNOPENED', 'records', { place, reason: failed('RECORD_STORE_UNOPENED', error) });
    return UNREAD;
  } finally {
    await file?.close();
  }
}

const READING = { random: systemRandom, mayCreate: () => false };

async function checkFile(
  file: RecordFile,
  { recordStore, keysDir }: EngineConfig,
  findings: Findings,
): Promise<CheckedRecords> {
  const place = shownKeyPlace(recordStore);
  for (const said of file.problems()) findings.found('PAGES', 'records', { place, said });
  try {
    const hash = openRecordHash({ keysDir, random: systemRandom, mayMakeKey: false }, true);
    if (!(await file.isOf(hash))) findings.found('RECORDS_UNFIT', 'records', { place });
  } catch (error) {
    if (!(error instanceof SecretRefused)) throw error;
    findings.found('RECORDS_REFUSED', 'records', { reason: error.sentence });
  }
  return { records: file.count(), name: await file.installation() };
}
