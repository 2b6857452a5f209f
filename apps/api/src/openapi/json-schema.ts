import { POSITION_TOKEN, type Column, type Columns, type Field, type Fields } from '@jalon/kernel';
import { CODES, type CodeList } from '@jalon/read-models';

/** A schema of OpenAPI 3.1, which is JSON Schema: the library's own type is that of 3.0. */
export type Schema = Readonly<Record<string, unknown>>;
export type Properties = Readonly<Record<string, Schema>>;

/** The schema in the place of a personal value whose key was destroyed. */
export const ERASED = 'Erased';
export const erasedSchema: Schema = {
  ...object({ erased: { const: true } }),
  description: 'In the place of a personal value whose key was destroyed.',
};

export const UUID: Schema = { type: 'string', format: 'uuid' };
export const TEXT: Schema = { type: 'string' };
export const DATE: Schema = { type: 'string', format: 'date' };
export const INSTANT_SCHEMA: Schema = { type: 'string', format: 'date-time' };
export const MONTH_SCHEMA: Schema = { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])$' };
export const INTEGER: Schema = { type: 'integer' };
/** Something counted or measured: never below zero. */
export const COUNT: Schema = { type: 'integer', minimum: 0 };
/** Where an event lies, as the callers of its tenant are given it. */
export const POSITION: Schema = { type: 'string', pattern: POSITION_TOKEN.source };

/** A closed object: it has no other properties, and all of these but the `optional` ones. */
export function object(properties: Properties, optional: Properties = {}): Schema {
  return {
    type: 'object',
    required: Object.keys(properties),
    properties: { ...properties, ...optional },
    additionalProperties: false,
  };
}

export function list(items: Schema, more: Schema = {}): Schema {
  return { type: 'array', items, ...more };
}

export const oneOf = (...schemas: readonly Schema[]): Schema => ({ oneOf: schemas });

export function described(schema: Schema, description: string): Schema {
  return { ...schema, description };
}

/** A schema that null fits too. */
export function orNull(schema: Schema): Schema {
  const { type, enum: values, description, ...rest } = schema;
  const about = description === undefined ? {} : { description };
  if (Array.isArray(schema['oneOf'])) return { ...schema, oneOf: [...(schema['oneOf'] as Schema[]), { type: 'null' }] };
  if (typeof type !== 'string' || type === 'object') {
    const { description: _, ...own } = schema;
    return { oneOf: [own, { type: 'null' }], ...about };
  }
  return {
    type: [type, 'null'],
    ...(Array.isArray(values) && { enum: [...(values as unknown[]), null] }),
    ...rest,
    ...about,
  };
}

/** The schemas of the columns of an answer, by name. */
export function propertiesOf(columns: Columns): Properties {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, schemaOfColumn(column)]));
}

/** The schema of what an answer shows of a column. */
export function schemaOfColumn(column: Column): Schema {
  const { type, unit, meaning, nullable, of } = column;
  const about = unit === undefined ? meaning : `${meaning} (${unit})`;
  const own = of ? schemaOfShape(of) : type === 'json' ? {} : plainSchema(column);
  return described(nullable ? orNull(own) : own, about);
}

/** Lists to which codes are added from outside: rules name age bands, and a newer version records other events. */
const OPEN_LISTS: ReadonlySet<string> = new Set<CodeList>(['ageBands', 'events']);

function plainSchema({ type, codes }: Column): Schema {
  if (type === 'boolean') return { type: 'boolean' };
  if (type === 'integer') return COUNT;
  if (type === 'date') return DATE;
  if (type === 'instant') return INSTANT_SCHEMA;
  if (type === 'month') return MONTH_SCHEMA;
  if (typeof codes === 'string' && !OPEN_LISTS.has(codes)) {
    return { type: 'string', enum: Object.keys(CODES[codes as CodeList]) };
  }
  return TEXT;
}

/** The closed object with these fields, as answers hold it. */
export function schemaOfFields(fields: Fields): Schema {
  const schemas = (optional: boolean) =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([, field]) => field.optional === optional)
        .map(([name, field]) => [name, schemaOfField(field)] as const),
    );
  return object(schemas(false), schemas(true));
}

function schemaOfField(field: Field): Schema {
  const schema = schemaOfShape(field);
  return described(field.nullable ? orNull(schema) : schema, field.meaning);
}

/** The schema of a field without its null. A personal one is opened in answers, or erased. */
function schemaOfShape({ shape }: Field): Schema {
  switch (shape.kind) {
    case 'uuid':
      return UUID;
    case 'text-code':
      return { type: 'string', pattern: '^[A-Za-z0-9@._-]{1,60}$' };
    case 'code':
      return { type: 'string', enum: [...shape.values] };
    case 'text':
      return TEXT;
    case 'date':
      return DATE;
    case 'month':
      return MONTH_SCHEMA;
    case 'instant':
      return INSTANT_SCHEMA;
    case 'time':
      return { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' };
    case 'zone':
    case 'stream':
      return TEXT;
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer', minimum: shape.min, maximum: shape.max };
    case 'list':
      return list(schemaOfField(shape.of), { maxItems: shape.maxItems });
    case 'object':
      return schemaOfFields(shape.fields);
    case 'personal':
      return oneOf(schemaOfShape(shape.of), { $ref: `#/components/schemas/${ERASED}` });
  }
}
