import type { Language } from '@jalon/kernel';

export type Params = Readonly<Record<string, string | number>>;

/** A sentence in both languages of the product; `{name}` is replaced by the parameter of that name. */
export type Sentence = Readonly<Record<Language, string>>;

export function filled(sentence: string, params: Params): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** The language of what is written: `--lang`, else the environment's, else English. */
export function languageOf(asked: string | undefined, environment: NodeJS.ProcessEnv): Language {
  // The order in which POSIX reads them.
  const wanted = asked ?? (environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '');
  return wanted.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
