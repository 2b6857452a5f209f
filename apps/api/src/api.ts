import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Logger as NestLogger } from 'nestjs-pino';
import { systemIds } from '@jalon/application';
import { requireCallers } from './access/authentication.js';
import { ApiModule, type ApiParts } from './api.module.js';
import { logAnswers } from './http/access-log.js';
import { correlateRequests } from './http/correlation.js';
import { fastifyOptions } from './http/fastify-options.js';
import { closeConnectionsWhileStopping } from './http/stopping-connections.js';
import { readJsonBodiesOnly } from './http/json-body.js';
import { measureAnswers } from './http/measure-answers.js';
import { keepRouteTable } from './http/route-table.js';
import { traceRequests } from './http/trace-requests.js';
import { forbidCaching, setSecurityHeaders } from './http/security-headers.js';
import { serveDocumentation } from './openapi/documentation.js';
import { ProblemFilter } from './problems/problem.filter.js';

/** The API over an engine, ready to listen. Closing it is the caller's, before the engine is. */
export async function makeApi(parts: ApiParts): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(fastifyOptions(parts.logger));
  const server = adapter.getInstance<FastifyInstance>();
  keepRouteTable(server);
  if (parts.tracer) traceRequests(server, parts.tracer);
  correlateRequests(server, systemIds);
  logAnswers(server);
  measureAnswers(server, parts.metrics.onAnswer);
  closeConnectionsWhileStopping(server);

  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.over(parts), adapter, {
    bodyParser: false,
    bufferLogs: true,
  });
  app.useLogger(app.get(NestLogger));
  app.useGlobalFilters(new ProblemFilter());
  await setSecurityHeaders(server);
  forbidCaching(server);
  requireCallers(server, parts.engine);
  readJsonBodiesOnly(server);
  serveDocumentation(app);
  return app;
}
