import type { ClassConstructor } from 'class-transformer';
import { NotCompiled } from './not-compiled.js';
import { checkOf, rulesOf, type Check } from './rules.js';
import { nestedTypeOf, refuseOtherNames, transformationOf, UNTOLD, type Transformation } from './transformation.js';

/** A class with all that its decorators say, looked up once. */
export interface CompiledClass {
  /** The instance that class-transformer makes of an object; `UNTOLD` where only class-transformer can tell. */
  readonly made: Transformation;
  /** Whether class-validator finds nothing wrong with an instance so made; false also where only class-validator can tell. */
  readonly fits: (instance: object) => boolean;
}

interface CompiledField {
  readonly name: string;
  readonly made: Transformation;
  readonly fits: Check;
}

const compiled = new WeakMap<ClassConstructor<object>, CompiledClass>();

/**
 * The class compiled, the first time it is asked for.
 *
 * @throws NotCompiled for decorators whose meaning is not known here
 */
export function compiledClass(type: ClassConstructor<object>): CompiledClass {
  const known = compiled.get(type);
  if (known) return known;
  const made = compile(type, []);
  compiled.set(type, made);
  return made;
}

/** @param within the classes that hold this one, which it may not hold in turn */
function compile(type: ClassConstructor<object>, within: readonly ClassConstructor<object>[]): CompiledClass {
  if (within.includes(type)) throw new NotCompiled(type, 'holds itself');
  refuseOtherNames(type);
  const rules = rulesOf(type);
  const given = Object.keys(new type()).find((name) => !rules.has(name));
  if (given !== undefined) throw new NotCompiled(type, `gives itself ${given}, which has no rule`);

  const fields = [...rules].map(([name, ofField]): CompiledField => {
    if (name in type.prototype) throw new NotCompiled(type, `${name} is a method or an accessor`);
    const nested = (of: ClassConstructor<object>) => compile(of, [...within, type]);
    return {
      name,
      made: transformationOf(type, name, (of) => nested(of).made),
      fits: checkOf(type, ofField, () => nestedCheck(nested(typeIn(type, name)))),
    };
  });
  return {
    made: makerOf(type, fields),
    fits: (instance) => fields.every(({ name, fits }) => fits(fieldIn(instance, name), instance)),
  };
}

const fieldIn = (object: object, name: string): unknown => (object as Readonly<Record<string, unknown>>)[name];

function typeIn(type: ClassConstructor<object>, field: string): ClassConstructor<object> {
  const nested = nestedTypeOf(type, field);
  if (nested === null) throw new NotCompiled(type, `${field} has @ValidateNested without @Type`);
  return nested;
}

/** Of an object, or a list of them: what they are made into is always their class's. */
function nestedCheck({ fits }: CompiledClass): Check {
  const one = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value) && fits(value);
  return (value) => value === undefined || (Array.isArray(value) ? value.every(one) : one(value));
}

function makerOf(type: ClassConstructor<object>, fields: readonly CompiledField[]): Transformation {
  const transformations = new Map(fields.map(({ name, made }) => [name, made]));
  return (given) => {
    if (!isPlain(given)) return UNTOLD;
    const instance = new type() as Record<string, unknown>;
    for (const name of Object.keys(given)) {
      const transformation = transformations.get(name);
      if (transformation === undefined) return UNTOLD;
      const made = transformation(given[name]);
      if (made === UNTOLD) return UNTOLD;
      instance[name] = made;
    }
    return instance;
  };
}

/** As JSON and object literals are: nothing but its own fields. */
function isPlain(given: unknown): given is Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null) return false;
  const prototype = Object.getPrototypeOf(given) as unknown;
  return prototype === Object.prototype || prototype === null;
}
