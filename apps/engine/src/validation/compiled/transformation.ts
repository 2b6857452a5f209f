import { TransformationType, type ClassConstructor, type TypeMetadata } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { NotCompiled } from './not-compiled.js';

/** What only class-transformer can tell. */
export const UNTOLD = Symbol('untold');

/** The value that class-transformer would make of another, or `UNTOLD`. */
export type Transformation = (given: unknown) => unknown;

/**
 * What becomes of the value of a class's field, by its `@Type`.
 *
 * @param instanceOf the same for an object as a whole
 * @throws NotCompiled for `@Transform`, and for types beside numbers and classes
 */
export function transformationOf(
  type: ClassConstructor<object>,
  field: string,
  instanceOf: (nested: ClassConstructor<object>) => Transformation,
): Transformation {
  const refuse = (what: string) => new NotCompiled(type, `${field} has ${what}`);
  if (defaultMetadataStorage.findTransformMetadatas(type, field, TransformationType.PLAIN_TO_CLASS).length > 0) {
    throw refuse('@Transform');
  }
  const nested = nestedTypeOf(type, field);
  if (nested === null) return listOr(asGiven);
  if (nested === Number) return asNumber;
  if (([String, Boolean, Date, Map, Set, Buffer, Array] as unknown[]).includes(nested))
    throw refuse('a @Type for values');
  return listOr(instanceOf(nested));
}

/**
 * The class that `@Type` names, or null.
 *
 * @throws NotCompiled where the class depends on what is given
 */
export function nestedTypeOf(type: ClassConstructor<object>, field: string): ClassConstructor<object> | null {
  const metadata = defaultMetadataStorage.findTypeMetadata(type, field) as TypeMetadata | undefined;
  if (!metadata) return null;
  if (metadata.options.discriminator || metadata.typeFunction.length > 0) {
    throw new NotCompiled(type, `${field} has a @Type that depends on what is given`);
  }
  if (metadata.reflectedType === Map || metadata.reflectedType === Set) {
    throw new NotCompiled(type, `${field} is a Map or a Set`);
  }
  return metadata.typeFunction() as ClassConstructor<object>;
}

/** @throws NotCompiled for a class with `@Expose` or `@Exclude` */
export function refuseOtherNames(type: ClassConstructor<object>): void {
  const marked = [
    ...defaultMetadataStorage.getExposedMetadatas(type),
    ...defaultMetadataStorage.getExcludedMetadatas(type),
  ];
  if (marked.length > 0) throw new NotCompiled(type, '@Expose or @Exclude');
}

function asGiven(given: unknown): unknown {
  return isScalar(given) ? given : UNTOLD;
}

function asNumber(given: unknown): unknown {
  if (given === undefined || given === null) return given;
  return isScalar(given) ? Number(given) : UNTOLD;
}

const isScalar = (value: unknown): boolean =>
  value === null || (typeof value !== 'object' && typeof value !== 'function');

function listOr(one: Transformation): Transformation {
  return (given) => {
    if (isScalar(given)) return given;
    if (!Array.isArray(given)) return one(given);
    const list: unknown[] = [];
    for (const item of given as readonly unknown[]) {
      const made = isScalar(item) ? item : one(item);
      if (made === UNTOLD) return UNTOLD;
      list.push(made);
    }
    return list;
  };
}
