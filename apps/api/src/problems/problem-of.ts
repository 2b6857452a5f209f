import { HttpException } from '@nestjs/common';
import {
  CommandInFlight,
  CommandRefused,
  KeyReused,
  NotYetVisible,
  StaleRevision,
  TooManyConflicts,
  ViewsOfAnotherLog,
} from '@jalon/application';
import { QueryRefused } from '@jalon/read-models';
import { TokenInvalid, TokenMissing } from '@jalon/access';
import { AppendTooLarge, KeyMissing, KeyUnavailable, StoreUnavailable, ViewBeingBuilt } from '@jalon/ports';
import { ApiProblem, type ApiProblemDetails } from './api-problem.js';
import type { ApiProblemCode } from './api-problems.js';
import { codeOfFastify, detailsOfFastify } from './fastify-errors.js';

/** A problem whose sentence has not been written yet. */
export interface ProblemFacts extends ApiProblemDetails {
  readonly code: string;
}

/** What went wrong, as the client is told it. Anything not foreseen is a fault of ours, and says nothing of its inside. */
export function problemOf(error: unknown): ProblemFacts {
  if (error instanceof ApiProblem) return { code: error.code, ...error.details };
  if (error instanceof CommandRefused || error instanceof QueryRefused) return error.rejection;
  if (error instanceof TokenMissing) return AUTHENTICATION_REQUIRED;
  if (error instanceof TokenInvalid) return TOKEN_INVALID;
  if (error instanceof StaleRevision) return staleRevision(error);
  if (error instanceof ViewBeingBuilt) return viewBeingBuilt(error);
  if (error instanceof AppendTooLarge) return tooMuchAtOnce(error);
  const code = simpleCodeOf(error);
  if (code) return { code };
  const fastify = error instanceof HttpException ? error.cause : error;
  return { code: codeOfFastify(fastify), ...detailsOfFastify(fastify) };
}

const AUTHENTICATION_REQUIRED: ProblemFacts = {
  code: 'AUTHENTICATION_REQUIRED' satisfies ApiProblemCode,
  headers: { 'www-authenticate': 'Bearer realm="jalon"' },
};

const TOKEN_INVALID: ProblemFacts = {
  code: 'TOKEN_INVALID' satisfies ApiProblemCode,
  headers: { 'www-authenticate': 'Bearer realm="jalon", error="invalid_token"' },
};

function simpleCodeOf(error: unknown): ApiProblemCode | null {
  if (error instanceof KeyReused) return 'KEY_REUSED';
  if (error instanceof CommandInFlight) return 'COMMAND_IN_FLIGHT';
  if (error instanceof TooManyConflicts) return 'TOO_MANY_CONFLICTS';
  if (error instanceof NotYetVisible) return 'NOT_YET_VISIBLE';
  if (error instanceof KeyMissing) return 'KEY_MISSING';
  if (error instanceof ViewsOfAnotherLog) return 'VIEWS_OF_ANOTHER_LOG';
  if (error instanceof StoreUnavailable || error instanceof KeyUnavailable) return 'STORE_UNAVAILABLE';
  return null;
}

function staleRevision({ seen, actual }: StaleRevision): ProblemFacts {
  return {
    code: 'REVISION_STALE' satisfies ApiProblemCode,
    params: { seen, actual: actual ?? { en: 'none', fr: 'aucune' } },
  };
}

function tooMuchAtOnce({ limit }: AppendTooLarge): ProblemFacts {
  return { code: 'TOO_MUCH_AT_ONCE' satisfies ApiProblemCode, params: { limit } };
}

function viewBeingBuilt({ projection }: ViewBeingBuilt): ProblemFacts {
  return { code: 'VIEW_BEING_BUILT' satisfies ApiProblemCode, params: { view: projection } };
}
