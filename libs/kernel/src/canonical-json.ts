import type { Json } from './json.js';

/** A value that has no canonical form: a number JSON cannot hold, a lone surrogate, `undefined`, a function. */
export class NotCanonical extends Error {
  override readonly name = 'NotCanonical';
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The canonical form of a JSON value (RFC 8785, JCS): keys sorted by UTF-16 code units, numbers and strings as
 * ECMAScript writes them, nothing between. Two values are equal exactly when their canonical forms are.
 *
 * @throws NotCanonical where the value has no such form: it would otherwise be hashed as something else.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as { readonly [key: string]: Json });
  throw new NotCanonical(`a ${typeof value} has no JSON form`);
}

function canonicalObject(value: { readonly [key: string]: Json }): string {
  // The default sort compares UTF-16 code units, which is the order RFC 8785 (3.2.3) asks for.
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonicalString(key)}:${canonicalJson(value[key] as Json)}`);
  return `{${members.join(',')}}`;
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new NotCanonical(`${String(value)} has no JSON form`);
  return JSON.stringify(value);
}

function canonicalString(value: string): string {
  if (LONE_SURROGATE.test(value)) throw new NotCanonical('a text holds half of a surrogate pair');
  return JSON.stringify(value);
}

/** Whether every one of `values` stands in `state` as it is: what makes a command with those values "already so". */
export function stands(values: object, state: object): boolean {
  const held = state as Readonly<Record<string, Json>>;
  return Object.entries(values as Readonly<Record<string, Json>>).every(
    ([name, value]) => Object.hasOwn(held, name) && canonicalJson(value) === canonicalJson(held[name] as Json),
  );
}
