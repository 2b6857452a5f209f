import type { EventStore } from '@jalon/ports';
import { type EventRegistry } from '@jalon/event-store';
import { createMemoryEventStore } from '@jalon/event-store/memory';
import type { Draft, StreamName } from '@jalon/kernel';

/**
 * A store that reads from the real one and keeps appended events in memory only. So a dry run is the same import, decided
 * by the same code on the same history. A stream is copied into memory before its first append.
 */
export function dryRunStore(real: EventStore, registry: EventRegistry): EventStore {
  const memory = createMemoryEventStore({ registry });
  const copies = new Map<StreamName, Promise<void>>();

  const copied = (stream: StreamName) => {
    const copy = copies.get(stream) ?? copyStream(real, memory, stream);
    copies.set(stream, copy);
    return copy;
  };

  return {
    installation: real.installation,
    append: async (stream, drafts, head) => {
      await copied(stream);
      return memory.append(stream, drafts, head);
    },
    async *readStream(stream, options) {
      await copies.get(stream);
      yield* (copies.has(stream) ? memory : real).readStream(stream, options);
    },
    readAll: (after) => real.readAll(after),
    readAt: (positions) => real.readAt(positions),
    newest: (count) => real.newest(count),
    subscribeAll: (after, signal) => real.subscribeAll(after, signal),
    lastPosition: () => real.lastPosition(),
    eventsBetween: (after, until) => real.eventsBetween(after, until),
    close: async () => {
      await memory.close();
      await real.close();
    },
  };
}

async function copyStream(real: EventStore, memory: EventStore, stream: StreamName): Promise<void> {
  const drafts: Draft[] = [];
  for await (const { envelope } of real.readStream(stream)) drafts.push(envelope);
  if (drafts.length > 0) await memory.append(stream, drafts, 'none');
}
