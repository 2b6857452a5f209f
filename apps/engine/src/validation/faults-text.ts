import type { Language, Sentence } from '@jalon/kernel';
import type { FieldFault } from './validation-faults.js';

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
