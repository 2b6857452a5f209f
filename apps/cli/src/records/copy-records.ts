import { declareSuccessor, markCopy } from '@jalon/application';
import { readRecordPlace, shownKeyPlace, withRecordCopy, withRecordSide } from '@jalon/engine';
import { inWords } from '@jalon/kernel';
import { isSameSum, RecordsDiffer, recordSum, type OnPage, type RecordSide, type RecordSum } from '@jalon/record-store';
import { placeFailure } from '../copy/place-failure.js';
import { reopen } from '../copy/reopen.js';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import { phase } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { endAllSessions } from './records.js';
import { recordsMessages } from './records.messages.js';

export interface RecordsCopyOptions {
  readonly from: string;
  readonly to: string;
  /** Whether the copy is to take the place of its source. */
  readonly successor?: boolean;
  readonly json?: boolean;
}

interface Copied {
  readonly source: RecordSum;
  readonly target: RecordSum;
  readonly seconds: number;
  readonly declared: boolean;
}

/**
 * Copies all records to a store that holds none, or an older copy, compares what both hold, and prints the result. With
 * `successor` services start on the copy from then on, and no more on the source.
 */
export async function copyRecordStore(terminal: Terminal, options: RecordsCopyOptions): Promise<ExitCode> {
  const { environment, interrupted } = terminal;
  const from = readRecordPlace(environment, '--from', options.from);
  const to = readRecordPlace(environment, '--to', options.to);
  const names = { from: shownKeyPlace(from.recordStore), to: shownKeyPlace(to.recordStore) };
  if (names.from === names.to) throw new CliFailure('COPY_ONTO_ITSELF', {}, EXIT.usage);
  const begun = performance.now();
  try {
    return await withRecordCopy(from, to, async (source, target) => {
      if ((await source.installation.read()) === null) throw new CliFailure('RECORDS_NONE_TO_COPY', names);
      const there = (await recordSum(target.pages())).records;
      if (there > 0 && (await target.installation.read()) === null) throw new CliFailure('RECORDS_OF_NOBODY', names);
      await markCopy({ source, target }, there === 0);
      let sums: Pick<Copied, 'source' | 'target'> | null = null;
      const copy = async (): Promise<boolean> => {
        sums = await phase(terminal, recordsMessages.COPYING, names, (done) =>
          copied(terminal, { source, target }, done),
        );
        return isSameSum(sums.source, sums.target);
      };
      const declared = options.successor ? await declareSuccessor(source, target, copy) : (await copy(), false);
      const found = sums as unknown as Pick<Copied, 'source' | 'target'>;
      const seconds = (performance.now() - begun) / 1_000;
      return printResult(terminal, names, { ...found, seconds, declared }, options.json ?? false);
    });
  } catch (error) {
    if (interrupted.aborted && error === interrupted.reason) {
      await terminal.err.line(inWords(recordsMessages.INTERRUPTED, names, terminal.language));
      return EXIT.interrupted;
    }
    throw error instanceof RecordsDiffer ? new CliFailure('RECORDS_DIFFER', names) : placeFailure(error, names);
  }
}

/** Puts a record store back in service whose successor is lost. Logins that were ended since in the successor end here too. */
export async function reopenRecords(terminal: Terminal, { store: url }: { readonly store: string }): Promise<ExitCode> {
  const place = readRecordPlace(terminal.environment, '--store', url);
  const code = await withRecordSide(place, (store) => reopen(terminal, shownKeyPlace(place.recordStore), store));
  if (code !== EXIT.done) return code;
  return endAllSessions({ ...terminal, environment: { ...terminal.environment, RECORD_STORE_URL: url } }, {});
}

/** Copies, and reads the source once more: somebody may have written to it meanwhile. */
async function copied(
  { interrupted }: Terminal,
  { source, target }: Readonly<Record<'source' | 'target', RecordSide>>,
  done: (share: number) => void,
): Promise<Pick<Copied, 'source' | 'target'>> {
  const all = 3 * (await recordSum(source.pages())).records;
  let read = 0;
  const onPage: OnPage = ({ rows }) => {
    interrupted.throwIfAborted();
    done(Math.min(1, (read += rows.length) / all));
  };
  return { target: await target.replaceBy(source.pages(), onPage), source: await recordSum(source.pages(), onPage) };
}

async function printResult(
  { out, err, language }: Terminal,
  names: { readonly from: string; readonly to: string },
  { source, target, declared, ...found }: Copied,
  json: boolean,
): Promise<ExitCode> {
  const sourceChanged = !isSameSum(source, target);
  const seconds = found.seconds.toFixed(1);
  if (json) {
    const summary = { ...names, seconds: Number(seconds), sourceChanged, successor: declared, source, target };
    await out.line(JSON.stringify(summary));
  } else if (!sourceChanged) {
    const shown = language === 'fr' ? seconds.replace('.', ',') : seconds;
    await out.line(inWords(recordsMessages.COPIED, { ...names, ...target, seconds: shown }, language));
    await out.line(inWords(declared ? recordsMessages.SUCCESSOR : recordsMessages.NEXT, names, language));
  }
  if (sourceChanged) await err.line(inWords(recordsMessages.SOURCE_CHANGED, names, language));
  return sourceChanged ? EXIT.refused : EXIT.done;
}
