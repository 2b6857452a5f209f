import { CommandRefused } from '@jalon/application';
import {
  BackupRefused,
  ImportFailure,
  obstacleText,
  rejectionSentence,
  StartRefused,
  StoreNotAnswering,
  tlsAdvice,
} from '@jalon/engine';
import { type Language, type Sentence, wordsOf } from '@jalon/kernel';
import {
  cannotWriteIn,
  CorruptEvent,
  corruptionSentence,
  damageIn,
  KeyMissing,
  KeyUnavailable,
  StoreUnreachable,
  StoreUnavailable,
  TracesRemain,
  UnknownEvent,
  UnknownPosition,
} from '@jalon/ports';
import { CliFailure, EXIT, type ExitCode } from './failure.js';

export interface Explanation {
  readonly sentences: readonly string[];
  readonly exitCode: ExitCode;
}

/** Any failure as sentences for the person at the terminal, never with a stack. */
export function explain(error: unknown, language: Language): Explanation {
  if (error instanceof CliFailure) return { sentences: [error.sentence(language)], exitCode: error.exitCode };
  return { sentences: sentencesOf(error, language), exitCode: exitCodeOf(error) };
}

/** The exit code of a failure: 75 if the same command may succeed later without any change. */
export function exitCodeOf(error: unknown): ExitCode {
  const passes = [StoreNotAnswering, StoreUnreachable, KeyUnavailable, TracesRemain].some(
    (kind) => error instanceof kind,
  );
  if (cannotWriteIn(error)?.obstacle === 'full') return EXIT.notYet;
  return passes && !(error instanceof KeyMissing) && !damageIn(error) ? EXIT.notYet : EXIT.refused;
}

function sentencesOf(error: unknown, language: Language): readonly string[] {
  if (error instanceof CommandRefused) return [rejectionSentence(error.rejection, language)];
  if (error instanceof BackupRefused) return [error.sentence(language)];
  if (error instanceof ImportFailure) return [error.sentence(language)];
  if (error instanceof StartRefused) return error.reasons.map((reason) => reason[language]);
  return [failureFor(error, tlsAdvice(error) ?? wordsOf(error)).sentence(language)];
}

function failureFor(error: unknown, reason: string | Sentence): CliFailure {
  if (error instanceof KeyMissing) return new CliFailure('KEY_MISSING', { reason });
  const damaged = damageIn(error);
  if (damaged) return new CliFailure('STORE_DAMAGED', { file: damaged.file, reason: wordsOf(damaged.cause) });
  const unwritable = cannotWriteIn(error);
  if (unwritable) {
    const { place, obstacle } = unwritable;
    return new CliFailure('STORE_UNWRITABLE', { place, why: obstacleText(obstacle) });
  }
  if (error instanceof StoreUnavailable || error instanceof KeyUnavailable || error instanceof TracesRemain)
    return new CliFailure('STORE_UNAVAILABLE', { reason });
  if (error instanceof CorruptEvent)
    return new CliFailure('EVENT_CORRUPT', { reason: corruptionSentence(error.why, error.at) });
  if (error instanceof UnknownEvent) return new CliFailure('EVENT_UNKNOWN', { reason });
  if (error instanceof UnknownPosition) return new CliFailure('POSITION_UNKNOWN', { position: error.position });
  return new CliFailure('UNEXPECTED', { reason });
}
