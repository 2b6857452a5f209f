import type { EventStore } from '@jalon/ports';

/**
 * The first `count` events of a store, each as if it lay at its own number in the log: each store gives positions in its
 * own way, and what is folded from two stores is compared without them.
 */
export function inOrdinals(
  store: Pick<EventStore, 'readAll'>,
  count: number,
  onPage: (ordinal: number) => void = () => undefined,
): Pick<EventStore, 'readAll'> {
  return {
    async *readAll() {
      let ordinal = 0;
      for await (const page of store.readAll(null)) {
        yield page.slice(0, count - ordinal).map((event) => ({ ...event, position: String((ordinal += 1)) }));
        if (ordinal === count) return;
        onPage(ordinal);
      }
    },
  };
}
