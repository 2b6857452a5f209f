import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { finishDocument } from './finish-document.js';

/** The API's OpenAPI 3.1 document: from the controllers and command classes, then what all routes share. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Jalon')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addSecurityRequirements('bearer')
    .build();
  // An operation's id is its method's name, and so stays when a controller moves.
  return finishDocument(SwaggerModule.createDocument(app, base, { operationIdFactory: (_, method) => method }));
}

const DESCRIPTION = `The life of a skills-sponsorship mission, as events that nobody can quietly rewrite.

Commands are POST requests. Each may carry an Idempotency-Key (same key and same body: the first answer again, for ever) and
an If-Match with the ETag that was seen. Queries are GET requests; each may name, in Jalon-Min-Position, the position that a
command answered, and then waits until the views have it. Failures are problem details (RFC 9457) with a stable code, in
French or English by Accept-Language.`;
