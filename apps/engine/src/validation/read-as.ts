import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { compiledClass } from './compiled/compile.js';
import { fits } from './compiled/fits.js';
import { made, UNTOLD } from './compiled/made.js';
import { STRICT } from './strict.js';

/** What was given, as an instance of the class that it must be, and everything that is wrong with it. */
export interface Reading<C extends object> {
  readonly instance: C;
  readonly errors: readonly ValidationError[];
}

/**
 * Reads a plain object as a command or a query. What fits is told by checks that were compiled once for its class; anything
 * else is judged by class-transformer and class-validator themselves, so the verdict and its words are always theirs.
 */
export function readAs<C extends object>(type: ClassConstructor<C>, plain: object): Reading<C> {
  const compiled = compiledClass(type);
  const instance = made(compiled, plain);
  if (instance !== UNTOLD && fits(compiled, instance as C)) return { instance: instance as C, errors: [] };
  return judged(type, plain);
}

/** The same by the classes' metadata alone: for what is read once a run, with transformations of its own. */
export function judged<C extends object>(type: ClassConstructor<C>, plain: object): Reading<C> {
  const instance = plainToInstance(type, plain);
  return { instance, errors: validateSync(instance, STRICT) };
}

/**
 * Compiles the checks of these classes now: a start tells what a request should not find out.
 *
 * @throws NotCompiled
 */
export function compileChecks(types: readonly ClassConstructor<object>[]): void {
  types.forEach(compiledClass);
}
