import type { EventStore } from '@jalon/ports';
import { type EventRegistry } from '@jalon/event-store';
import { createMemoryEventStore } from '@jalon/event-store/memory';
import type { StoredEvent } from '@jalon/kernel';

/** A store that can be restored to an earlier state while it is open, as a server is from a backup. */
export interface RestorableStore extends EventStore {
  /** Keeps only the first `count` events. */
  restore(count: number): Promise<void>;
  events(): Promise<readonly StoredEvent[]>;
}

/** @param history the events to begin with */
export async function restorableStore(
  registry: EventRegistry,
  history: readonly StoredEvent[] = [],
): Promise<RestorableStore> {
  let current = await storeOf(registry, history);

  async function events(): Promise<readonly StoredEvent[]> {
    const all: StoredEvent[] = [];
    for await (const page of current.readAll(null)) all.push(...page);
    return all;
  }

  return {
    get installation() {
      return current.installation;
    },
    append: (...asked) => current.append(...asked),
    readStream: (...asked) => current.readStream(...asked),
    readAll: (...asked) => current.readAll(...asked),
    readAt: (...asked) => current.readAt(...asked),
    newest: (...asked) => current.newest(...asked),
    subscribeAll: (...asked) => current.subscribeAll(...asked),
    lastPosition: () => current.lastPosition(),
    eventsBetween: (...asked) => current.eventsBetween(...asked),
    close: () => current.close(),
    events,
    restore: async (count) => {
      current = await storeOf(registry, (await events()).slice(0, count));
    },
  };
}

async function storeOf(registry: EventRegistry, history: readonly StoredEvent[]): Promise<EventStore> {
  const store = createMemoryEventStore({ registry });
  for (const { envelope } of history) {
    const { v: _form, revision, prev, ...draft } = envelope;
    await store.append(draft.stream, [draft], prev === null ? 'none' : { revision: revision - 1, hash: prev });
  }
  return store;
}
