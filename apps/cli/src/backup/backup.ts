import { resolve } from 'node:path';
import {
  backUp,
  type BackedUp,
  type BackupFiles,
  type BackupOptions,
  readConfig,
  restore,
  type Restored,
} from '@jalon/engine';
import { inWords } from '@jalon/kernel';
import { EXIT, type ExitCode } from '../failure.js';
import { phase } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { backupTexts } from './backup.messages.js';

export interface BackupCommandOptions extends BackupFiles {
  readonly json?: boolean;
}

/** Backs up the embedded stores, and prints what the files hold. */
export function backup(terminal: Terminal, { json = false, ...files }: BackupCommandOptions): Promise<ExitCode> {
  const { environment, out, language } = terminal;
  return timed(terminal, async (options, seconds) => {
    const made = await backUp(readConfig(environment), absolute(files), options);
    if (json) {
      await out.line(JSON.stringify({ ...made, seconds: seconds() }));
      return EXIT.done;
    }
    await out.line(inWords(backupTexts.EVENTS, { ...eventsOf(made.events) }, language));
    await out.line(inWords(backupTexts.KEYS, { ...made.keys }, language));
    await out.line(inWords(backupTexts.RECORDS, { ...made.records }, language));
    await out.line(inWords(backupTexts.VERIFIED, {}, language));
    return EXIT.done;
  });
}

/** Restores a backup; exit code 1 where the list of destroyed keys could not be applied. */
export function restoreBackup(terminal: Terminal, { json = false, ...files }: BackupCommandOptions): Promise<ExitCode> {
  const { environment, out, err, language } = terminal;
  return timed(terminal, async (options, seconds) => {
    const { withoutList, ...restored } = await restore(readConfig(environment), absolute(files), options);
    const listApplied = withoutList === null;
    if (json) await out.line(JSON.stringify({ ...restored, listApplied, seconds: seconds() }));
    else for (const line of restoredLines(restored, terminal)) await out.line(line);
    if (listApplied) return EXIT.done;
    await err.line(inWords(backupTexts.WITHOUT_LIST, { reason: withoutList }, language));
    return EXIT.refused;
  });
}

function restoredLines(restored: Omit<Restored, 'withoutList'>, { language }: Terminal): readonly string[] {
  const { into, events, keys, records, erasedAgain: erased, sessionsEnded: ended } = restored;
  return [
    inWords(backupTexts.RESTORED_EVENTS, { ...eventsOf(events), into: into.events }, language),
    inWords(backupTexts.RESTORED_KEYS, { ...keys, into: into.keys }, language),
    inWords(backupTexts.RESTORED_RECORDS, { ...records, into: into.records }, language),
    ...(ended > 0 ? [inWords(backupTexts.SESSIONS_ENDED, { ended }, language)] : []),
    ...(erased > 0 ? [inWords(backupTexts.ERASED_AGAIN, { erased }, language)] : []),
    inWords(backupTexts.NEXT, {}, language),
  ];
}

const eventsOf = <Events extends Restored['events'] | BackedUp['events']>(events: Events) => ({
  ...events,
  position: events.position ?? '0',
  newestAt: events.newestAt ?? '–',
});

const absolute = ({ events, keys, records }: BackupFiles): BackupFiles => ({
  events: resolve(events),
  keys: resolve(keys),
  records: resolve(records),
});

/** Runs a command with its progress and the seconds it took, and says when it was interrupted. */
async function timed(
  terminal: Terminal,
  work: (options: BackupOptions, seconds: () => number) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { interrupted, err, language } = terminal;
  const begun = performance.now();
  const options: BackupOptions = {
    signal: interrupted,
    step: (step, doing) => phase(terminal, backupTexts[step], {}, doing),
  };
  try {
    return await work(options, () => Number(((performance.now() - begun) / 1_000).toFixed(1)));
  } catch (error) {
    if (!interrupted.aborted || error !== interrupted.reason) throw error;
    await err.line(inWords(backupTexts.INTERRUPTED, {}, language));
    return EXIT.interrupted;
  }
}
