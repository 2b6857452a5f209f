import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { BODY_LIMIT } from './json-body.js';
import { sendProblem } from '../problems/problem.filter.js';
import { answerUnparsable } from './unparsable-requests.js';

type Options = NonNullable<ConstructorParameters<typeof FastifyAdapter>[0]>;

/** How Fastify runs: within limits, and with our own words for what it refuses by itself. */
export function fastifyOptions(logger: Logger): Options {
  return {
    loggerInstance: logger,
    // Its own lines hold URLs, and so what clients wrote.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    /** A whole request must have arrived by then. */
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
    // While stopping, requests that are already on their way are served, and their connections then closed.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // What the router itself cannot read: a bad percent-encoding, an over-long id.
    frameworkErrors: (error, request, reply) =>
      sendProblem(request as unknown as FastifyRequest, reply as unknown as FastifyReply, error),
    clientErrorHandler: answerUnparsable,
  };
}
