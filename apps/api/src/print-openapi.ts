import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiModule, type ApiOptions } from './api.module.js';
import { openApiDocument } from './openapi/document.js';
import { readConfig } from '@jalon/engine';
import { makeLogger } from '@jalon/engine/process';
import { makeMetrics } from './operations/metrics.js';

/** Prints the OpenAPI document (`npm run docs`). No store is opened: in preview mode Nest instantiates nothing. */
const options = {
  engine: {} as unknown as ApiOptions['engine'],
  metrics: makeMetrics(),
  logger: makeLogger('silent'),
  config: readConfig({}),
  tracer: null,
};
const app = await NestFactory.create(ApiModule.forRoot(options), new FastifyAdapter(), {
  preview: true,
  logger: false,
});
process.stdout.write(`${JSON.stringify(openApiDocument(app), null, 2)}\n`);
