import type { Sentence } from './sentence.js';

/** Why a command was refused: a value with a stable code, never an exception. */
export interface Rejection<Code extends string = string> {
  readonly code: Code;
  /** What fills the sentence: the limit, the date, the state. Never personal data. */
  readonly params: Readonly<Record<string, string | number>>;
}

/**
 * What kind of refusal it is. The API derives the HTTP status from it, the command line its exit code:
 * `conflict` the state of things forbids it now; `unprocessable` the request contradicts a rule whatever the state;
 * `not-found` the thing named does not exist; `forbidden` this caller may not.
 */
export type RejectionKind = 'conflict' | 'unprocessable' | 'not-found' | 'forbidden';

/** A code's meaning, in both languages. */
export interface RejectionText extends Sentence {
  readonly kind: RejectionKind;
}

/** The refusals of one lib. Exhaustive by type: a decider can only use a code of its table. */
export type RejectionTable<Code extends string> = Readonly<Record<Code, RejectionText>>;
