import type { FieldFault } from '@jalon/engine';
import type { SentenceParams } from '@jalon/kernel';
import type { ApiProblemCode } from './api-problems.js';

/** One thing to mend in a request, already in the reader's language. */
export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

export interface ApiProblemDetails {
  readonly params?: SentenceParams;
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
