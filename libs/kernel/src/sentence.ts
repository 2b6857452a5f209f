import type { Language } from './vocabulary.js';

/**
 * What people read, in both languages. `{name}` is replaced by the parameter of that name; `{name|one|other}` by the form that
 * its number asks for in the language: "{entries} {entries|event|events}". French counts 0 as singular, English as plural.
 */
export type Sentence = Readonly<Record<Language, string>>;

/** What fills a sentence; a parameter that is a sentence itself is said in the same language. */
export type SentenceParams = Readonly<Record<string, string | number | Sentence>>;

const HOLE = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g;

/** A sentence in one language, filled; a hole that nothing fills stays as it is. */
export function inWords(sentence: Sentence, params: SentenceParams, language: Language): string {
  return sentence[language].replaceAll(HOLE, (hole, name: string, one?: string, other?: string) => {
    const value = params[name];
    if (value === undefined) return hole;
    if (one !== undefined && other !== undefined) return isOne(Number(value), language) ? one : other;
    return typeof value === 'object' ? value[language] : String(value);
  });
}

/** A sentence filled in both languages, to be said in either later. */
export function filled(sentence: Sentence, params: SentenceParams): Sentence {
  return { en: inWords(sentence, params, 'en'), fr: inWords(sentence, params, 'fr') };
}

/** The parameters that a sentence names, each once, in the order of the alphabet. */
export function holesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(HOLE)].map(([, name = '']) => name))].sort();
}

const pluralRules: Readonly<Record<Language, Intl.PluralRules>> = {
  en: new Intl.PluralRules('en'),
  fr: new Intl.PluralRules('fr'),
};

/** Whether a number takes the singular. */
export function isOne(count: number, language: Language): boolean {
  return pluralRules[language].select(count) === 'one';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The language of what a process writes for its operator: what is asked for, else what its environment says, else English. */
export function languageOf(asked: string | undefined, environment: Environment): Language {
  // The order in which POSIX reads them.
  const wanted = asked ?? (environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '');
  return wanted.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
