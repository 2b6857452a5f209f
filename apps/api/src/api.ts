import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Logger as NestLogger } from 'nestjs-pino';
import { systemIds } from '@jalon/application';
import { ApiModule, type ApiOptions } from './api.module.js';
import { authenticateRequests } from './http/authentication.js';
import {
  allowOrigins,
  closeConnectionsWhileStopping,
  fastifyOptions,
  readEveryHeader,
  setSecurityHeaders,
} from './http/fastify-server.js';
import { readJsonBodiesOnly } from './http/json-body.js';
import { enforcePolicies } from './http/policies.js';
import { limitRates } from './http/rate-limits.js';
import {
  correlateRequests,
  cutOffStalledClients,
  forbidCaching,
  logAnswers,
  measureAnswers,
  traceRequests,
} from './http/request-hooks.js';
import { ImportJobs } from './imports/import-jobs.js';
import { readUploads } from './imports/import-upload.js';
import { rememberRoutes } from './http/unknown-route.js';
import { serveDocumentation } from './openapi/documentation-page.js';

/**
 * The API of an engine, ready to listen. The caller closes it, and closes the engine only after it.
 *
 * Fastify runs the hooks in the order of these calls: a request gets its correlation id before anything can refuse it,
 * and the security headers before its caller is verified.
 */
export async function makeApi(options: ApiOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(fastifyOptions(options.logger, options.config.trustedProxies));
  const server = adapter.getInstance<FastifyInstance>();
  readEveryHeader(server);
  rememberRoutes(server);
  if (options.tracer) traceRequests(server, options.tracer);
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
  await setSecurityHeaders(server);
  allowOrigins(app, options.config.allowedOrigins);
  forbidCaching(server);
  const rates = await limitRates(server, options.config);
  authenticateRequests(server, { ...options.engine, rates });
  enforcePolicies(server);
  readJsonBodiesOnly(server);
  readUploads(server, app.get(ImportJobs));
  serveDocumentation(app);
  return app;
}
