import { readKeyPlace, shownKeyPlace, withKeyCopy } from '@jalon/engine';
import { inWords } from '@jalon/kernel';
import { copyKeys, proveKeys, type CopiedKeys, type ProvenKeys } from '@jalon/privacy';
import { phase } from '../copy/copy.phase.js';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import type { Terminal } from '../terminal.js';
import { keysText } from './keys-text.js';
import { keysCopyFailure } from './keys.copy.failure.js';

export interface KeysCopyOptions {
  readonly from: string;
  readonly to: string;
  readonly fromList?: string;
  readonly toList?: string;
  readonly json?: boolean;
}

/** What the operator knows the stores by. */
interface Names {
  readonly from: string;
  readonly to: string;
  readonly list: string;
}

/** Copies keys and erasures, compares what both stores hold, and tells what was found. */
export async function copyKeyStore(terminal: Terminal, options: KeysCopyOptions): Promise<ExitCode> {
  const { environment, interrupted } = terminal;
  const from = readKeyPlace(environment, '--from', { url: options.from, list: options.fromList });
  const to = readKeyPlace(environment, '--to', { url: options.to, list: options.toList });
  const names = {
    from: shownKeyPlace(from.keyStore),
    to: shownKeyPlace(to.keyStore),
    list: shownKeyPlace(to.destroyedKeys),
  };
  if (names.from === names.to) throw new CliFailure('COPY_ONTO_ITSELF', {}, EXIT.usage);
  const onPage = (all: number, done: (share: number) => void) => (looked: number) => {
    interrupted.throwIfAborted();
    done(Math.min(1, looked / all));
  };
  const begun = performance.now();
  try {
    return await withKeyCopy(from, to, async (source, target) => {
      const count = await source.count();
      const copied = await phase(terminal, keysText.COPYING, names, (done) =>
        copyKeys(source, target, onPage(count, done)),
      );
      const proven = await phase(terminal, keysText.COMPARING, {}, (done) =>
        proveKeys(source, target, copied.given, onPage(2 * count, done)),
      );
      const seconds = (performance.now() - begun) / 1_000;
      return tell(terminal, names, { copied, proven, seconds, json: options.json ?? false });
    });
  } catch (error) {
    if (interrupted.aborted && error === interrupted.reason) return tellInterrupted(terminal);
    throw keysCopyFailure(error, names);
  }
}

async function tell(
  { out, err, language }: Terminal,
  names: Names,
  found: { copied: CopiedKeys; proven: ProvenKeys; seconds: number; json: boolean },
): Promise<ExitCode> {
  const { already, added, erased, unknownToSource } = found.copied;
  const { source, target, sourceChanged } = found.proven;
  const seconds = found.seconds.toFixed(1);
  if (unknownToSource > 0)
    await err.line(inWords(keysText.UNKNOWN_TO_SOURCE, { ...names, erasures: unknownToSource }, language));
  if (found.json) {
    const told = { ...names, already, added, erased, unknownToSource, seconds: Number(seconds), sourceChanged };
    await out.line(JSON.stringify({ ...told, source, target }));
  } else {
    const shown = language === 'fr' ? seconds.replace('.', ',') : seconds;
    const copied = inWords(keysText.COPIED, { ...names, already, added, erased, seconds: shown }, language);
    if (!sourceChanged) await out.line(copied);
    for (const [place, sum] of [[names.from, source] as const, [names.to, target] as const])
      await out.line(inWords(keysText.HOLDS, { place, ...sum }, language));
    if (!sourceChanged) await out.line(inWords(keysText.NEXT, { ...names }, language));
  }
  if (sourceChanged) await err.line(inWords(keysText.SOURCE_CHANGED, { ...names }, language));
  return sourceChanged ? EXIT.refused : EXIT.done;
}

async function tellInterrupted({ err, language }: Terminal): Promise<ExitCode> {
  await err.line(inWords(keysText.INTERRUPTED, {}, language));
  return EXIT.interrupted;
}
