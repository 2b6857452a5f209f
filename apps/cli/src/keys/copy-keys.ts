import { declareSuccessor, markCopy, NoPlaceForCopy, systemRandom } from '@jalon/application';
import { readKeyPlace, shownKeyPlace, withKeyCopy, withKeyRecord } from '@jalon/engine';
import { inWords } from '@jalon/kernel';
import { newInstallationName } from '@jalon/ports';
import {
  type CopiedKeys,
  copyKeys,
  KeyCopyRefused,
  verifyKeyCopy,
  type KeyCopySource,
  type KeyCopyTarget,
  type VerifiedKeyCopy,
  type WhyKeysRefused,
} from '@jalon/privacy';
import type { CliMessage } from '../cli.messages.js';
import { placeFailure } from '../copy/place-failure.js';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import { phase } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { keysMessages } from './keys.messages.js';

export interface KeysCopyOptions {
  readonly from: string;
  readonly to: string;
  readonly fromList?: string;
  readonly toList?: string;
  /** Whether the copy is to take the place of its source. */
  readonly successor?: boolean;
  readonly json?: boolean;
}

/** The names under which the messages show the stores. */
interface Names {
  readonly from: string;
  readonly to: string;
  readonly list: string;
}

/**
 * Copies keys and erasures, compares the contents of both stores, and prints the result. With `successor` no key is made or
 * destroyed in the source from then on, and services may start on the copy.
 */
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
    if (options.successor)
      await withKeyRecord(from, (store) => store.installation.name(newInstallationName(systemRandom)));
    return await withKeyCopy(from, to, async (source, target) => {
      const count = await source.count();
      await markKeys(source, target, (await target.count()) + (await target.destroyed()).length === 0);
      const copied = await phase(terminal, keysMessages.COPYING, names, (done) =>
        copyKeys(source, target, onPage(count, done)),
      );
      // What lay there was a part of the source.
      if ((await target.installation.read()) === null) await markKeys(source, target, true);
      const prove = () =>
        phase(terminal, keysMessages.COMPARING, {}, (done) =>
          verifyKeyCopy(source, target, copied.given, onPage(2 * count, done)),
        );
      const proven = options.successor
        ? await withKeyRecord(from, (store) => proveClosed(store, target, prove))
        : await prove();
      const declared = options.successor === true && !proven.sourceChanged;
      const seconds = (performance.now() - begun) / 1_000;
      return printResult(terminal, names, { copied, proven, seconds, declared, json: options.json ?? false });
    });
  } catch (error) {
    if (interrupted.aborted && error === interrupted.reason) return printInterrupted(terminal);
    throw keysCopyFailure(error, names);
  }
}

/** As `markCopy`; the target's list belongs to the same installation. */
async function markKeys(source: KeyCopySource, target: KeyCopyTarget, holdsNothing: boolean): Promise<void> {
  const named = await source.installation.read();
  const ofList = await target.list.installation.read();
  if (ofList !== null && ofList.name !== named?.name) throw new NoPlaceForCopy('other');
  await markCopy({ source, target }, holdsNothing);
  if (named !== null) await target.list.installation.name(named.name);
}

/** Proves the copy while its source is closed, and declares it the successor if both hold the same. */
async function proveClosed(
  store: Parameters<typeof declareSuccessor>[0],
  target: KeyCopyTarget,
  prove: () => Promise<VerifiedKeyCopy>,
): Promise<VerifiedKeyCopy> {
  let proven: VerifiedKeyCopy | null = null;
  await declareSuccessor(store, target, async () => {
    proven = await prove();
    return !proven.sourceChanged;
  });
  return proven as unknown as VerifiedKeyCopy;
}

async function printResult(
  { out, err, language }: Terminal,
  names: Names,
  found: { copied: CopiedKeys; proven: VerifiedKeyCopy; seconds: number; declared: boolean; json: boolean },
): Promise<ExitCode> {
  const { already, added, erased, unknownToSource } = found.copied;
  const { source, target, sourceChanged } = found.proven;
  const seconds = found.seconds.toFixed(1);
  if (unknownToSource > 0)
    await err.line(inWords(keysMessages.UNKNOWN_TO_SOURCE, { ...names, erasures: unknownToSource }, language));
  if (found.json) {
    const summary = { ...names, already, added, erased, unknownToSource, seconds: Number(seconds), sourceChanged };
    await out.line(JSON.stringify({ ...summary, successor: found.declared, source, target }));
  } else {
    const shown = language === 'fr' ? seconds.replace('.', ',') : seconds;
    const copied = inWords(keysMessages.COPIED, { ...names, already, added, erased, seconds: shown }, language);
    if (!sourceChanged) await out.line(copied);
    for (const [place, sum] of [[names.from, source] as const, [names.to, target] as const])
      await out.line(inWords(keysMessages.HOLDS, { place, ...sum }, language));
    const next = found.declared ? keysMessages.SUCCESSOR : keysMessages.NEXT;
    if (!sourceChanged) await out.line(inWords(next, { ...names }, language));
  }
  if (sourceChanged) await err.line(inWords(keysMessages.SOURCE_CHANGED, { ...names }, language));
  return sourceChanged ? EXIT.refused : EXIT.done;
}

async function printInterrupted({ err, language }: Terminal): Promise<ExitCode> {
  await err.line(inWords(keysMessages.INTERRUPTED, {}, language));
  return EXIT.interrupted;
}

const MESSAGES: Readonly<Record<WhyKeysRefused, CliMessage>> = {
  'no-store': 'KEYS_NONE_TO_COPY',
  unfinished: 'KEYS_UNFINISHED',
  unfit: 'KEYS_UNFIT',
  'wrapping-key': 'KEYS_OTHER_WRAPPING',
  other: 'KEYS_NOT_A_PART',
  more: 'KEYS_HAS_MORE',
  'in-use': 'KEYS_TARGET_IN_USE',
  differs: 'KEYS_DIFFER',
};

/** Translates a refusal to copy keys into the sentence that says what to do; leaves any other fault as it is. */
function keysCopyFailure(error: unknown, { from, to }: { readonly from: string; readonly to: string }): unknown {
  if (!(error instanceof KeyCopyRefused)) return placeFailure(error, { from, to });
  return new CliFailure(MESSAGES[error.why], { from, to, kid: error.kid });
}
