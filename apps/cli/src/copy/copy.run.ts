import { readEventPlace, shownPlace, withCopy, type CopySource } from '@jalon/engine';
import { copyHistory, requireCopy, type Copied, type CopyTarget } from '@jalon/event-store';
import { inWords } from '@jalon/kernel';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import type { Terminal } from '../terminal.js';
import { copyText } from './copy-text.js';
import { copyFailure } from './copy.failure.js';
import { phase } from './copy.phase.js';
import { compareViews, type ViewSum } from './copy.views.js';

export interface CopyCommandOptions {
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
}

interface Stores {
  readonly source: CopySource;
  readonly target: CopyTarget;
  readonly names: { readonly from: string; readonly to: string };
}

/** Copies a history, compares both stores from their first events on, and tells what was found. */
export async function copy(terminal: Terminal, { from, to, json = false }: CopyCommandOptions): Promise<ExitCode> {
  const { environment, interrupted } = terminal;
  const [one, other] = [readEventPlace(environment, '--from', from), readEventPlace(environment, '--to', to)];
  const names = { from: shownPlace(one), to: shownPlace(other) };
  if (names.from === names.to) throw new CliFailure('COPY_ONTO_ITSELF', {}, EXIT.usage);
  const begun = performance.now();
  try {
    return await withCopy(one, other, async (source, target) => {
      const stores = { source, target, names };
      const copied = await copyAll(terminal, stores);
      if (copied.interrupted) return tellInterrupted(terminal);
      const sums = await prove(terminal, stores, copied.already + copied.added);
      return tell(terminal, stores, { copied, sums, seconds: (performance.now() - begun) / 1_000, json });
    });
  } catch (error) {
    if (interrupted.aborted && error === interrupted.reason) return tellInterrupted(terminal);
    throw copyFailure(error, names);
  }
}

async function copyAll(terminal: Terminal, { source, target, names }: Stores): Promise<Copied> {
  const end = Number((await source.lastPosition()) ?? 0);
  return phase(terminal, copyText.COPYING, names, (done) =>
    copyHistory(source, target, {
      signal: terminal.interrupted,
      // Positions of a server count bytes, those of a file events: either way they grow with what is done.
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
  await phase(terminal, copyText.COMPARING, {}, (done) =>
    requireCopy(source, target, count, (ordinal) => {
      interrupted.throwIfAborted();
      done(ordinal / count);
    }),
  );
  const { sums, different } = await phase(terminal, copyText.REPLAYING, {}, (done) =>
    compareViews(source, target, count, (folded) => {
      interrupted.throwIfAborted();
      done(folded / (2 * count));
    }),
  );
  if (different.length > 0) throw new CliFailure('COPY_VIEWS_DIFFER', { to: names.to, views: different.join(', ') });
  return sums;
}

async function tell(
  { out, err, language }: Terminal,
  { source, names }: Stores,
  found: { copied: Copied; sums: readonly ViewSum[]; seconds: number; json: boolean },
): Promise<ExitCode> {
  const { already, added } = found.copied;
  const events = already + added;
  const seconds = found.seconds.toFixed(1);
  const sourceGrew = (await source.lastPosition()) !== found.copied.readTo;
  if (found.json) {
    const views = found.sums;
    await out.line(JSON.stringify({ ...names, events, already, added, seconds: Number(seconds), sourceGrew, views }));
  } else {
    const rows = found.sums.reduce((sum, { rows: more }) => sum + more, 0);
    const shown = language === 'fr' ? seconds.replace('.', ',') : seconds;
    const params = { ...names, events, already, added, seconds: shown, views: found.sums.length, rows };
    await out.line(inWords(copyText.COPIED, params, language));
    if (!sourceGrew) await out.line(inWords(copyText.NEXT, {}, language));
  }
  if (sourceGrew) await err.line(inWords(copyText.SOURCE_GREW, names, language));
  return sourceGrew ? EXIT.refused : EXIT.done;
}

async function tellInterrupted({ err, language }: Terminal): Promise<ExitCode> {
  await err.line(inWords(copyText.INTERRUPTED, {}, language));
  return EXIT.interrupted;
}
