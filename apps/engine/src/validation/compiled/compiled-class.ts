import type { ClassConstructor } from 'class-transformer';
import type { ValidationArguments, ValidatorConstraintInterface } from 'class-validator';

/**
 * What a class's decorators say, looked up once. It is data that the same few functions go through (`made`, `fits`), because
 * functions made for each rule would each have to run warm by themselves.
 */
export interface CompiledClass {
  readonly type: ClassConstructor<object>;
  readonly fields: ReadonlyMap<string, CompiledField>;
}

export interface CompiledField {
  readonly name: string;
  /** By its `@Type`: what objects in it become, or that all becomes numbers. */
  readonly becomes: 'as given' | 'number' | CompiledClass;
  /** It is checked where all of them hold. */
  readonly conditions: readonly Condition[];
  readonly validations: readonly Validation[];
  /** What its objects must fit in turn. */
  readonly nested: CompiledClass | null;
}

export type Condition = (object: object, value: unknown) => unknown;

/** A rule, with class-validator's own validator and what it gives it. */
export interface Validation extends Pick<ValidationArguments, 'targetName' | 'property' | 'constraints'> {
  readonly validator: ValidatorConstraintInterface;
  readonly each: boolean;
  readonly validateIf: Condition | null;
}
