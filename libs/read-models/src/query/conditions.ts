import type { Condition, Scalar } from '@jalon/ports';

/** A filter that the query may have left out. */
export function equal(column: string, value: Scalar | undefined): Condition | null {
  return value === undefined ? null : [column, '=', value];
}

export function present(conditions: readonly (Condition | null)[]): readonly Condition[] {
  return conditions.filter((condition) => condition !== null);
}
