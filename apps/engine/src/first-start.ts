import { setTimeout as pause } from 'node:timers/promises';
import { type EventStore, type KeyStore, StoreUnreachable, StoreUnavailable } from '@jalon/ports';
import { backOff, type Sentence } from '@jalon/kernel';
import { KeyStoreIsNew } from '@jalon/privacy';
import { StartRefused, StoreNotAnswering } from './start-refused.js';
import { startSentence } from './start.sentences.js';
import { tlsAdvice } from './tls-advice.js';

/** How long a start that may be an installation's first waits for its event store, in milliseconds. */
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
 * begun is asked until the events answer. Of keys that are away too nobody knows whether they were kept before, so
 * nothing is stored until it is known: what came first would be taken for sealed under keys of another store.
 *
 * @param open what opens the keys, which may be new where nothing was ever stored
 * @param fresh what is known of that so far
 * @throws StoreNotAnswering when the keys are new, or away, and the events do not answer
 * @throws StartRefused when the keys are new, or away, and the events answer that they cannot be read
 */
export async function openBeside(
  events: EventStore,
  fresh: boolean | null,
  open: (mayCreate: boolean | null) => Promise<KeyStore>,
): Promise<KeyStore> {
  try {
    return await open(fresh);
  } catch (error) {
    const how = fresh === null ? howTheyAre(error) : null;
    if (how === null) throw error;
    return open(await knownOf(events, how));
  }
}

/** What the keys are that did not open and yet may; null for those that are refused. */
function howTheyAre(error: unknown): Sentence | null {
  if (error instanceof KeyStoreIsNew) return startSentence('KEYS_NEW', { store: error.store });
  return error instanceof StoreNotAnswering ? startSentence('KEYS_AWAY') : null;
}

async function knownOf(events: EventStore, how: Sentence): Promise<boolean> {
  const waits = backOff();
  const end = performance.now() + WAITS_MS;
  for (;;) {
    try {
      return (await events.lastPosition()) === null;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      const wait = waits.next();
      if (performance.now() + wait > end) throw untold(how, error);
      await pause(wait);
    }
  }
}

function untold(how: Sentence, cause: StoreUnavailable): StartRefused {
  const reason = startSentence('EVENTS_UNKNOWN', { how, reason: tlsAdvice(cause) ?? cause.message });
  if (cause instanceof StoreUnreachable) return new StoreNotAnswering(reason, 'EVENT_STORE_URL', cause);
  return new StartRefused([startSentence('ENDED', { reason })], { cause });
}
