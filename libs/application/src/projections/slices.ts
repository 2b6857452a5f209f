/** A page in pieces of at most `size`. */
export function slices<T>(page: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(page.length / size);
  return Array.from({ length: count }, (_, index) => page.slice(index * size, (index + 1) * size));
}
