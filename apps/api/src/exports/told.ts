import type { Column, Language } from '@jalon/kernel';
import { ERASED_WORD, HEADINGS, NO, wordFor, YES } from '@jalon/read-models';

type Codes = Column['codes'];

/** Between a heading and what stands under it. */
const COLON: Readonly<Record<Language, string>> = { en: ': ', fr: '\u00A0: ' };

/**
 * A value as people read it in one cell: codes in words, lists one thing after the other, shapes by the headings of their
 * fields. Null where there is nothing.
 */
export function told(value: unknown, codes: Codes, language: Language): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return inWords(value, codes, language);
  if (typeof value === 'boolean') return (value ? YES : NO)[language];
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object') return null;
  if ('erased' in value) return ERASED_WORD[language];
  if (!Array.isArray(value)) return fieldsOf(value, codes, language).join(', ');
  const items = value.map((item: unknown) => told(item, codes, language));
  return items.filter((item) => item !== null).join(value.some(isShape) ? '; ' : ', ');
}

function inWords(text: string, codes: Codes, language: Language): string {
  return (typeof codes === 'string' && wordFor(codes, text)?.[language]) || text;
}

function fieldsOf(shape: object, codes: Codes, language: Language): readonly string[] {
  return Object.entries(shape).flatMap(([field, value]) => {
    const text = told(value, codesOf(field, value, codes), language);
    if (text === null) return [];
    const heading = HEADINGS[field]?.[language] ?? field;
    return [`${heading}${COLON[language]}${isShape(value) ? `(${text})` : text}`];
  });
}

/** Fields of a shape within a shape find their lists there too. */
const codesOf = (field: string, value: unknown, codes: Codes): Codes =>
  isShape(value) || typeof codes !== 'object' ? codes : codes[field];

const isShape = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(isShape) : typeof value === 'object' && value !== null && !('erased' in value);
