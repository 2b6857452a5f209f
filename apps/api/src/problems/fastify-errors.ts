import type { ApiProblemDetails } from './api-problem.js';
import type { ApiProblemCode } from './api-problems.js';

/** What Fastify refuses by itself, before any handler of ours runs. */
const CODES: Readonly<Record<string, ApiProblemCode>> = {
  FST_ERR_BAD_URL: 'REQUEST_MALFORMED',
  FST_ERR_MAX_PARAM_LENGTH: 'ROUTE_UNKNOWN',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_INVALID',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_INVALID',
};

const WHY: Readonly<Record<string, ApiProblemDetails>> = {
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    params: { why: { en: 'it is not as long as Content-Length says', fr: 'sa longueur contredit Content-Length' } },
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: { params: { why: { en: 'it is empty', fr: 'il est vide' } } },
};

/** The code of an error that Fastify raised; `INTERNAL` for any other. */
export function codeOfFastify(error: unknown): ApiProblemCode {
  return CODES[fastifyCodeOf(error)] ?? 'INTERNAL';
}

export function detailsOfFastify(error: unknown): ApiProblemDetails {
  return WHY[fastifyCodeOf(error)] ?? {};
}

function fastifyCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
