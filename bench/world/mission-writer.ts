import type { EventStore } from '@jalon/ports';
import type { StoredEvent, TenantId } from '@jalon/kernel';
import { copyInto, headAt, newMissionStream } from './copies.js';

/** Writes one mission after another, event by event, each into a stream of its own. */
export function missionWriter(
  store: EventStore,
  history: readonly StoredEvent[],
  tenant?: TenantId,
): () => Promise<void> {
  let stream = newMissionStream(tenant);
  let last: StoredEvent | undefined;
  let next = 0;
  return async () => {
    if (next === history.length) {
      stream = newMissionStream(tenant);
      last = undefined;
      next = 0;
    }
    [last] = await store.append(stream, [copyInto(stream, history[next] as StoredEvent)], headAt(last));
    next += 1;
  };
}
