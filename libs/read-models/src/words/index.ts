import type { Sentence } from '@jalon/kernel';

export { CODES, wordFor, type CodeList } from './codes.messages.js';
export { HEADINGS, namedHeading } from './headings.messages.js';

export const YES: Sentence = { en: 'yes', fr: 'oui' };
export const NO: Sentence = { en: 'no', fr: 'non' };
/** In the place of what was sealed under a key that is gone. */
export const ERASED_WORD: Sentence = { en: 'erased', fr: 'effacé' };
