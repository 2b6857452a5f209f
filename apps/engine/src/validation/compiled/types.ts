import { TransformationType, type ClassConstructor, type TypeMetadata } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { NotCompiled } from './not-compiled.js';

const OTHER_TYPES: readonly unknown[] = [String, Boolean, Date, Map, Set, Array, Buffer];

/**
 * What a field's `@Type` says: a class, that of numbers, or null.
 *
 * @throws NotCompiled for `@Transform`, and for types that are not known here or that depend on what is given
 */
export function typeOfField(type: ClassConstructor<object>, field: string): ClassConstructor<object> | null {
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
export function refuseOtherNames(type: ClassConstructor<object>): void {
  const marked = [
    ...defaultMetadataStorage.getExposedMetadatas(type),
    ...defaultMetadataStorage.getExcludedMetadatas(type),
  ];
  const whole = defaultMetadataStorage.getStrategy(type) !== 'none';
  if (whole || marked.length > 0) throw new NotCompiled(type, '@Expose or @Exclude');
}
