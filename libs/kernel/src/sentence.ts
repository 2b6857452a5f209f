import type { Language } from './vocabulary.js';

/**
 * A message for people, in both languages. `{name}` is replaced by the parameter of that name; `{name|one|other}` by
 * the form that its number takes in the language: "{entries} {entries|event|events}". French counts 0 as singular,
 * English as plural.
 */
export type Sentence = Readonly<Record<Language, string>>;

/** The parameters of a sentence. One that is a sentence itself appears in the same language. */
export type SentenceParams = Readonly<Record<string, string | number | Sentence>>;

const HOLE = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g;

/** A sentence in one language with its parameters; a placeholder without a parameter stays as it is. */
export function inWords(sentence: Sentence, params: SentenceParams, language: Language): string {
  return sentence[language].replaceAll(HOLE, (hole, name: string, one?: string, other?: string) => {
    const value = params[name];
    if (value === undefined) return hole;
    if (one !== undefined && other !== undefined) return isOne(Number(value), language) ? one : other;
    return typeof value === 'object' ? value[language] : String(value);
  });
}

/** A sentence with its parameters in both languages, for when the language is not known yet. */
export function filled(sentence: Sentence, params: SentenceParams): Sentence {
  return { en: inWords(sentence, params, 'en'), fr: inWords(sentence, params, 'fr') };
}

/** Values or words of which one is meant: "month, quarter or year". */
export function alternatives(words: readonly (string | Sentence)[]): Sentence {
  const listed = (language: Language, locale: string) =>
    new Intl.ListFormat(locale, { type: 'disjunction' }).format(
      words.map((word) => (typeof word === 'string' ? word : word[language])),
    );
  // British English has no comma before the last.
  return { en: listed('en', 'en-GB'), fr: listed('fr', 'fr') };
}

/** The parameters that a sentence names, each once, in alphabetical order. */
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

/** The language in which a process writes to its operator: the requested one, else the environment's, else English. */
export function languageOf(asked: string | undefined, environment: Environment): Language {
  // The order in which POSIX reads them.
  const wanted = asked ?? (environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '');
  return wanted.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
