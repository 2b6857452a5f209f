import type { ValidationError } from 'class-validator';
import type { CompiledClass } from './compiled-class.js';
import { MAX_FAULTS } from './validation-faults.js';

/**
 * What is too large in a value, at every depth: lists longer than they may be, and objects with more unknown keys than a
 * refusal lists. Nothing within them is looked at, so a hostile body costs little. Empty where every size is right.
 */
export function oversized({ type, fields }: CompiledClass, given: unknown): readonly ValidationError[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return [];
  const target = Object.create(type.prototype as object) as object;
  const values = given as Readonly<Record<string, unknown>>;
  const names = Object.keys(values);
  const unknown = names.filter((name) => !fields.has(name));
  if (unknown.length > MAX_FAULTS) {
    return unknown.map((property) => ({ property, target, constraints: { whitelistValidation: 'unknown' } }));
  }
  return names.flatMap((property): readonly ValidationError[] => {
    const field = fields.get(property);
    const value = values[property];
    if (field === undefined || typeof value !== 'object' || value === null) return [];
    const { becomes, maxItems } = field;
    if (!Array.isArray(value)) {
      return typeof becomes === 'object' ? holding({ property, target }, oversized(becomes, value)) : [];
    }
    if (value.length > maxItems) return [{ property, target, constraints: { arrayMaxSize: 'too many' } }];
    if (typeof becomes !== 'object') return [];
    const items = value.flatMap((item, index) =>
      holding({ property: String(index), target: value }, oversized(becomes, item)),
    );
    return holding({ property, target }, items);
  });
}

function holding(
  where: Pick<ValidationError, 'property' | 'target'>,
  children: readonly ValidationError[],
): readonly ValidationError[] {
  return children.length === 0 ? [] : [{ ...where, children: [...children] }];
}
