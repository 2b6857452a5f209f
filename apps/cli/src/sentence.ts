import type { Sentence } from '@jalon/engine';
import type { Language } from '@jalon/kernel';

/** What fills a sentence; a parameter that is a sentence itself is said in the same language. */
export type Params = Readonly<Record<string, string | number | Sentence>>;

/** `{name}` is replaced by the parameter of that name. */
export function filled(sentence: Sentence, params: Params, language: Language): string {
  return sentence[language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name] ?? whole;
    return typeof value === 'object' ? value[language] : String(value);
  });
}

/** The language of what is written: `--lang`, else the environment's, else English. */
export function languageOf(asked: string | undefined, environment: NodeJS.ProcessEnv): Language {
  // The order in which POSIX reads them.
  const wanted = asked ?? (environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '');
  return wanted.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
