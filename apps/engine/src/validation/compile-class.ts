import { TransformationType, type ClassConstructor, type TypeMetadata } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { ValidationTypes, getMetadataStorage } from 'class-validator';
import { ask, type CompiledClass, type CompiledField, type Condition, type Validation } from './compiled-class.js';

/** A class has a decorator that the compiled checks do not know: a programming error, found at the start. */
export class NotCompiled extends Error {
  override readonly name = 'NotCompiled';

  constructor(type: { readonly name: string }, what: string) {
    super(`${type.name}: ${what}`);
  }
}

/** @throws NotCompiled for decorators whose meaning is not known here */
export function compileClass(type: ClassConstructor<object>): CompiledClass {
  return compile(type, []);
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
    const named = typeOfField(type, name);
    const inner = named === null || named === Number ? null : compile(named, [...within, type]);
    const { nests, ...checks } = sorted(type, ofField);
    if (nests && inner === null) throw new NotCompiled(type, `${name} has @ValidateNested without @Type`);
    const becomes = named === Number ? 'number' : (inner ?? 'as given');
    return { name, becomes, ...checks, maxItems: maxItemsIn(ofField), nested: nests ? inner : null };
  });
  return { type, fields: new Map(fields.map((field) => [field.name, field])) };
}

function maxItemsIn(rules: readonly Rule[]): number {
  const limits = rules.filter(({ name }) => name === 'arrayMaxSize').map(({ constraints }) => Number(constraints[0]));
  return Math.min(Infinity, ...limits);
}

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** The rules of each field, those inherited too, as class-validator finds them without groups. */
function rulesOf(type: ClassConstructor<object>): ReadonlyMap<string, readonly Rule[]> {
  const grouped = new Map<string, Rule[]>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(type, '', false, false)) {
    grouped.set(rule.propertyName, [...(grouped.get(rule.propertyName) ?? []), rule]);
  }
  return grouped;
}

/** A field's rules, sorted by what they do. */
interface Sorted extends Pick<CompiledField, 'conditions' | 'validations'> {
  /** Whether the objects in the field are checked too. */
  readonly nests: boolean;
}

/** @throws NotCompiled for a kind of rule that is not known here, or that is asynchronous */
function sorted(type: ClassConstructor<object>, rules: readonly Rule[]): Sorted {
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
    // An asynchronous validator need not say that it is one: it is tried once, on a value that every validator must accept as input.
    if (async || typeof ask(validation, undefined, undefined, new type()) !== 'boolean') {
      throw new NotCompiled(type, `${property} has a rule (${name}) that does not answer at once`);
    }
    return validation;
  });
}

const OTHER_TYPES: readonly unknown[] = [String, Boolean, Date, Map, Set, Array, Buffer];

/**
 * The class that a field's `@Type` names, `Number` for numbers; null without `@Type`.
 *
 * @throws NotCompiled for `@Transform`, and for types that are not known here or that depend on what is given
 */
function typeOfField(type: ClassConstructor<object>, field: string): ClassConstructor<object> | null {
  const refuse = (what: string) => new NotCompiled(type, `${field} ${what}`);
  if (defaultMetadataStorage.findTransformMetadatas(type, field, TransformationType.PLAIN_TO_CLASS).length > 0) {
    throw refuse('has @Transform');
  }
  const metadata = defaultMetadataStorage.findTypeMetadata(type, field) as TypeMetadata | undefined;
  if (!metadata) return null;
  const { options, typeFunction } = metadata;
  const reflectedType: unknown = metadata.reflectedType;
  if (options.discriminator || typeFunction.length > 0) throw refuse('has a @Type that depends on what is given');
  if (reflectedType === Map || reflectedType === Set) throw refuse('is a Map or a Set');
  const named = typeFunction() as ClassConstructor<object>;
  if (OTHER_TYPES.includes(named)) throw refuse('has a @Type for values');
  return named;
}

/** @throws NotCompiled for a class with `@Expose` or `@Exclude`, on a field or on the whole of it */
function refuseOtherNames(type: ClassConstructor<object>): void {
  const marked = [
    ...defaultMetadataStorage.getExposedMetadatas(type),
    ...defaultMetadataStorage.getExcludedMetadatas(type),
  ];
  const whole = defaultMetadataStorage.getStrategy(type) !== 'none';
  if (whole || marked.length > 0) throw new NotCompiled(type, '@Expose or @Exclude');
}
