import { setTimeout as pause } from 'node:timers/promises';
import { StoreSilent, StoreUnavailable, type EventStore } from '@jalon/event-store';
import { backOff } from '@jalon/kernel';
import { KeyStoreIsNew, type KeyStore } from '@jalon/privacy';
import { StartRefused, StoreNotAnswering } from './start-refused.js';

/** How long the first start of an installation waits for its event store, in milliseconds. */
const WAITS_MS = 10_000;

/** Whether nothing was ever stored: null when the store does not answer, and may hold anything. */
export async function isFresh(events: EventStore): Promise<boolean | null> {
  try {
    return (await events.lastPosition()) === null;
  } catch (error) {
    if (error instanceof StoreUnavailable) return null;
    throw error;
  }
}

/**
 * Opens the keys beside events that may be away. Keys that were kept before open all the same; whether new ones may be
 * begun is asked until the events answer.
 *
 * @param open what opens the keys, which may be new where nothing was ever stored
 * @param fresh what is known of that so far
 * @throws StoreNotAnswering when the keys are new and the events do not answer
 * @throws StartRefused when the keys are new and the events answer that they cannot be read
 */
export async function openBeside(
  events: EventStore,
  fresh: boolean | null,
  open: (mayCreate: boolean) => Promise<KeyStore>,
): Promise<KeyStore> {
  try {
    return await open(fresh === true);
  } catch (error) {
    if (fresh !== null || !(error instanceof KeyStoreIsNew)) throw error;
    return open(await knownOf(events, error.store));
  }
}

async function knownOf(events: EventStore, keyStore: string): Promise<boolean> {
  const waits = backOff();
  const end = performance.now() + WAITS_MS;
  for (;;) {
    try {
      return (await events.lastPosition()) === null;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      const wait = waits.next();
      if (performance.now() + wait > end) throw untold(keyStore, error);
      await pause(wait);
    }
  }
}

function untold(keyStore: string, cause: StoreUnavailable): StartRefused {
  const reason = `The key store ${keyStore} is new, and whether events are already stored cannot be read: ${cause.message}`;
  if (cause instanceof StoreSilent) return new StoreNotAnswering(reason, 'EVENT_STORE_URL', cause);
  return new StartRefused([`${reason}.`], { cause });
}
