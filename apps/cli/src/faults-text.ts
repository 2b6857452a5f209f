import type { FieldFault } from '@jalon/engine';
import type { Language, Sentence } from '@jalon/kernel';

/** Between two faults: one behind the other, or each on a line of its own. */
export const INLINE: Sentence = { en: '; ', fr: '\u202F; ' };
export const ON_LINES: Sentence = { en: '\n  ', fr: '\n  ' };

const COLON: Sentence = { en: ': ', fr: '\u00A0: ' };

/** What is to be mended, each field with what is expected of it. */
export function faultsText(faults: readonly FieldFault[], between: Sentence): Sentence {
  const inLanguage = (language: Language) =>
    faults.map(({ field, expected }) => field + COLON[language] + expected[language]).join(between[language]);
  return { en: inLanguage('en'), fr: inLanguage('fr') };
}
