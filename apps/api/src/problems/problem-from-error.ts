import { HttpException } from '@nestjs/common';
import {
  CommandInFlight,
  CommandRefused,
  KeyReused,
  NotYetVisible,
  StaleRevision,
  TooManyConflicts,
  ViewsOfAnotherInstallation,
} from '@jalon/application';
import { obstacleText } from '@jalon/engine';
import { LoginRefused } from '@jalon/login';
import { QueryRefused } from '@jalon/read-models';
import {
  AccountRefused,
  ApiTokenRefused,
  CredentialMissing,
  IdentityUnlinked,
  LoginFailed,
  ProviderUnavailable,
  TokenInvalid,
} from '@jalon/access';
import {
  AppendTooLarge,
  cannotWriteIn,
  CorruptEvent,
  damageIn,
  KeyMissing,
  KeysMoved,
  KeyUnavailable,
  StoreMoved,
  StoreUnavailable,
  UnknownEvent,
  ViewBeingBuilt,
} from '@jalon/ports';
import { ApiProblem, type ApiProblemDetails } from './api-problem.js';
import { tokenFlawTexts, type ApiProblemCode } from './problem.messages.js';

/** A problem before its sentence is written. */
export interface ProblemFacts extends ApiProblemDetails {
  readonly code: string;
}

/** The problem with which an error is answered. An unexpected error is `INTERNAL`, and its message stays inside. */
export function problemFromError(error: unknown): ProblemFacts {
  if (error instanceof ApiProblem) return { code: error.code, ...error.details };
  const isRefusal =
    error instanceof CommandRefused ||
    error instanceof QueryRefused ||
    error instanceof ApiTokenRefused ||
    error instanceof LoginRefused;
  if (isRefusal) return error.rejection;
  return knownProblem(error) ?? fastifyProblem(error);
}

type OwnProblem = ApiProblemDetails & { readonly code: ApiProblemCode };

const LOGIN_PROBLEMS = {
  refused: 'LOGIN_REFUSED',
  stale: 'LOGIN_STALE',
  unfit: 'LOGIN_UNPROVEN',
} as const satisfies Readonly<Record<LoginFailed['flaw'], ApiProblemCode>>;

function knownProblem(error: unknown): OwnProblem | null {
  if (error instanceof CredentialMissing) {
    return { code: 'AUTHENTICATION_REQUIRED', headers: { 'www-authenticate': 'Bearer realm="jalon"' } };
  }
  if (error instanceof TokenInvalid) {
    return {
      code: 'TOKEN_INVALID',
      reason: error.flaw,
      params: { why: tokenFlawTexts[error.flaw] },
      headers: { 'www-authenticate': 'Bearer realm="jalon", error="invalid_token"' },
    };
  }
  if (error instanceof AccountRefused) {
    if (error.flaw === 'unknown') return { code: 'ACCOUNT_UNKNOWN' };
    if (error.flaw === 'organisation') return { code: 'ORGANISATION_NOT_SPOKEN_FOR' };
    return { code: 'ACCOUNT_UNCLEAR', params: { tenants: error.choices.join(', ') } };
  }
  if (error instanceof IdentityUnlinked) return { code: 'IDENTITY_UNLINKED' };
  if (error instanceof LoginFailed) return { code: LOGIN_PROBLEMS[error.flaw], params: { why: error.code } };
  if (error instanceof ProviderUnavailable) return { code: 'PROVIDER_UNAVAILABLE' };
  if (error instanceof StaleRevision) {
    const { seen, actual } = error;
    return { code: 'REVISION_STALE', params: { seen, actual: actual ?? { en: 'none', fr: 'aucune' } } };
  }
  if (error instanceof ViewBeingBuilt) return { code: 'VIEW_BEING_BUILT', params: { view: error.projection } };
  if (error instanceof AppendTooLarge) return { code: 'TOO_MUCH_AT_ONCE', params: { limit: error.limit } };
  if (error instanceof KeyReused) return { code: 'KEY_REUSED' };
  if (error instanceof CommandInFlight) return { code: 'COMMAND_IN_FLIGHT' };
  if (error instanceof TooManyConflicts) return { code: 'TOO_MANY_CONFLICTS' };
  if (error instanceof NotYetVisible) return { code: 'NOT_YET_VISIBLE' };
  if (error instanceof CorruptEvent) return { code: 'EVENT_CORRUPT' };
  if (error instanceof UnknownEvent) return { code: 'EVENT_UNKNOWN' };
  if (error instanceof KeyMissing) return { code: 'KEY_MISSING' };
  if (error instanceof ViewsOfAnotherInstallation) return { code: 'VIEWS_OF_ANOTHER_INSTALLATION' };
  if (error instanceof StoreMoved || error instanceof KeysMoved) return { code: 'STORE_MOVED' };
  if (error instanceof StoreUnavailable || error instanceof KeyUnavailable) {
    if (damageIn(error)) return { code: 'STORE_DAMAGED' };
    const obstacle = cannotWriteIn(error)?.obstacle;
    if (!obstacle) return { code: 'STORE_UNAVAILABLE' };
    return { code: 'STORE_UNWRITABLE', reason: obstacle, params: { why: obstacleText(obstacle) } };
  }
  return null;
}

/** The errors that Fastify raises itself, before a handler runs, by their code. */
const FASTIFY_PROBLEMS: Readonly<Record<string, OwnProblem>> = {
  FST_ERR_BAD_URL: { code: 'REQUEST_MALFORMED' },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'ROUTE_UNKNOWN' },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'BODY_TOO_LARGE' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'UNSUPPORTED_MEDIA_TYPE' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'BODY_INVALID',
    params: { why: { en: 'it is not as long as Content-Length says', fr: 'sa longueur contredit Content-Length' } },
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    code: 'BODY_INVALID',
    params: { why: { en: 'it is empty', fr: 'il est vide' } },
  },
};

function fastifyProblem(error: unknown): OwnProblem {
  // Nest wraps some of Fastify's errors.
  const cause = error instanceof HttpException ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return FASTIFY_PROBLEMS[code] ?? { code: 'INTERNAL' };
}
