import type { ApiProblemCode } from './api-problems.js';

/** One thing to mend in a request, already in the reader's language. */
export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

/** A sentence not yet in anyone's language. */
export type Sentence = Readonly<Record<'en' | 'fr', string>>;

/** One thing to mend, before the language is known. */
export interface FieldFault {
  readonly field: string;
  readonly expected: Sentence;
}

export interface ApiProblemDetails {
  readonly params?: Readonly<Record<string, string | number | Sentence>>;
  readonly faults?: readonly FieldFault[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that the door itself turns away. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly code: ApiProblemCode,
    readonly details: ApiProblemDetails = {},
  ) {
    super(code);
  }
}
