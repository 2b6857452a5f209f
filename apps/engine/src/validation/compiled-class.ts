import type { ClassConstructor } from 'class-transformer';
import type { ValidationArguments, ValidatorConstraintInterface } from 'class-validator';

/**
 * What a class's decorators say, looked up once. It is data that the same few functions interpret (`instantiate`, `fits`): a
 * function generated for each rule would have to be optimised by itself.
 */
export interface CompiledClass {
  readonly type: ClassConstructor<object>;
  readonly fields: ReadonlyMap<string, CompiledField>;
}

export interface CompiledField {
  readonly name: string;
  /** From its `@Type`: the class that objects in it become, or that everything becomes a number. */
  readonly becomes: 'as given' | 'number' | CompiledClass;
  /** The field is checked where all of them hold. */
  readonly conditions: readonly Condition[];
  readonly validations: readonly Validation[];
  /** How many items a list in it may have (`@ArrayMaxSize`): longer ones are refused before an item is looked at. */
  readonly maxItems: number;
  /** The class that its objects must fit in turn. */
  readonly nested: CompiledClass | null;
}

export type Condition = (object: object, value: unknown) => unknown;

/** A rule: class-validator's own validator, and the arguments that class-validator would give it. */
export interface Validation extends Pick<ValidationArguments, 'targetName' | 'property' | 'constraints'> {
  readonly validator: ValidatorConstraintInterface;
  readonly each: boolean;
  readonly validateIf: Condition | null;
}

/** The answer where only class-transformer can tell. */
export const UNDECIDED = Symbol('undecided');

/** The instance that class-transformer would make of a value, or `UNDECIDED`. */
export function instantiate({ type, fields }: CompiledClass, given: unknown): unknown {
  if (!isPlain(given)) return UNDECIDED;
  const names = Object.keys(given);
  if (names.length > fields.size) return UNDECIDED;
  const instance = new type() as Record<string, unknown>;
  for (const name of names) {
    const field = fields.get(name);
    if (field === undefined) return UNDECIDED;
    const value = valueOf(field, given[name]);
    if (value === UNDECIDED) return UNDECIDED;
    instance[name] = value;
  }
  return instance;
}

function valueOf({ becomes, maxItems }: CompiledField, given: unknown): unknown {
  if (becomes === 'number') return numberOf(given);
  if (isScalar(given)) return given;
  if (!Array.isArray(given)) return becomes === 'as given' ? UNDECIDED : instantiate(becomes, given);
  if (given.length > maxItems) return UNDECIDED;
  const list: unknown[] = [];
  for (const item of given as readonly unknown[]) {
    if (isScalar(item)) list.push(item);
    else if (becomes === 'as given') return UNDECIDED;
    else {
      const instance = instantiate(becomes, item);
      if (instance === UNDECIDED) return UNDECIDED;
      list.push(instance);
    }
  }
  return list;
}

function numberOf(given: unknown): unknown {
  if (given === undefined || given === null) return given;
  return isScalar(given) ? Number(given) : UNDECIDED;
}

function isScalar(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function');
}

/** Whether a value is as JSON and object literals make it: nothing but its own fields. */
function isPlain(given: unknown): given is Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null) return false;
  const prototype = Object.getPrototypeOf(given) as unknown;
  return prototype === Object.prototype || prototype === null;
}

/** Whether class-validator would find nothing wrong with an instance that `instantiate` made; false also where only it can tell. */
export function fits({ fields }: CompiledClass, instance: object): boolean {
  for (const field of fields.values()) if (!fieldFits(field, instance)) return false;
  return true;
}

function fieldFits({ name, conditions, validations, nested }: CompiledField, object: object): boolean {
  const value = (object as Readonly<Record<string, unknown>>)[name];
  for (const holds of conditions) if (!holds(object, value)) return true;
  for (const validation of validations) if (!passes(validation, value, object)) return false;
  return nested === null || nestedFits(nested, value);
}

function passes(validation: Validation, value: unknown, object: object): boolean {
  const { each, validateIf } = validation;
  if (validateIf !== null && !validateIf(object, value)) return true;
  if (!each || !Array.isArray(value)) return ask(validation, value, value, object) === true;
  for (const item of value as readonly unknown[]) if (ask(validation, item, value, object) !== true) return false;
  return true;
}

/** The validator's own answer. Anything but true is for class-validator to judge. */
export function ask(
  { validator, targetName, property, constraints }: Validation,
  item: unknown,
  value: unknown,
  object: object,
): unknown {
  return validator.validate(item, { targetName, property, object, value, constraints });
}

/** Of an object, or of every object in a list. */
function nestedFits(nested: CompiledClass, value: unknown): boolean {
  if (value === undefined) return true;
  if (!Array.isArray(value)) return isOf(nested, value) && fits(nested, value);
  for (const item of value as readonly unknown[]) if (!isOf(nested, item) || !fits(nested, item)) return false;
  return true;
}

function isOf({ type }: CompiledClass, value: unknown): value is object {
  return value instanceof type;
}
