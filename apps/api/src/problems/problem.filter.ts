import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logFailure } from './log-failure.js';
import { answerTo } from './problem-answer.js';
import { problemOf } from './problem-of.js';
import { unknownRoute } from './unknown-route.js';

/** The one place where a failure becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    sendProblem(request, http.getResponse(), request.is404 ? unknownRoute(request) : error);
  }
}

/** Answers `request` with the problem that `error` stands for. A fault of ours is answered without detail. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const facts = problemOf(error);
  const { problem, headers, logged } = answerTo(request.headers['accept-language'], facts, request.method);
  logFailure(request, error, logged, problem);
  if (reply.sent || reply.raw.headersSent) {
    // A stream broke half-way: a cut answer must not look like a whole one.
    reply.raw.destroy();
    return;
  }
  // Of the answer that it was to be: a browser would save the problem under the name of a file.
  void reply.removeHeader('content-disposition').removeHeader('jalon-incomplete');
  void reply.status(problem.status).headers(headers).send(JSON.stringify(problem));
}
