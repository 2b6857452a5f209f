import type { OpenAPIObject } from '@nestjs/swagger';

/** Says in JSON Schema 2020-12, which OpenAPI 3.1 uses, what the decorators say in OpenAPI 3.0: `nullable` is a type. */
export function asJsonSchema(document: OpenAPIObject): OpenAPIObject {
  return rewritten(document) as OpenAPIObject;
}

function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, rewritten(member)]),
  );
  return nullable === true ? orNull(rest) : rest;
}

function orNull(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { type, enum: values, ...rest } = schema;
  if (type === undefined) return { oneOf: [schema, { type: 'null' }] };
  return { ...rest, type: [type, 'null'], ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }) };
}
