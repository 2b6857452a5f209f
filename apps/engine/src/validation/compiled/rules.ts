import type { ClassConstructor } from 'class-transformer';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { Condition, CompiledField, Validation } from './compiled-class.js';
import { ask } from './fits.js';
import { NotCompiled } from './not-compiled.js';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** The rules of each field, those inherited too, as class-validator finds them without groups. */
export function rulesOf(type: ClassConstructor<object>): ReadonlyMap<string, readonly Rule[]> {
  const grouped = new Map<string, Rule[]>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(type, '', false, false)) {
    grouped.set(rule.propertyName, [...(grouped.get(rule.propertyName) ?? []), rule]);
  }
  return grouped;
}

/** A field's rules, sorted by what they do. */
interface Sorted extends Pick<CompiledField, 'conditions' | 'validations'> {
  /** Whether what it holds is checked in turn. */
  readonly nests: boolean;
}

/** @throws NotCompiled for a kind of rule that is not known here, or that answers later */
export function sorted(type: ClassConstructor<object>, rules: readonly Rule[]): Sorted {
  const conditions: Condition[] = [];
  const validations: Validation[] = [];
  let nests = false;
  for (const rule of rules) {
    switch (rule.type) {
      case ValidationTypes.CONDITIONAL_VALIDATION:
        conditions.push((rule.constraints as [Condition])[0]);
        break;
      case ValidationTypes.CUSTOM_VALIDATION:
      case ValidationTypes.IS_DEFINED:
        validations.push(...validationsOf(type, rule));
        break;
      case ValidationTypes.NESTED_VALIDATION:
        nests = true;
        break;
      case ValidationTypes.WHITELIST:
        break;
      default:
        throw new NotCompiled(type, `${rule.propertyName} has a rule of the unknown kind ${rule.type}`);
    }
  }
  return { conditions, validations, nests };
}

function validationsOf(type: ClassConstructor<object>, rule: Rule): readonly Validation[] {
  const { propertyName: property, constraints, each, validateIf = null } = rule;
  const found = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls);
  if (found.length === 0) throw new NotCompiled(type, `${property} has a rule without a validator`);
  return found.map(({ async, name, instance: validator }) => {
    const validation = { validator, targetName: type.name, property, constraints, each, validateIf };
    // A validator need not say that it answers later: it is asked once, of what every one of them must stand.
    if (async || typeof ask(validation, undefined, undefined, new type()) !== 'boolean') {
      throw new NotCompiled(type, `${property} has a rule (${name}) that does not answer at once`);
    }
    return validation;
  });
}
