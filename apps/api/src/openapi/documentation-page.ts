import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import '../http/authentication.js';
import { openApiDocument } from './document.js';

/** The page and its script. SwaggerModule's page holds styles of its own, which the content security policy forbids. */
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Jalon</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/index.css">
<link rel="stylesheet" href="docs/swagger-ui.css">
<div id="page"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script type="module" src="docs/page.js"></script>
</html>
`;
/** Swagger-ui sends the example of an optional parameter unless a reader empties it: examples become text. */
const SCRIPT = `
const shown = (key, part) =>
  part?.in && !part.required && part.example !== undefined
    ? { ...part, example: undefined, description: (part.description ?? '') + ' Example: ' + part.example }
    : part;
const answer = await fetch('openapi.json');
const spec = JSON.parse(await answer.text(), shown);
SwaggerUIBundle({ spec, dom_id: '#page', deepLinking: true, validatorUrl: null });
`;

/** The files of swagger-ui that the page loads, with their media types. */
const FILES = {
  'favicon-32x32.png': 'image/png',
  'index.css': 'text/css; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const;

/**
 * Serves /openapi.json, and a page at /docs to read it and try it. The page loads nothing from elsewhere: it works
 * offline. Its addresses are relative: it also works where a proxy serves it below another path.
 */
export function serveDocumentation(app: NestFastifyApplication): void {
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  const serve = (path: string, type: string, read: () => unknown): void => {
    server.get(path, { config: { public: true } }, async (_, reply) =>
      reply
        .type(type)
        .header('cache-control', 'max-age=3600')
        .send(await read()),
    );
  };
  let document: OpenAPIObject | undefined;
  serve('/openapi.json', 'application/json; charset=utf-8', () => (document ??= openApiDocument(app)));
  serve('/docs', 'text/html; charset=utf-8', () => PAGE);
  serve('/docs/page.js', 'text/javascript; charset=utf-8', () => SCRIPT);
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist'));
  for (const [name, type] of Object.entries(FILES)) serve(`/docs/${name}`, type, () => readFile(join(folder, name)));
}
