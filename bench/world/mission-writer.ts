import type { EventStore } from '@jalon/event-store';
import type { StoredEvent } from '@jalon/kernel';
import { copyInto, headAt, newMissionStream } from './copies.js';

/** Writes one mission after another, event by event, each into a stream of its own. */
export function missionWriter(store: EventStore, history: readonly StoredEvent[]): () => Promise<void> {
  let stream = newMissionStream();
  let last: StoredEvent | undefined;
  let next = 0;
  return async () => {
    if (next === history.length) {
      stream = newMissionStream();
      last = undefined;
      next = 0;
    }
    [last] = await store.append(stream, [copyInto(stream, history[next] as StoredEvent)], headAt(last));
    next += 1;
  };
}
