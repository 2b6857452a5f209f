import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { LANGUAGES, type Language } from '@jalon/kernel';

/** The language where neither the client nor a tenant names one. */
const DEFAULT_LANGUAGE: Language = 'en';

/**
 * The language of an answer: from Accept-Language with its q-values (RFC 9110, 12.5.4). A client that asks for none, for
 * any, or only for languages that we do not have gets that of its tenant; English where the caller is not known.
 */
export function languageFor(acceptLanguage: string | undefined, ofTenant: Language = DEFAULT_LANGUAGE): Language {
  const preference = [ofTenant, ...LANGUAGES.filter((language) => language !== ofTenant)];
  const wanted = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).language(preference);
  return LANGUAGES.find((language) => language === wanted) ?? ofTenant;
}

/** The language of a request's answer. */
export function languageOf(
  request: Pick<FastifyRequest, 'headers'> & Partial<Pick<FastifyRequest, 'tenant'>>,
): Language {
  return languageFor(request.headers['accept-language'], request.tenant?.language);
}

/** The one of `offered` that Accept prefers, with its q-values (RFC 9110, 12.5.1); undefined when it accepts none. */
export function mediaTypeFor(accept: string | undefined, offered: readonly string[]): string | undefined {
  return new Negotiator({ headers: { accept } }).mediaType([...offered]);
}
