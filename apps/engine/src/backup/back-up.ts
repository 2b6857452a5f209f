import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isWithin, type EngineConfig } from '../config.js';
import { shownKeyPlace } from '../copy/key-copy.js';
import { BackupRefused } from './backup-refused.js';
import { partialFile, publishAll, type PartialFile } from './partial-file.js';
import {
  fingerprint,
  openedKeys,
  openedLog,
  openedRecords,
  verifyBackup,
  type BackupContents,
  type BackupFiles,
  type NamedBy,
} from './verify-backup.js';

export const BACKUP_STEPS = ['events', 'keys', 'records', 'verify'] as const;
export type BackupStep = (typeof BACKUP_STEPS)[number];

export interface BackupOptions {
  readonly signal: AbortSignal;
  /** Runs one step; `work` tells its progress, from 0 to 1. */
  readonly step: <T>(step: BackupStep, work: (done: (share: number) => void) => Promise<T>) => Promise<T>;
}

interface FileFacts {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface BackedUp extends Pick<BackupContents, 'installation'> {
  readonly events: FileFacts & BackupContents['events'];
  readonly keys: FileFacts & BackupContents['keys'];
  readonly records: FileFacts & BackupContents['records'];
}

/** The files of the embedded stores. @throws BackupRefused (`ON_A_SERVER`) */
export function embeddedFiles({
  eventStore,
  keyStore,
  recordStore,
}: Pick<EngineConfig, 'eventStore' | 'keyStore' | 'recordStore'>): BackupFiles {
  const fileOf = (variable: string, place: EngineConfig['keyStore']) => {
    if ('file' in place) return place.file;
    throw new BackupRefused('ON_A_SERVER', { variable, place: shownKeyPlace(place) });
  };
  return {
    events: fileOf('EVENT_STORE_URL', eventStore),
    keys: fileOf('KEY_STORE_URL', keyStore),
    records: fileOf('RECORD_STORE_URL', recordStore),
  };
}

/**
 * Backs up the embedded stores while a service may run: the events first, then the keys and the records. A key is stored before
 * the first event that is sealed under it, so keys that are copied later open all of these events. No file has its name before all
 * were read again and found sound; a file that is there already is never replaced.
 *
 * @param files absolute paths
 * @throws BackupRefused, with nothing left; the reason of `signal` when it aborts
 */
export async function backUp(
  config: EngineConfig,
  files: BackupFiles,
  { signal, step }: BackupOptions,
): Promise<BackedUp> {
  const sources = embeddedFiles(config);
  requireFree(config, files);
  return copyAll({ from: sources, namedBy: 'variables', into: files }, { signal, step }, async (copies) => {
    const found = await step('verify', (done) =>
      verifyBackup(copies, config.keysDir, { signal, done, names: sources }),
    );
    return {
      installation: found.installation,
      events: { file: files.events, ...(await fingerprint(copies.events)), ...found.events },
      keys: { file: files.keys, ...(await fingerprint(copies.keys)), ...found.keys },
      records: { file: files.records, ...(await fingerprint(copies.records)), ...found.records },
    };
  });
}

interface AllCopied {
  readonly from: BackupFiles;
  readonly namedBy: NamedBy;
  readonly into: BackupFiles;
}

/**
 * Copies a log, its keys and its records, and gives the copies their names once `finish` is done with them: all, or none.
 *
 * @param finish gets where the copies lie until then
 * @throws BackupRefused; the reason of `signal` when it aborts
 */
export async function copyAll<T>(
  { from, namedBy, into }: AllCopied,
  { signal, step }: BackupOptions,
  finish: (copies: BackupFiles) => Promise<T>,
): Promise<T> {
  const partial: Partial<Record<keyof BackupFiles, PartialFile>> = {};
  try {
    const events = (partial.events = await written(into.events, async () => partialFile(into.events)));
    const keys = (partial.keys = await written(into.keys, async () => partialFile(into.keys)));
    const records = (partial.records = await written(into.records, async () => partialFile(into.records)));
    const log = await openedLog(from.events, namedBy);
    await step('events', (onProgress) =>
      copied(from.events, into.events, () => log.copyTo(events.path, { signal, onProgress })),
    ).finally(() => log.close());
    const keyFile = await openedKeys(from.keys, namedBy);
    await step('keys', (onProgress) =>
      copied(from.keys, into.keys, () => keyFile.copyTo(keys.path, { signal, onProgress })),
    ).finally(() => keyFile.close());
    const recordFile = await openedRecords(from.records, namedBy);
    await step('records', (onProgress) =>
      copied(from.records, into.records, () => recordFile.copyTo(records.path, { signal, onProgress })),
    ).finally(() => recordFile.close());
    const result = await finish({ events: events.path, keys: keys.path, records: records.path });
    signal.throwIfAborted();
    // The events last: where they have their name, a backup is whole, and a service starts on what was restored.
    publishAll([records, keys, events]);
    return result;
  } catch (error) {
    // What was being written or read has vanished with it.
    for (const part of Object.values(partial)) part.requireKept();
    throw error;
  } finally {
    for (const part of Object.values(partial)) part.discard();
  }
}

function requireFree({ keysDir }: EngineConfig, files: BackupFiles): void {
  const all = [files.events, files.keys, files.records];
  for (const file of all) {
    if (existsSync(file)) throw new BackupRefused('EXISTS', { file });
    if (!existsSync(dirname(file))) throw new BackupRefused('NO_FOLDER', { folder: dirname(file) });
    const secrets = existsSync(keysDir) ? realpathSync(keysDir) : keysDir;
    if (isWithin(realName(file), secrets)) throw new BackupRefused('WITH_SECRETS', { file, folder: keysDir });
  }
  if (new Set(all.map(realName)).size < all.length) throw new BackupRefused('ONE_FILE');
}

/** The name of a file in the folder that links lead to. */
const realName = (file: string) => join(realpathSync(dirname(file)), basename(file));

const FULL =
  /^(ENOSPC|EDQUOT|EFBIG|EROFS|EACCES|EPERM|SQLITE_FULL|SQLITE_IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE)|SQLITE_READONLY.*)$/;

/** SQLite's faults of a disk that may be that of either file: a copy's do not say whether it read or wrote. */
const OF_EITHER = /^SQLITE_(IOERR|CANTOPEN)/;

/** Runs what writes a file. @throws BackupRefused (`NO_ROOM`) when it cannot be written */
async function written<T>(file: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message?: string };
    if (code === undefined || !FULL.test(code)) throw error;
    throw new BackupRefused('NO_ROOM', { file, reason: message ?? code }, { cause: error });
  }
}

/** Runs what copies a file. @throws BackupRefused (`NO_ROOM`, `NOT_COPIED`) */
export async function copied<T>(source: string, file: string, copy: () => Promise<T>): Promise<T> {
  try {
    return await written(file, copy);
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message?: string };
    if (code === undefined || !OF_EITHER.test(code)) throw error;
    throw new BackupRefused('NOT_COPIED', { source, file, reason: message ?? code }, { cause: error });
  }
}
