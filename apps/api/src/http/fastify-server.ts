import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { problemAnswer } from '../problems/problem-answer.js';
import { sendProblem } from '../problems/problem.filter.js';
import type { ApiProblemCode } from '../problems/problem.messages.js';
import { BODY_LIMIT } from './json-body.js';
import { SECURITY_HEADERS } from './security-headers.js';

type Options = NonNullable<ConstructorParameters<typeof FastifyAdapter>[0]>;

/** How long a whole request may take to arrive, in milliseconds. */
const REQUEST_MS = 30_000;

/** Fastify's options: its limits, and our problem answers for the requests that it refuses itself. */
export function fastifyOptions(
  logger: Logger,
  trustedProxies: readonly string[] = [],
  requestTimeout = REQUEST_MS,
): Options {
  return {
    loggerInstance: logger,
    // Anybody else can write X-Forwarded-For too, and so pass for another address.
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // Fastify's own request lines hold URLs, and so what clients wrote.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout,
    // Node looks for late requests only every 30 s by default, and would end one after a minute.
    http: {
      connectionsCheckingInterval: Math.min(1_000, requestTimeout / 2),
      headersTimeout: requestTimeout,
      requestTimeout,
    },
    routerOptions: { maxParamLength: 200 },
    // While stopping, requests on their way are still served, and their connections then closed.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // For URLs that the router cannot read: a bad percent-encoding, an over-long id. No hook runs for them.
    frameworkErrors: (error, request, reply) =>
      sendProblem(
        request as unknown as FastifyRequest,
        reply.headers(SECURITY_HEADERS) as unknown as FastifyReply,
        error,
      ),
    clientErrorHandler: answerUnparsable,
  };
}

/**
 * Makes `server` read every header. Node leaves out those beyond the 2,000th without a word: a command whose `If-Match`
 * came so late would be done without its condition. Node's limit of 16 KiB for all names and values stays.
 */
export function readEveryHeader({ server }: FastifyInstance): void {
  server.maxHeadersCount = 0;
}

const PARSER_PROBLEMS: Readonly<Record<string, ApiProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TOO_SLOW',
};

/**
 * Answers bytes that are not HTTP. There is no request and no reply for them, so the answer is written to the socket.
 */
function answerUnparsable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const code = PARSER_PROBLEMS[error.code ?? ''] ?? 'REQUEST_MALFORMED';
  const { problem, headers } = problemAnswer('en', { code });
  const body = JSON.stringify(problem);
  const head = Object.entries({
    ...SECURITY_HEADERS,
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
      ...head.map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  );
}

/** How often idle connections are looked for while stopping, in milliseconds. */
const SWEEP_MS = 50;

/** How long requests under way may take to finish, in milliseconds: service managers kill after 10 s. */
const GRACE_MS = 6_000;

/**
 * While stopping, closes each connection as soon as it is idle, and all of them when the grace ends. Fastify closes
 * idle connections only once, at the beginning: a connection whose request was still being answered then would be kept
 * alive, and a client that neither sends nor reads would delay the stop for ever.
 */
export function closeConnectionsWhileStopping(server: FastifyInstance): void {
  server.addHook('preClose', (done) => {
    const sweep = setInterval(() => server.server.closeIdleConnections(), SWEEP_MS);
    const end = setTimeout(() => cutOffAll(server), GRACE_MS);
    server.server.once('close', () => {
      clearInterval(sweep);
      clearTimeout(end);
    });
    done();
  });
}

/** Clients see that their answers are cut: nothing marks the end of them. */
function cutOffAll({ server, log }: FastifyInstance): void {
  server.getConnections((_error, connections) => {
    log.warn({ connections }, 'requests that did not end while the service was stopping are cut off');
    server.closeAllConnections();
  });
}

/** Lets pages of these origins call the API and read all of its answers. Those of any other origin cannot. */
export function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
  });
}

/** What a page of another origin may read besides the few headers that browsers show by themselves (Fetch, 2.2.2). */
const EXPOSED_HEADERS = [
  'Content-Disposition',
  'ETag',
  'Idempotency-Key',
  'Jalon-Correlation-Id',
  'Jalon-Incomplete',
  'Jalon-Position',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
];

/** How long a browser may remember what it may send. */
const PREFLIGHT_SECONDS = 600;
