/**
 * The same as `{ ...one, ...two }`, for rows of long answers. V8 allocates a spread of wide objects in the old
 * generation: that takes twice the time, and the rows pile up until the next full garbage collection.
 */
export function merged<A extends object, B extends object>(one: A, two: B): A & B {
  return Object.assign({}, one, two);
}

/** The items in order, in slices of at most `size`. */
export function slicesOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
