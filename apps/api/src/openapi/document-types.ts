import type { OpenAPIObject } from '@nestjs/swagger';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
/** A schema as OpenAPI 3.1 holds it: JSON Schema, of which the library's types know the older form only. */
export type Schema = Readonly<Record<string, unknown>>;
export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
