import type { CompiledClass, CompiledField } from './compiled-class.js';

/** What only class-transformer can tell. */
export const UNTOLD = Symbol('untold');

/** The instance that class-transformer makes of what was given, or `UNTOLD`. */
export function made({ type, fields }: CompiledClass, given: unknown): unknown {
  if (!isPlain(given)) return UNTOLD;
  const instance = new type() as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    const field = fields.get(name);
    if (field === undefined) return UNTOLD;
    const value = valueMade(field, given[name]);
    if (value === UNTOLD) return UNTOLD;
    instance[name] = value;
  }
  return instance;
}

function valueMade({ becomes }: CompiledField, given: unknown): unknown {
  if (becomes === 'number') return numberMade(given);
  if (isScalar(given)) return given;
  if (!Array.isArray(given)) return becomes === 'as given' ? UNTOLD : made(becomes, given);
  const list: unknown[] = [];
  for (const item of given as readonly unknown[]) {
    if (isScalar(item)) list.push(item);
    else if (becomes === 'as given') return UNTOLD;
    else {
      const instance = made(becomes, item);
      if (instance === UNTOLD) return UNTOLD;
      list.push(instance);
    }
  }
  return list;
}

function numberMade(given: unknown): unknown {
  if (given === undefined || given === null) return given;
  return isScalar(given) ? Number(given) : UNTOLD;
}

function isScalar(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function');
}

/** As JSON and object literals are: nothing but its own fields. */
function isPlain(given: unknown): given is Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null) return false;
  const prototype = Object.getPrototypeOf(given) as unknown;
  return prototype === Object.prototype || prototype === null;
}
