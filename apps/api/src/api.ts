import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Logger as NestLogger } from 'nestjs-pino';
import { systemIds } from '@jalon/application';
import { ApiModule, type ApiOptions } from './api.module.js';
import { authenticateRequests } from './http/authentication.js';
import { allowOrigins, closeConnectionsWhileStopping, fastifyOptions, readEveryHeader } from './http/fastify-server.js';
import { readJsonBodiesOnly } from './http/json-body.js';
import { enforcePolicies } from './http/policies.js';
import { publicOrigin } from './http/public-origin.js';
import { limitRates } from './http/rate-limits.js';
import {
  correlateRequests,
  cutOffStalledClients,
  logAnswers,
  measureAnswers,
  traceRequests,
} from './http/request-hooks.js';
import { ImportJobs } from './imports/import-jobs.js';
import { readUploads } from './imports/import-upload.js';
import { setSecurityHeaders } from './http/security-headers.js';
import { rememberRoutes } from './http/unknown-route.js';
import { serveDocumentation } from './openapi/documentation-page.js';

/**
 * The API of an engine, ready to listen. The caller closes it, and closes the engine only after it.
 *
 * Fastify runs the hooks in the order of these calls: a request gets the security headers and its correlation id before
 * anything can refuse it.
 */
export async function makeApi(options: ApiOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(fastifyOptions(options.logger, options.config.trustedProxies));
  const server = adapter.getInstance<FastifyInstance>();
  readEveryHeader(server);
  rememberRoutes(server);
  if (options.tracer) traceRequests(server, options.tracer);
  setSecurityHeaders(server);
  correlateRequests(server, systemIds);
  logAnswers(server);
  measureAnswers(server, options.metrics.onAnswer);
  cutOffStalledClients(server);
  closeConnectionsWhileStopping(server);

  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(options), adapter, {
    bodyParser: false,
    bufferLogs: true,
  });
  app.useLogger(app.get(NestLogger));
  allowOrigins(app, options.config.allowedOrigins);
  const rates = await limitRates(server, options.config);
  authenticateRequests(server, { ...options.engine, rates, origin: () => publicOrigin(server, options.config) });
  enforcePolicies(server);
  readJsonBodiesOnly(server);
  readUploads(server, app.get(ImportJobs));
  serveDocumentation(app);
  return app;
}
