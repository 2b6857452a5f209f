import type { StoredEvent } from '@jalon/kernel';

/** A page in pieces of at most `size` events. */
export function slices(page: readonly StoredEvent[], size: number): readonly (readonly StoredEvent[])[] {
  const count = Math.ceil(page.length / size);
  return Array.from({ length: count }, (_, index) => page.slice(index * size, (index + 1) * size));
}
