import Negotiator from 'negotiator';
import { LANGUAGES, type Language } from '@jalon/kernel';

/** The language for a client that asks for none, or only for languages that we do not have. */
const DEFAULT_LANGUAGE: Language = 'en';

const PREFERENCE = [DEFAULT_LANGUAGE, ...LANGUAGES.filter((language) => language !== DEFAULT_LANGUAGE)];

/** The language of an answer, from Accept-Language with its q-values (RFC 9110, 12.5.4). */
export function languageFor(acceptLanguage: string | undefined): Language {
  const wanted = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).language(PREFERENCE);
  return LANGUAGES.find((language) => language === wanted) ?? DEFAULT_LANGUAGE;
}

/** The one of `offered` that Accept prefers, with its q-values (RFC 9110, 12.5.1); undefined when it accepts none. */
export function mediaTypeFor(accept: string | undefined, offered: readonly string[]): string | undefined {
  return new Negotiator({ headers: { accept } }).mediaType([...offered]);
}
