import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { systemRandom } from '@jalon/application';
import { createEventRegistry, logChecker } from '@jalon/event-store';
import { openLogFile, type LogFile } from '@jalon/event-store/sqlite';
import { filled, type Position, type Sentence } from '@jalon/kernel';
import type { Installation } from '@jalon/ports';
import { checkKeys, isKeyOf, KeyCopyRefused, requireWrappingKey } from '@jalon/privacy';
import { openKeyFile, type KeyFile } from '@jalon/privacy/sqlite';
import { openRecordHash } from '@jalon/record-store';
import { openRecordFile, type RecordFile } from '@jalon/record-store/sqlite';
import { addKids, checkLogFile } from '../check/check-stores.js';
import { checkMessages } from '../check/check.messages.js';
import { createFindings } from '../check/findings.js';
import { events as definitions } from '../events.js';
import { startStep } from '../start-refused.js';
import { BackupRefused } from './backup-refused.js';

/** The files of a backup. */
export interface BackupFiles {
  readonly events: string;
  readonly keys: string;
  readonly records: string;
}

/** What a backup holds. */
export interface BackupContents {
  /** The name of the installation; null for stores without a name. */
  readonly installation: string | null;
  readonly events: {
    readonly events: number;
    readonly streams: number;
    /** Of its last event; null for an empty log. */
    readonly position: Position | null;
    /** When its last event was recorded. */
    readonly newestAt: string | null;
  };
  readonly keys: { readonly keys: number; readonly destroyed: number };
  readonly records: { readonly records: number };
}

export interface VerifyOptions {
  readonly signal: AbortSignal;
  readonly done: (share: number) => void;
  /** The names of the files in sentences, where they lie under others yet. */
  readonly names?: BackupFiles;
}

/**
 * Reads a backup whole: all files, every event, every key, and that each key that an event is sealed under is there or destroyed.
 *
 * @throws BackupRefused at the first thing that is wrong; SecretRefused when the wrapping key is missing
 */
export async function verifyBackup(
  files: BackupFiles,
  keysDir: string,
  { signal, done, names = files }: VerifyOptions,
): Promise<BackupContents> {
  if (await areExchanged(files)) throw new BackupRefused('EXCHANGED', { ...names });
  const log = await openedLog(files.events, 'options', names.events);
  try {
    const keys = await openedKeys(files.keys, 'options', names.keys);
    try {
      const kids = new Set<string>();
      const events = await verifiedEvents(log, names.events, kids, { signal, done });
      const checked = await verifiedKeys(keys, names, keysDir, kids);
      const records = await verifiedRecords(files.records, names.records, keysDir);
      const owners = [
        { file: names.events, name: log.installation()?.name },
        { file: names.keys, name: (await keys.installation.read())?.name },
        { file: names.records, name: records.installation?.name },
      ].filter(({ name }) => name !== undefined);
      const [first] = owners;
      const other = owners.find(({ name }) => name !== first?.name);
      if (first && other) throw new BackupRefused('OTHER_INSTALLATION', { one: first.file, other: other.file });
      return { installation: first?.name ?? null, events, keys: checked, records: { records: records.count } };
    } finally {
      await keys.close();
    }
  } finally {
    log.close();
  }
}

/** Who names the files that are opened: the configuration, or the options of the command. */
export type NamedBy = 'variables' | 'options';

/** @throws BackupRefused (`NOT_THERE`); StartRefused for a file that is no event store */
export async function openedLog(file: string, namedBy: NamedBy, name = file): Promise<LogFile> {
  if (!existsSync(file)) throw new BackupRefused('NOT_THERE', { file: name });
  const step = namedBy === 'options' ? 'BACKUP_EVENTS_UNOPENED' : 'EVENT_STORE_UNOPENED';
  return startStep(step, () => openLogFile(file));
}

/** @throws BackupRefused (`NOT_THERE`, `NO_KEYS`); StartRefused for a file that cannot be opened */
export async function openedKeys(file: string, namedBy: NamedBy, name = file): Promise<KeyFile> {
  if (!existsSync(file)) throw new BackupRefused('NOT_THERE', { file: name });
  const opened = await startStep(namedBy === 'options' ? 'BACKUP_KEYS_UNOPENED' : 'KEY_STORE_UNOPENED', () => {
    try {
      return openKeyFile(file);
    } catch (error) {
      if (error instanceof KeyCopyRefused) return error;
      throw error;
    }
  });
  if (opened instanceof KeyCopyRefused) throw new BackupRefused('NO_KEYS', { file: name });
  return opened;
}

