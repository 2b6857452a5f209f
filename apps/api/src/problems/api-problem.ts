import type { ApplicationRejectionCode } from '@jalon/application';
import type { FieldFault } from '@jalon/engine';
import type { SentenceParams } from '@jalon/kernel';
import type { ApiProblemCode } from './problem.messages.js';

/** What a problem says besides its code. */
export interface ApiProblemDetails {
  /** The values in the sentence. */
  readonly params?: SentenceParams;
  /** The fields to correct. */
  readonly faults?: readonly FieldFault[];
  /** How many more there are than `faults` lists. */
  readonly moreFaults?: number;
  /** Which of the reasons of the code, where it has several. */
  readonly reason?: string;
  /** Headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that the API itself refuses. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly code: ApiProblemCode | ApplicationRejectionCode,
    readonly details: ApiProblemDetails = {},
  ) {
    super(code);
  }
}
