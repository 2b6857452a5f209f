import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { forgetErased, systemClock, systemRandom } from '@jalon/application';
import type { Sentence } from '@jalon/kernel';
import { SecretRefused } from '@jalon/secret-files';
import type { RecordStore } from '@jalon/ports';
import { openSqliteKeyStore, sqliteDestroyedList } from '@jalon/privacy/sqlite';
import { openSqliteRecordStore } from '@jalon/record-store/sqlite';
import type { EngineConfig } from '../config.js';
import { listFileOf } from '../keys.js';
import { startStep } from '../start-refused.js';
import { copyAll, embeddedFiles, type BackupOptions } from './back-up.js';
import { BackupRefused } from './backup-refused.js';
import { withCompanions } from './partial-file.js';
import { verifyBackup, type BackupContents, type BackupFiles } from './verify-backup.js';

export interface Restored extends BackupContents {
  readonly into: BackupFiles;
  /** How many keys of the backup were destroyed since, and are destroyed again. */
  readonly erasedAgain: number;
  /** How many sessions of the backup were ended: some may have been ended since. */
  readonly sessionsEnded: number;
  /** Why the list of destroyed keys could not be applied: no service starts until it can. Null where it was. */
  readonly withoutList: Sentence | null;
}

/**
 * Restores a backup into the files of the embedded stores, where there are none. The backup is read whole first. What the list of
 * destroyed keys knows is destroyed in the restored keys before they have their name, and so are the records of erased people and
 * all sessions: nothing can answer with them.
 *
 * @param files absolute paths
 * @throws BackupRefused, StartRefused: nothing was put in place
 */
export async function restore(
  config: EngineConfig,
  files: BackupFiles,
  { signal, step }: BackupOptions,
): Promise<Restored> {
  const into = embeddedFiles(config);
  const inTheWay = [into.events, into.keys, into.records].flatMap(withCompanions).filter((file) => existsSync(file));
  if (inTheWay.length > 0)
    throw new BackupRefused('IN_THE_WAY', { count: inTheWay.length, files: inTheWay.join(', ') });
  const contents = await step('verify', (done) => verifyBackup(files, config.keysDir, { signal, done }));
  await requireOwnList(config, files, contents);
  for (const file of [into.events, into.keys, into.records]) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return copyAll({ from: files, namedBy: 'options', into }, { signal, step }, async (copies) => ({
    ...contents,
    into,
    ...(await endAgain(config, copies)),
  }));
}

/** Refuses the list of another installation. Where there is no list, the start says what to do. @throws BackupRefused */
async function requireOwnList(
  { destroyedKeys }: EngineConfig,
  { keys }: BackupFiles,
  { installation }: BackupContents,
): Promise<void> {
  const file = listFileOf(destroyedKeys);
  if (installation === null || !existsSync(file)) return;
  const list = await startStep('DESTROYED_LIST_UNOPENED', () =>
    sqliteDestroyedList(file).open({ random: systemRandom, mayCreate: false }),
  );
  try {
    const found = (await list?.installation.read())?.name ?? installation;
    if (found !== installation) throw new BackupRefused('OTHER_LIST', { list: file, keys });
  } finally {
    await list?.close();
  }
}

/** Opens the restored keys and records as a start does, under the names that nothing reads yet. */
async function endAgain(
  config: EngineConfig,
  { keys, records: file }: BackupFiles,
): Promise<Pick<Restored, 'erasedAgain' | 'sessionsEnded' | 'withoutList'>> {
  const { keysDir } = config;
  return startStep('RECORD_STORE_UNOPENED', async () => {
    const never = { mayMakeKey: false, mayCreate: () => false };
    const records = await openSqliteRecordStore({ file, keysDir, random: systemRandom, ...never });
    try {
      const sessionsEnded = await records.endLogins(Date.parse(systemClock.now()));
      return { sessionsEnded, ...(await eraseAgain(config, keys, records)) };
    } finally {
      await records.close();
    }
  });
}

async function eraseAgain(
  { keysDir, destroyedKeys }: EngineConfig,
  file: string,
  records: Pick<RecordStore, 'forget'>,
): Promise<Pick<Restored, 'erasedAgain' | 'withoutList'>> {
  let erasedAgain = 0;
  try {
    const store = await openSqliteKeyStore({
      file,
      destroyedFile: listFileOf(destroyedKeys),
      keysDir,
      random: systemRandom,
      mayCreate: false,
      onErasedAgain: (erasures) => (erasedAgain = erasures),
    });
    await forgetErased({ keys: store, records }).finally(() => store.close());
    return { erasedAgain, withoutList: null };
  } catch (error) {
    if (error instanceof SecretRefused) return { erasedAgain, withoutList: error.sentence };
    throw error;
  }
}
