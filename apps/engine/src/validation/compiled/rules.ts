import type { ClassConstructor } from 'class-transformer';
import { getMetadataStorage, ValidationTypes, type ValidatorConstraintInterface } from 'class-validator';
import { NotCompiled } from './not-compiled.js';

/** Whether a value of a field is beyond doubt as the rules want it; `object` holds the field. */
export type Check = (value: unknown, object: object) => boolean;

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** The rules of each field, those inherited too, as class-validator finds them without groups. */
export function rulesOf(type: ClassConstructor<object>): ReadonlyMap<string, readonly Rule[]> {
  const grouped = new Map<string, Rule[]>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(type, '', false, false)) {
    grouped.set(rule.propertyName, [...(grouped.get(rule.propertyName) ?? []), rule]);
  }
  return grouped;
}

/**
 * One check of all rules of a field, which asks the very validators that class-validator asks.
 *
 * @param nested whether an object fits, for `@ValidateNested`
 * @throws NotCompiled for a kind of rule that is not known here, or that answers later
 */
export function checkOf(type: ClassConstructor<object>, rules: readonly Rule[], nested: () => Check): Check {
  const conditions = rules.filter(({ type: kind }) => kind === ValidationTypes.CONDITIONAL_VALIDATION).map(conditionOf);
  const checks = rules.flatMap((rule) => {
    switch (rule.type) {
      case ValidationTypes.CONDITIONAL_VALIDATION:
      case ValidationTypes.WHITELIST:
        return [];
      case ValidationTypes.CUSTOM_VALIDATION:
      case ValidationTypes.IS_DEFINED:
        return validatorsOf(type, rule);
      case ValidationTypes.NESTED_VALIDATION:
        return [nested()];
      default:
        throw new NotCompiled(type, `${rule.propertyName} has a rule of the unknown kind ${rule.type}`);
    }
  });
  return (value, object) =>
    !conditions.every((condition) => condition(value, object)) || checks.every((check) => check(value, object));
}

function conditionOf({ constraints }: Rule): Check {
  const [holds] = constraints as [(object: object, value: unknown) => unknown];
  return (value, object) => Boolean(holds(object, value));
}

function validatorsOf(type: ClassConstructor<object>, rule: Rule): readonly Check[] {
  const found = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls);
  if (found.length === 0) throw new NotCompiled(type, `${rule.propertyName} has a rule without a validator`);
  return found.map(({ async, name, instance }) => {
    // Nobody may say that it answers later: it is asked once, of what every validator must stand.
    if (async || typeof ask(rule, instance, undefined, new type()) !== 'boolean') {
      throw new NotCompiled(type, `${rule.propertyName} has a rule (${name}) that does not answer at once`);
    }
    return checkBy(rule, instance);
  });
}

function checkBy(rule: Rule, validator: ValidatorConstraintInterface): Check {
  const { each, validateIf } = rule;
  // Anything but true is for class-validator to judge.
  const one: Check = (value, object) => ask(rule, validator, value, object) === true;
  const all: Check = each
    ? (value, object) => (Array.isArray(value) ? value.every((item) => one(item, object)) : one(value, object))
    : one;
  return validateIf ? (value, object) => !validateIf(object, value) || all(value, object) : all;
}

function ask(rule: Rule, validator: ValidatorConstraintInterface, value: unknown, object: object): unknown {
  const { propertyName: property, constraints } = rule;
  return validator.validate(value, { targetName: object.constructor.name, property, object, value, constraints });
}
