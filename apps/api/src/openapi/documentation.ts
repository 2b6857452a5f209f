import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './document.js';

/** Serves /openapi.json and a page to read it and try it, all of it from this service: it works offline. */
export function serveDocumentation(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Jalon',
    swaggerOptions: { persistAuthorization: false, validatorUrl: null },
  });
}
