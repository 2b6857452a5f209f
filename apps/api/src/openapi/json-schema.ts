import type { Schemas } from './document-types.js';

const DATE_PATTERN = '^\\d{4}-\\d{2}-\\d{2}$';

/** The schemas as exact as the service is: whole numbers only, days that exist, and no field that is not named. */
export function exactSchemas(schemas: Schemas): Schemas {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { ...(exact(schema) as object), additionalProperties: false },
    ]),
  );
}

function exact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, exact(member)]));
  const type = wholeNumbers(schema['type']);
  return {
    ...schema,
    ...(type !== undefined && { type }),
    ...(schema['pattern'] === DATE_PATTERN && { format: 'date' }),
  };
}

/** Amounts are whole numbers everywhere: TypeScript's `number` says less than the house does. */
function wholeNumbers(type: unknown): unknown {
  if (Array.isArray(type)) return type.map(wholeNumbers);
  return type === 'number' ? 'integer' : type;
}
