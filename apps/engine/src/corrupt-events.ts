import { CorruptEvent, type EventStore } from '@jalon/ports';

/** The corrupt events that this process has met since it started. */
export interface CorruptEvents {
  /** Notes the event that an error is about; any other error is ignored. */
  note(error: unknown): void;
  /** How many there are: one that was met again and again counts once. */
  count(): number;
}

/** A store in which everything is wrong is bad enough: this many are counted and told. */
const MOST = 1_000;

/** @param onMet called once for each event, however often it is met */
export function corruptEvents(onMet: (met: CorruptEvent) => void): CorruptEvents {
  const met = new Set<string>();
  return {
    note(error) {
      if (!(error instanceof CorruptEvent) || met.size >= MOST || met.has(error.message)) return;
      met.add(error.message);
      onMet(error);
    },
    count: () => met.size,
  };
}

/** The same store, whose readings and appends note the corrupt events that they meet. */
export function notingCorruptEvents(store: EventStore, { note }: Pick<CorruptEvents, 'note'>): EventStore {
  const failed = (error: unknown): never => {
    note(error);
    throw error;
  };
  function noted<T>(items: AsyncIterable<T>): AsyncIterable<T> {
    return {
      [Symbol.asyncIterator]() {
        const iterator = items[Symbol.asyncIterator]();
        return {
          next: () => iterator.next().then(undefined, failed),
          return: (value?: unknown) => iterator.return?.(value) ?? Promise.resolve({ done: true, value: undefined }),
        };
      },
    };
  }
  return {
    ...store,
    append: (...given) => store.append(...given).catch(failed),
    readStream: (...given) => noted(store.readStream(...given)),
    readAll: (after) => noted(store.readAll(after)),
    subscribeAll: (...given) => noted(store.subscribeAll(...given)),
    readAt: (positions) => store.readAt(positions).catch(failed),
  };
}
