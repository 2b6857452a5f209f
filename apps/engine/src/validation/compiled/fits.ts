import type { CompiledClass, CompiledField, Validation } from './compiled-class.js';

/** Whether class-validator finds nothing wrong with an instance that `made` made; false also where only it can tell. */
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
  asked: unknown,
  value: unknown,
  object: object,
): unknown {
  return validator.validate(asked, { targetName, property, object, value, constraints });
}

/** Of an object, or of all in a list. */
function nestedFits(nested: CompiledClass, value: unknown): boolean {
  if (value === undefined) return true;
  if (!Array.isArray(value)) return isOf(nested, value) && fits(nested, value);
  for (const item of value as readonly unknown[]) if (!isOf(nested, item) || !fits(nested, item)) return false;
  return true;
}

function isOf({ type }: CompiledClass, value: unknown): value is object {
  return value instanceof type;
}
