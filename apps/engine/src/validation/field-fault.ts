import type { Sentence } from '@jalon/kernel';

/** One thing to mend in what was given, before the reader's language is known. */
export interface FieldFault {
  readonly field: string;
  readonly expected: Sentence;
}
