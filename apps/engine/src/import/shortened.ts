import type { Sentence, SentenceParams } from '@jalon/kernel';

const MOST_CHARACTERS = 60;
const MOST_OF_A_PARAMETER = 200;
const MOST_ITEMS = 8;

/** A text of a file, cut to fit a sentence. */
export function shortened(text: string, most = MOST_CHARACTERS): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** The parameters of a sentence, whatever a file put into them. */
export function shortenedParams(params: SentenceParams): SentenceParams {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? shortened(value, MOST_OF_A_PARAMETER) : value,
    ]),
  );
}

/** Texts or lines of a file, for a sentence: the first ones, and how many more there are. */
export function firstFew(items: readonly (string | number)[]): Sentence {
  const first = items
    .slice(0, MOST_ITEMS)
    .map((item) => shortened(String(item)))
    .join(', ');
  const more = items.length - MOST_ITEMS;
  return more <= 0 ? { en: first, fr: first } : { en: `${first} and ${more} more`, fr: `${first} et ${more} de plus` };
}
