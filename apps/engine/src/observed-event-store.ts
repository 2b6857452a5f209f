import type { StoredEvent } from '@jalon/kernel';
import type { EventStore } from '@jalon/ports';

/** What is told of the readings and appends of an event store. Neither may throw. */
export interface EventStoreObserver {
  /** Events that were appended or read, in the log's order or the reverse. When one stream is read: its last event only. */
  seen(events: readonly StoredEvent[]): void;
  /** Why a reading or an append failed. */
  failed(error: unknown): void;
}

/** The same store, with an observer. */
export function observedEventStore(store: EventStore, observer: EventStoreObserver): EventStore {
  const seen = <E extends readonly StoredEvent[]>(events: E): E => {
    observer.seen(events);
    return events;
  };
  const failed = (error: unknown): never => {
    observer.failed(error);
    throw error;
  };
  function observed<T>(items: AsyncIterable<T>, onItem: (item: T) => void, onEnd?: () => void): AsyncIterable<T> {
    return {
      [Symbol.asyncIterator]() {
        const iterator = items[Symbol.asyncIterator]();
        return {
          next: () =>
            iterator.next().then((result) => {
              if (result.done) onEnd?.();
              else onItem(result.value);
              return result;
            }, failed),
          return: (value?: unknown) => {
            onEnd?.();
            return iterator.return?.(value) ?? Promise.resolve({ done: true, value: undefined });
          },
        };
      },
    };
  }
  return {
    ...store,
    append: (...given) => store.append(...given).then(seen, failed),
    readStream(...given) {
      let last: StoredEvent | null = null;
      const onEvent = (event: StoredEvent) => {
        if (!last || event.envelope.revision > last.envelope.revision) last = event;
      };
      return observed(store.readStream(...given), onEvent, () => last && seen([last]));
    },
    readAll: (after) => observed(store.readAll(after), seen),
    subscribeAll: (...given) => observed(store.subscribeAll(...given), seen),
    readAt: (positions) => store.readAt(positions).then(seen, failed),
    newest: (count) => store.newest(count).then(seen, failed),
  };
}
