import type { Language } from '@jalon/kernel';

/** A sentence not yet in anyone's language. */
export type Sentence = Readonly<Record<Language, string>>;

/** One thing to mend in what was given, before the reader's language is known. */
export interface FieldFault {
  readonly field: string;
  readonly expected: Sentence;
}
