import { applicationRejections, CommandRefused } from '@jalon/application';
import { directoryRejections } from '@jalon/directory';
import { type FieldFault, StartRefused, StoreNotAnswering, tlsAdvice } from '@jalon/engine';
import {
  inWords,
  type Language,
  type RejectionTable,
  type Sentence,
  type SentenceParams,
  wordsOf,
} from '@jalon/kernel';
import { marketplaceRejections } from '@jalon/marketplace';
import { missionRejections } from '@jalon/mission';
import {
  KeyMissing,
  KeyUnavailable,
  StoreUnreachable,
  StoreUnavailable,
  TracesRemain,
  UnknownPosition,
} from '@jalon/ports';
import { CliFailure, EXIT, type ExitCode } from './failure.js';
import { importRejections } from './import/import.messages.js';

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
  return passes && !(error instanceof KeyMissing) ? EXIT.notYet : EXIT.refused;
}

function sentencesOf(error: unknown, language: Language): readonly string[] {
  if (error instanceof CommandRefused) return [rejectionSentence(error.rejection, language)];
  if (error instanceof StartRefused) return error.reasons.map((reason) => reason[language]);
  return [failureFor(error, tlsAdvice(error) ?? wordsOf(error)).sentence(language)];
}

function failureFor(error: unknown, reason: string | Sentence): CliFailure {
  if (error instanceof KeyMissing) return new CliFailure('KEY_MISSING', { reason });
  if (error instanceof StoreUnavailable || error instanceof KeyUnavailable || error instanceof TracesRemain)
    return new CliFailure('STORE_UNAVAILABLE', { reason });
  if (error instanceof UnknownPosition) return new CliFailure('POSITION_UNKNOWN', { position: error.position });
  return new CliFailure('UNEXPECTED', { reason });
}

const rejections: RejectionTable<string> = {
  ...applicationRejections,
  ...directoryRejections,
  ...marketplaceRejections,
  ...missionRejections,
  ...importRejections,
};

/** A rejection by the domain, or of an imported row before it reaches the domain. */
export interface Refusal {
  readonly code: string;
  readonly params: SentenceParams;
}

/** The sentence for a refusal. */
export function rejectionSentence({ code, params }: Refusal, language: Language): string {
  const text = rejections[code];
  return text ? inWords(text, params, language) : code;
}

/** The separators between faults: on one line, or each fault on its own line. */
export const INLINE: Sentence = { en: '; ', fr: '\u202F; ' };
export const ON_LINES: Sentence = { en: '\n  ', fr: '\n  ' };

const COLON: Sentence = { en: ': ', fr: '\u00A0: ' };

/** The faulty fields, each with the value that is expected. */
export function faultsText(faults: readonly FieldFault[], between: Sentence): Sentence {
  const inLanguage = (language: Language) =>
    faults.map(({ field, expected }) => field + COLON[language] + expected[language]).join(between[language]);
  return { en: inLanguage('en'), fr: inLanguage('fr') };
}
