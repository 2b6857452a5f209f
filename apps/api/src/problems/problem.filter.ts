import { Catch, type ArgumentsHost, type ExceptionFilter, IntrinsicException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CorruptEvent, damageIn } from '@jalon/ports';
import { reasonForLog } from '@jalon/engine';
import { countedLines, type WriteLine } from '@jalon/engine/process';
import { languageOf } from '../http/content-negotiation.js';
import { loggedRequest } from '../http/http-context.js';
import { unknownRoute } from '../http/unknown-route.js';
import { problemAnswer, type Problem, type ProblemAnswer } from './problem-answer.js';
import { problemFromError } from './problem-from-error.js';

/** Turns every error of a request into a problem answer (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    sendProblem(request, http.getResponse(), request.is404 ? unknownRoute(request) : error);
  }
}

/** Answers `request` with the problem for `error`, and logs it unless the client is at fault. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  if (hungUp(request, error)) return;
  const { problem, headers, logged } = problemAnswer(languageOf(request), problemFromError(error), request.method);
  logFailure(request, error, logged, problem);
  if (reply.sent || reply.raw.headersSent) {
    // A stream failed after it had begun. Without this the client would take the part for the whole.
    reply.raw.destroy();
    return;
  }
  // Set for the answer that failed: a browser would save the problem as a file, under that file's name.
  void reply.removeHeader('content-disposition').removeHeader('jalon-incomplete');
  void reply.status(problem.status).headers(headers).send(JSON.stringify(problem));
}

/** Whether the client left before its whole request had come: nobody is at fault here, and nobody reads an answer. */
function hungUp({ raw }: FastifyRequest, error: unknown): boolean {
  return error !== null && error === raw.errored && !raw.complete;
}

function logFailure(
  request: FastifyRequest,
  error: unknown,
  logged: ProblemAnswer['logged'],
  { code, params }: Pick<Problem, 'code' | 'params'>,
): void {
  if (logged === null) return;
  const facts = { ...loggedRequest(request), code };
  if (logged === 'info') request.log.info({ ...facts, params }, 'a request came too early');
  else logOf(request, code, logged)({ ...facts, ...causeFor(logged, error) }, 'a request failed');
}

/** The codes of which one line is written, then a sum a minute: many requests fail for one reason. */
const COUNTED: Readonly<Record<string, string>> = {
  STORE_UNAVAILABLE: 'requests failed while a store does not answer',
  STORE_UNWRITABLE: 'requests failed while a store takes no writes',
  EVENT_CORRUPT: 'requests failed on a corrupt event',
  STORE_DAMAGED: 'requests failed on a damaged store',
};

/** By the log of a service, then by code. */
const counted = new WeakMap<object, Map<string, (write: WriteLine) => WriteLine>>();

function logOf({ log, server }: FastifyRequest, code: Problem['code'], level: 'error' | 'warn'): WriteLine {
  const write: WriteLine = (facts, line) => log[level](facts, line);
  const summed = COUNTED[code];
  if (summed === undefined) return write;
  const ofServer = counted.get(server) ?? new Map<string, (write: WriteLine) => WriteLine>();
  counted.set(server, ofServer);
  const lines = ofServer.get(code) ?? countedLines(summed);
  ofServer.set(code, lines);
  return lines(write);
}

/** Intrinsic, so that Nest does not log it: the cut has been logged with its request. */
class AnswerCut extends IntrinsicException {}

/**
 * Logs an answer that failed after its status had been sent; `answer` describes it.
 *
 * @returns what ends the answer in the place of `error`
 */
export function logCutAnswer(
  request: FastifyRequest,
  error: unknown,
  answer: Readonly<Record<string, unknown>>,
): Error {
  const { logged, problem } = problemAnswer('en', problemFromError(error));
  const level = logged === 'warn' ? 'warn' : 'error';
  const facts = { ...loggedRequest(request), ...answer, code: problem.code };
  request.log[level]({ ...facts, ...causeFor(level, error) }, 'an answer was cut');
  return new AnswerCut('an answer was cut', { cause: error });
}

/** Logs an answer whose connection was closed before its end: by its client, or because the service stops. */
export function logLeftAnswer(request: FastifyRequest, answer: Readonly<Record<string, unknown>>): void {
  const reason = 'its connection was closed before its end';
  request.log.info({ ...loggedRequest(request), ...answer, reason }, 'an answer was cut');
}

/** A warning is about something expected, and corruption lies in the store: a stack would add nothing to the reason. */
const causeFor = (level: 'error' | 'warn', error: unknown) =>
  level === 'warn' || error instanceof CorruptEvent || damageIn(error)
    ? { reason: reasonForLog(error) }
    : { err: error };
