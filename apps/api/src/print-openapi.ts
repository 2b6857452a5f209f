import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiModule, type ApiParts } from './api.module.js';
import { openApiDocument } from './openapi/document.js';
import { makeLogger } from '@jalon/engine/process';
import { makeMetrics } from './operations/metrics.js';

/** Prints the OpenAPI document (`npm run docs`). Nothing is opened: Nest only looks at the controllers. */
const nothing = { commands: { rows: [] }, queries: [] } as unknown as ApiParts['engine'];
const parts = {
  engine: nothing,
  metrics: makeMetrics(),
  logger: makeLogger('silent'),
  liveStreamsPerPerson: 1,
  tracer: null,
};
const app = await NestFactory.create(ApiModule.over(parts), new FastifyAdapter(), { preview: true, logger: false });
process.stdout.write(`${JSON.stringify(openApiDocument(app), null, 2)}\n`);
