import { declareSuccessor, markCopy, systemRandom } from '@jalon/application';
import { type CopySource, readEventPlace, shownPlace, tlsAdvice, withCopy, withEventRecord } from '@jalon/engine';
import { type Copied, copyHistory, type CopyTarget, CopyTargetInUse, NotACopy, requireCopy } from '@jalon/event-store';
import { inWords, type Sentence } from '@jalon/kernel';
import { CorruptEvent, corruptionSentence, newInstallationName, UnknownEvent } from '@jalon/ports';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import { placeFailure } from './place-failure.js';
import { phase } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { copyMessages } from './copy.messages.js';
import { compareViews, type ViewSum } from './compare-views.js';

export interface CopyCommandOptions {
  readonly from: string;
  readonly to: string;
  /** Whether the copy is to take the place of its source. */
  readonly successor?: boolean;
  readonly json?: boolean;
}

interface Stores {
  readonly source: CopySource;
  readonly target: CopyTarget;
  readonly names: { readonly from: string; readonly to: string };
}

/**
 * Copies a history, compares both stores from their first events on, and prints the result. With `successor` the source is then
 * closed to writing, and services may start on the copy.
 */
export async function copy(
  terminal: Terminal,
  { from, to, successor = false, json = false }: CopyCommandOptions,
): Promise<ExitCode> {
  const { environment, interrupted } = terminal;
  const [one, other] = [readEventPlace(environment, '--from', from), readEventPlace(environment, '--to', to)];
  const names = { from: shownPlace(one), to: shownPlace(other) };
  if (names.from === names.to) throw new CliFailure('COPY_ONTO_ITSELF', {}, EXIT.usage);
  const begun = performance.now();
  try {
    if (successor) await withEventRecord(one, (store) => store.installation.name(newInstallationName(systemRandom)));
    return await withCopy(one, other, async (source, target) => {
      const stores = { source, target, names };
      await markCopy(stores, (await target.lastPosition()) === null);
      const copied = await copyAll(terminal, stores);
      if (copied.interrupted) return printInterrupted(terminal);
      // What lay there was the beginning of the source.
      if ((await target.installation.read()) === null) await markCopy(stores, true);
      const sums = await prove(terminal, stores, copied.already + copied.added);
      const isSame = async () => (await source.lastPosition()) === copied.readTo;
      const declared =
        successor &&
        (await isSame()) &&
        (await withEventRecord(one, (store) => declareSuccessor(store, target, isSame)));
      const seconds = (performance.now() - begun) / 1_000;
      return printResult(terminal, stores, { copied, sums, seconds, declared, json });
    });
  } catch (error) {
    if (interrupted.aborted && error === interrupted.reason) return printInterrupted(terminal);
    throw copyFailure(error, names);
  }
}

async function copyAll(terminal: Terminal, { source, target, names }: Stores): Promise<Copied> {
  const end = Number((await source.lastPosition()) ?? 0);
  return phase(terminal, copyMessages.COPYING, names, (done) =>
    copyHistory(source, target, {
      signal: terminal.interrupted,
      // Positions count bytes on a server and events in a file: both grow with the work done.
      onPage: (position) => done(Number(position) / end),
    }),
  );
}

/** @throws NotACopy, CliFailure, or the interruption */
async function prove(
  terminal: Terminal,
  { source, target, names }: Stores,
  count: number,
): Promise<readonly ViewSum[]> {
  const { interrupted } = terminal;
  await phase(terminal, copyMessages.COMPARING, {}, (done) =>
    requireCopy(source, target, count, (ordinal) => {
      interrupted.throwIfAborted();
      done(ordinal / count);
    }),
  );
  const { sums, different } = await phase(terminal, copyMessages.REPLAYING, {}, (done) =>
    compareViews(source, target, count, (folded) => {
      interrupted.throwIfAborted();
      done(folded / (2 * count));
    }),
  );
  if (different.length > 0) throw new CliFailure('COPY_VIEWS_DIFFER', { to: names.to, views: different.join(', ') });
  return sums;
}

async function printResult(
  { out, err, language }: Terminal,
  { source, names }: Stores,
  found: { copied: Copied; sums: readonly ViewSum[]; seconds: number; declared: boolean; json: boolean },
): Promise<ExitCode> {
  const { already, added } = found.copied;
  const events = already + added;
  const seconds = found.seconds.toFixed(1);
  const sourceGrew = (await source.lastPosition()) !== found.copied.readTo;
  if (found.json) {
    const { sums: views, declared: successor } = found;
    const counts = { events, already, added, seconds: Number(seconds), sourceGrew };
    await out.line(JSON.stringify({ ...names, ...counts, successor, views }));
  } else {
    const rows = found.sums.reduce((sum, { rows: more }) => sum + more, 0);
    const shown = language === 'fr' ? seconds.replace('.', ',') : seconds;
    const params = { ...names, events, already, added, seconds: shown, views: found.sums.length, rows };
    await out.line(inWords(copyMessages.COPIED, params, language));
    if (found.declared) await out.line(inWords(copyMessages.SUCCESSOR, names, language));
    else if (!sourceGrew) await out.line(inWords(copyMessages.NEXT, names, language));
  }
  if (sourceGrew) await err.line(inWords(copyMessages.SOURCE_GREW, names, language));
  return sourceGrew ? EXIT.refused : EXIT.done;
}

async function printInterrupted({ err, language }: Terminal): Promise<ExitCode> {
  await err.line(inWords(copyMessages.INTERRUPTED, {}, language));
  return EXIT.interrupted;
}

/** Translates a fault of a copy into the sentence that says what to do; leaves any other fault as it is. */
function copyFailure(error: unknown, { from, to }: { readonly from: string; readonly to: string }): unknown {
  const advice = tlsAdvice(error);
  if (advice) return new CliFailure('STORE_UNAVAILABLE', { reason: ofOption(advice, serversAmong({ from, to })) });
  if (error instanceof NotACopy) {
    const { ordinal, stream, why } = error;
    return new CliFailure(why === 'more' ? 'COPY_HAS_MORE' : 'COPY_NOT_A_BEGINNING', { from, to, ordinal, stream });
  }
  if (error instanceof CopyTargetInUse) return new CliFailure('COPY_TARGET_IN_USE', { to, reason: error.message });
  if (error instanceof CorruptEvent)
    return new CliFailure('COPY_EVENT_UNSOUND', { reason: corruptionSentence(error.why, error.at) });
  if (error instanceof UnknownEvent) return new CliFailure('COPY_EVENT_UNKNOWN', { reason: error.message });
  return placeFailure(error, { from, to });
}

/** The same advice, but naming the options instead of the environment variable. */
function ofOption({ en, fr }: Sentence, options: readonly string[]): Sentence {
  const named = (text: string, or: string) => text.replaceAll('EVENT_STORE_URL', options.join(` ${or} `));
  return { en: named(en, 'or'), fr: named(fr, 'ou') };
}

const serversAmong = (names: { readonly from: string; readonly to: string }): readonly string[] =>
  Object.entries(names).flatMap(([option, place]) => (place.startsWith('sqlite:') ? [] : [`--${option}`]));
