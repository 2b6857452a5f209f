import type { Json, JsonArray, JsonObject } from './json.js';

/** Whether two JSON values are equal; the order of an object's members does not count, that of a list does. */
export function same(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isList(a) || isList(b)) return isList(a) && isList(b) && sameLists(a, b);
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  return Object.keys(a).length === Object.keys(b).length && stands(a, b);
}

/** Whether every one of `values` stands in `state` as it is: what makes a command with those values "already so". */
export function stands(values: object, state: object): boolean {
  const held = state as JsonObject;
  return Object.entries(values as JsonObject).every(
    ([name, value]) => Object.hasOwn(held, name) && same(value, held[name] as Json),
  );
}

function isList(value: Json): value is JsonArray {
  return Array.isArray(value);
}

function sameLists(a: JsonArray, b: JsonArray): boolean {
  return a.length === b.length && a.every((item, index) => same(item, b[index] as Json));
}
