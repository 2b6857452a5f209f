import type { Column, Language } from '@jalon/kernel';
import { ERASED_WORD, headingIn, NO, wordFor, YES } from '@jalon/read-models';

type Codes = Column['codes'];

/** Between a field's heading and its value. */
const COLON: Readonly<Record<Language, string>> = { en: ': ', fr: '\u00A0: ' };

/**
 * A value as people read it in one cell: codes in words, the items of a list one after the other, the fields of an
 * object with their headings. Null for an empty cell.
 *
 * @param column the column whose value it is: some fields have a heading of their own in it
 */
export function formatCell(value: unknown, codes: Codes, language: Language, column = ''): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return inWords(value, codes, language);
  if (typeof value === 'boolean') return (value ? YES : NO)[language];
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object') return null;
  if ('erased' in value) return ERASED_WORD[language];
  if (!Array.isArray(value)) return fieldsOf(value, codes, language, column).join(', ');
  const items = value.map((item: unknown) => formatCell(item, codes, language, column));
  return items.filter((item) => item !== null).join(value.some(hasFields) ? '; ' : ', ');
}

function inWords(text: string, codes: Codes, language: Language): string {
  return (typeof codes === 'string' && wordFor(codes, text)?.[language]) || text;
}

function fieldsOf(object: object, codes: Codes, language: Language, column: string): readonly string[] {
  return Object.entries(object).flatMap(([field, value]) => {
    const text = formatCell(value, codesOf(field, value, codes), language);
    if (text === null) return [];
    const heading = headingIn(column, field)?.[language] ?? field;
    return [`${heading}${COLON[language]}${hasFields(value) ? `(${text})` : text}`];
  });
}

/** An object within an object has no code lists of its own: its fields find them in those of the outer one. */
const codesOf = (field: string, value: unknown, codes: Codes): Codes =>
  hasFields(value) || typeof codes !== 'object' ? codes : codes[field];

const hasFields = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(hasFields) : typeof value === 'object' && value !== null && !('erased' in value);
