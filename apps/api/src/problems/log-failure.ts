import type { FastifyRequest } from 'fastify';
import { reasonForLog } from '@jalon/engine';
import { loggedRequest } from '../http/correlation.js';
import type { Problem } from './problem.js';
import { answerTo, type ProblemAnswer } from './problem-answer.js';
import { problemOf } from './problem-of.js';

/** Tells the log of a request that failed: a fault of ours whole, a store that is away or what passes by itself in a line. */
export function logFailure(
  request: FastifyRequest,
  error: unknown,
  logged: ProblemAnswer['logged'],
  { code, params }: Pick<Problem, 'code' | 'params'>,
): void {
  if (logged === null) return;
  const facts = { ...loggedRequest(request), code };
  if (logged === 'info') request.log.info({ ...facts, params }, 'a request came too early');
  else request.log[logged]({ ...facts, ...whyOf(error, logged) }, 'a request failed');
}

/** Tells the log of an answer that could not be told to its end, after its success had been said; `what` was cut. */
export function logCut(request: FastifyRequest, error: unknown, what: Readonly<Record<string, unknown>>): void {
  const { logged, problem } = answerTo(undefined, problemOf(error));
  const level = logged === 'warn' ? 'warn' : 'error';
  const facts = { ...loggedRequest(request), ...what, code: problem.code };
  request.log[level]({ ...facts, ...whyOf(error, level) }, 'an answer was cut');
}

/** What is expected has no stack that tells more than its reason. */
const whyOf = (error: unknown, level: 'error' | 'warn') =>
  level === 'warn' ? { reason: reasonForLog(error) } : { err: error };
