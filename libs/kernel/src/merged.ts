/**
 * One new object of two; what both have is the second's. It is what `{ ...one, ...two }` would be: but of wide objects V8
 * makes that one in the old generation, at twice the time, where a long answer's rows pile up until the next full collection.
 */
export function merged<A extends object, B extends object>(one: A, two: B): A & B {
  return Object.assign({}, one, two);
}