/** @throws BackupRefused (`NOT_THERE`, `NO_RECORDS`); StartRefused for a file that cannot be opened */
export async function openedRecords(file: string, namedBy: NamedBy, name = file): Promise<RecordFile> {
  if (!existsSync(file)) throw new BackupRefused('NOT_THERE', { file: name });
  const step = namedBy === 'options' ? 'BACKUP_RECORDS_UNOPENED' : 'RECORD_STORE_UNOPENED';
  const opened = await startStep(step, () => openRecordFile(file));
  if (!opened) throw new BackupRefused('NO_RECORDS', { file: name });
  return opened;
}

/** Whether the file given for the events is one of keys, and the other way round. */
async function areExchanged({ events, keys }: BackupFiles): Promise<boolean> {
  try {
    await openKeyFile(events).close();
    openLogFile(keys).close();
    return true;
  } catch {
    // What is wrong with either is told where it is opened for what it should be.
    return false;
  }
}

async function verifiedEvents(
  log: LogFile,
  file: string,
  kids: Set<string>,
  { signal, done }: Pick<VerifyOptions, 'signal' | 'done'>,
): Promise<BackupContents['events']> {
  const findings = createFindings();
  const refuse = () => {
    const [finding] = findings.list;
    if (finding) throw unsound(file, finding.sentence);
  };
  for (const said of log.problems()) findings.found('PAGES', 'events', { place: file, said });
  refuse();
  const checker = logChecker({
    registry: createEventRegistry(definitions),
    gapless: true,
    onFinding: (finding) => findings.event(finding),
    onEvent: (envelope) => addKids(kids, envelope),
  });
  await checkLogFile(log, checker, { signal, done });
  for (const stream of log.emptyStreams()) findings.event({ why: 'STREAM_EMPTY', at: { stream } });
  refuse();
  const last = log.lastPosition();
  return {
    events: checker.events(),
    streams: checker.streams(),
    position: last === 0 ? null : String(last),
    newestAt: log.newestAt(),
  };
}

async function verifiedKeys(
  keys: KeyFile,
  { events, keys: file }: BackupFiles,
  keysDir: string,
  kids: ReadonlySet<string>,
): Promise<BackupContents['keys']> {
  const [problem] = keys.problems();
  if (problem !== undefined) throw unsound(file, filled(checkMessages.PAGES, { place: file, said: problem }));
  const checkValue = await keys.checkValue();
  if (checkValue === null) throw new BackupRefused('NO_KEYS', { file });
  const wrappingKey = await startStep('KEY_STORE_UNOPENED', () => requireWrappingKey({ store: file, keysDir }));
  if (!isKeyOf(checkValue, wrappingKey)) throw new BackupRefused('UNFIT', { folder: keysDir, keys: file });
  const checked = await checkKeys(keys, wrappingKey, kids);
  const [unknown, unreadable] = [checked.unknown[0], checked.unreadable[0]];
  if (unknown !== undefined) throw new BackupRefused('KEY_UNKNOWN', { keys: file, events, kid: unknown });
  if (unreadable !== undefined) throw unsound(file, filled(checkMessages.KEY_UNREADABLE, { kid: unreadable }));
  return { keys: checked.keys, destroyed: checked.destroyed };
}

async function verifiedRecords(
  file: string,
  name: string,
  keysDir: string,
): Promise<{ readonly count: number; readonly installation: Installation | null }> {
  const records = await openedRecords(file, 'options', name);
  try {
    const [problem] = records.problems();
    if (problem !== undefined) throw unsound(name, filled(checkMessages.PAGES, { place: name, said: problem }));
    const hash = await startStep('RECORD_STORE_UNOPENED', () =>
      openRecordHash({ keysDir, random: systemRandom, mayMakeKey: false }, true),
    );
    if (!(await records.isOf(hash))) throw new BackupRefused('RECORDS_UNFIT', { folder: keysDir, records: name });
    return { count: records.count(), installation: await records.installation() };
  } finally {
    await records.close();
  }
}

const unsound = (file: string, finding: Sentence) => new BackupRefused('UNSOUND', { file, finding });

/** The size of a file, and its SHA-256. */
export async function fingerprint(file: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return { bytes: statSync(file).size, sha256: hash.digest('hex') };
}
