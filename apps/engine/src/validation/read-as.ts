import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { compileClass } from './compile-class.js';
import { fits, instantiate, UNDECIDED, type CompiledClass } from './compiled-class.js';

/** A value as an instance of the class that it must be, and everything that is wrong with it. */
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
  const compiled = compiledClass(type);
  const instance = instantiate(compiled, plain);
  if (instance !== UNDECIDED && fits(compiled, instance as C)) return { instance: instance as C, errors: [] };
  return readByMetadata(type, plain);
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
