import type { Language } from './vocabulary.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The language of what a process writes for its operator: what is asked for, else what its environment says, else English. */
export function languageOf(asked: string | undefined, environment: Environment): Language {
  // The order in which POSIX reads them.
  const wanted = asked ?? (environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '');
  return wanted.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
