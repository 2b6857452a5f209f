import * as directory from '@jalon/directory';
import { pathFieldsOfCommand } from '@jalon/kernel';
import * as marketplace from '@jalon/marketplace';
import * as mission from '@jalon/mission';
import type { Schemas } from './document-types.js';

/** The schemas of bodies without the fields that the path carries: a body that holds one is refused. */
export function withoutPathFields(schemas: Schemas): Schemas {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, without(schema, fieldsFromPath(name))]),
  );
}

const classes: Readonly<Record<string, unknown>> = { ...directory, ...marketplace, ...mission };

function fieldsFromPath(name: string): ReadonlySet<string> {
  const command = classes[name];
  return typeof command === 'function' ? pathFieldsOfCommand(command) : new Set();
}

function without(schema: Schemas[string], fields: ReadonlySet<string>): Schemas[string] {
  if (fields.size === 0 || '$ref' in schema) return schema;
  const { required = [], properties = {}, ...rest } = schema;
  const kept = required.filter((field) => !fields.has(field));
  return {
    ...rest,
    ...(kept.length > 0 && { required: kept }),
    properties: Object.fromEntries(Object.entries(properties).filter(([field]) => !fields.has(field))),
  };
}
