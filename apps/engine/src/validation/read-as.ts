import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, ValidationError, type ValidatorOptions } from 'class-validator';
import { compileClass } from './compile-class.js';
import { fits, instantiate, UNDECIDED, type CompiledClass } from './compiled-class.js';
import { oversized } from './oversized.js';

/** A value as an instance of the class that it must be, and everything that is wrong with it; as it came when it is too large. */
export interface Reading<C extends object> {
  readonly instance: C;
  readonly errors: readonly ValidationError[];
}

/**
 * Nothing that the class does not name goes through. `forbidUnknownValues` is off because it refuses every object of a class
 * without fields (a withdrawal), also an empty one; the whitelist still refuses whatever such an object holds.
 */
export const STRICT: ValidatorOptions = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };

/**
 * Reads a plain object as a command or a query. Checks that were compiled once for its class let through what fits. Anything
 * else is judged by class-transformer and class-validator themselves, so the verdict and its words are always theirs.
 */
export function readAs<C extends object>(type: ClassConstructor<C>, plain: object): Reading<C> {
  const reading = readByClass(type, plain);
  // Only of what fits otherwise: its fields are all known, and its sizes bounded.
  return reading.errors.length > 0 ? reading : { ...reading, errors: controlCharactersIn(plain) };
}

/**
 * What a text may not hold, in any field of any command or query: control characters but tab and line ends, which no
 * screen, CSV file or database shows alike, and halves of surrogate pairs.
 */
// eslint-disable-next-line no-control-regex -- these are what is looked for
const NOT_PLAIN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]|\p{Surrogate}/u;

/** Where a value holds such characters, at every depth. */
export function controlCharactersIn(value: object): readonly ValidationError[] {
  return Object.entries(value).flatMap(([property, inner]: [string, unknown]) => {
    if (typeof inner === 'string' && NOT_PLAIN.test(inner)) return [errorAt(value, property, { plainText: property })];
    if (typeof inner !== 'object' || inner === null) return [];
    const children = controlCharactersIn(inner);
    return children.length === 0 ? [] : [errorAt(value, property, undefined, children)];
  });
}

function errorAt(
  target: object,
  property: string,
  constraints: Record<string, string> | undefined,
  children: readonly ValidationError[] = [],
): ValidationError {
  return Object.assign(new ValidationError(), {
    target,
    property,
    children: [...children],
    ...(constraints && { constraints }),
  });
}

function readByClass<C extends object>(type: ClassConstructor<C>, plain: object): Reading<C> {
  const compiled = compiledClass(type);
  const instance = instantiate(compiled, plain);
  if (instance !== UNDECIDED && fits(compiled, instance as C)) return { instance: instance as C, errors: [] };
  const tooMuch = oversized(compiled, plain);
  if (tooMuch.length > 0) return { instance: plain as C, errors: tooMuch };
  return readByMetadata(type, plain);
}

/** Reads a query string's parameters: a number is written in decimal digits only, not as `0x10`, `1e1` or ` 5`. */
export function readParameters<C extends object>(
  type: ClassConstructor<C>,
  parameters: Readonly<Record<string, unknown>>,
): Reading<C> {
  const { fields } = compiledClass(type);
  const written = Object.entries(parameters).map(([name, value]) => [
    name,
    fields.get(name)?.becomes === 'number' && !isDecimal(value) ? NaN : value,
  ]);
  return readAs(type, Object.fromEntries(written) as object);
}

function isDecimal(value: unknown): boolean {
  return typeof value === 'string' && /^-?(0|[1-9]\d*)$/.test(value);
}

/** The same by the classes' metadata alone: for what is read once a run, with transformations of its own. */
export function readByMetadata<C extends object>(type: ClassConstructor<C>, plain: object): Reading<C> {
  const instance = plainToInstance(type, plain);
  return { instance, errors: validateSync(instance, STRICT) };
}

/**
 * Compiles the checks of these classes now, so that the start fails instead of a request.
 *
 * @throws NotCompiled
 */
export function compileChecks(types: readonly ClassConstructor<object>[]): void {
  types.forEach(compiledClass);
}

const compiled = new WeakMap<ClassConstructor<object>, CompiledClass>();

/**
 * The class, compiled at its first use.
 *
 * @throws NotCompiled for decorators whose meaning is not known here
 */
export function compiledClass(type: ClassConstructor<object>): CompiledClass {
  const known = compiled.get(type);
  if (known) return known;
  const made = compileClass(type);
  compiled.set(type, made);
  return made;
}
