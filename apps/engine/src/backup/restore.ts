import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemRandom } from '@jalon/application';
import type { Sentence } from '@jalon/kernel';
import { SecretRefused } from '@jalon/secret-files';
import { openSqliteKeyStore, sqliteDestroyedList } from '@jalon/privacy/sqlite';
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
  /** Why the list of destroyed keys could not be applied: no service starts until it can. Null where it was. */
  readonly withoutList: Sentence | null;
}

/**
 * Restores a backup into the files of the embedded stores, where there are none. The backup is read whole first. What the list of
 * destroyed keys knows is destroyed in the restored keys before they have their name, so nothing can answer with it.
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
  return copyAll({ from: files, namedBy: 'options', into }, { signal, step }, async ({ keys }) => ({
    ...contents,
    into,
    ...(await eraseAgain(config, keys)),
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

/** Opens the restored keys as a start does, under the name that nothing reads yet. */
async function eraseAgain(
  { keysDir, destroyedKeys }: EngineConfig,
  file: string,
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
    await store.close();
    return { erasedAgain, withoutList: null };
  } catch (error) {
    if (error instanceof SecretRefused) return { erasedAgain, withoutList: error.sentence };
    throw error;
  }
}
