import Negotiator from 'negotiator';
import { LANGUAGES, type Language } from '@jalon/kernel';

/** What a client that asks for nothing, or for nothing we speak, is answered in. */
export const DEFAULT_LANGUAGE: Language = 'en';

const PREFERENCE = [DEFAULT_LANGUAGE, ...LANGUAGES.filter((language) => language !== DEFAULT_LANGUAGE)];

/** The language of an answer, from Accept-Language with its q-values (RFC 9110, 12.5.4). */
export function languageFor(acceptLanguage: string | undefined): Language {
  const wanted = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).language(PREFERENCE);
  return LANGUAGES.find((language) => language === wanted) ?? DEFAULT_LANGUAGE;
}
