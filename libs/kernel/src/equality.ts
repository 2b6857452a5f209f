import type { Json, JsonArray, JsonObject } from './json.js';
import { ERASED, type Opened, type Personal } from './personal.js';

/** Whether two JSON values are equal; the order of an object's members does not count, that of a list does. */
export function equalJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isList(a) || isList(b)) return isList(a) && isList(b) && sameLists(a, b);
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  return Object.keys(a).length === Object.keys(b).length && isAlreadySo(a, b);
}

/** Whether `state` holds every one of `values` as it is: then a command with those values changes nothing. */
export function isAlreadySo(values: object, state: object): boolean {
  const held = state as JsonObject;
  return Object.entries(values as JsonObject).every(
    ([name, value]) => Object.hasOwn(held, name) && equalJson(value, held[name] as Json),
  );
}

function isList(value: Json): value is JsonArray {
  return Array.isArray(value);
}

function sameLists(a: JsonArray, b: JsonArray): boolean {
  return a.length === b.length && a.every((item, index) => equalJson(item, b[index] as Json));
}

/** How a value that a command gives compares with the stored one; `erased` when nobody can tell any more. */
export type Equality = 'same' | 'different' | typeof ERASED;

/** Compares a command's value with the stored one, which was opened for the decision unless it is erased. */
export function equalityOf<T>(
  given: T | null | undefined,
  stored: Personal<T> | null,
  opened: Opened<unknown> | undefined,
): Equality {
  const value = given ?? null;
  if (stored === null || value === null) return stored === value ? 'same' : 'different';
  if (opened === undefined || opened === ERASED) return ERASED;
  return equalJson(opened.value as Json, value) ? 'same' : 'different';
}

/** The same for a value that may be missing: an erased one counts as missing, since it could not be stored again. */
export function equalityOfOptional<T>(
  given: T | null | undefined,
  stored: Personal<T> | null,
  opened: Opened<unknown> | undefined,
): Equality {
  return equalityOf(given, opened === ERASED ? null : stored, opened);
}
