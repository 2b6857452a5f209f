import type { StoredEvent } from '@jalon/kernel';

/** Pages put together until they hold at least `size` events; the last may hold fewer. */
export async function* gathered(
  pages: AsyncIterable<readonly StoredEvent[]>,
  size: number,
): AsyncGenerator<readonly StoredEvent[]> {
  let held: StoredEvent[] = [];
  for await (const page of pages) {
    held.push(...page);
    if (held.length < size) continue;
    yield held;
    held = [];
  }
  if (held.length > 0) yield held;
}

/** A page in pieces of at most `size`. */
export function slices<T>(page: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(page.length / size);
  return Array.from({ length: count }, (_, index) => page.slice(index * size, (index + 1) * size));
}
