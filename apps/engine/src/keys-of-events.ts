import { setTimeout as pause } from 'node:timers/promises';
import { isTemporaryFault } from '@jalon/application';
import { backOff, comparePositions, memoised, singleFlight, type Position, type Sentence } from '@jalon/kernel';
import { KeyMissing, StoreUnavailable, StoreUnreachable, type EventStore, type KeyStore } from '@jalon/ports';
import { KeyStoreIsNew, sealedIn } from '@jalon/privacy';
import { nameStores, refusalOfNames, type InstallationStores } from './installation.js';
import { StartRefused, StoreNotAnswering } from './start-refused.js';
import { startMessage } from './start.messages.js';
import { tlsAdvice } from './tls-advice.js';

/** How long an installation's first start waits for its event store. */
const EVENTS_WITHIN_MS = 10_000;

/** Whether the log is empty; null when the store does not answer. */
export async function isEmptyLog(events: EventStore): Promise<boolean | null> {
  try {
    return (await events.lastPosition()) === null;
  } catch (error) {
    if (error instanceof StoreUnavailable) return null;
    throw error;
  }
}

/**
 * Opens the key store while the event store may be away. Keys that exist open at once. A new key store may only begin with an
 * empty log, so its start waits until the events answer. While the key store is away too, nobody knows whether it is new, so
 * nothing is stored until that is known: personal data that came first would seem sealed under the keys of another store.
 *
 * @param open opens the keys, which may be new only for an empty log
 * @param isEmpty whether the log is empty, as far as is known
 * @throws StoreNotAnswering when the keys are new, or away, and the events do not answer
 * @throws StartRefused when the keys are new, or away, and the events answer that they cannot be read
 */
export async function openKeysWhenSafe(
  events: EventStore,
  isEmpty: boolean | null,
  open: (mayCreate: boolean | null) => Promise<KeyStore>,
): Promise<KeyStore> {
  try {
    return await open(isEmpty);
  } catch (error) {
    const keys = isEmpty === null ? keysThatMayOpen(error) : null;
    if (keys === null) throw error;
    return open(await waitForEvents(events, keys));
  }
}

/** Says why keys did not open that may open later; null for keys that are refused. */
function keysThatMayOpen(error: unknown): Sentence | null {
  if (error instanceof KeyStoreIsNew) return startMessage('KEYS_NEW', { store: error.store });
  return error instanceof StoreNotAnswering ? startMessage('KEYS_AWAY') : null;
}

/** Whether the log is empty, once it answers. */
async function waitForEvents(events: EventStore, keys: Sentence): Promise<boolean> {
  const waits = backOff();
  const end = performance.now() + EVENTS_WITHIN_MS;
  for (;;) {
    try {
      return (await events.lastPosition()) === null;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      const wait = waits.next();
      if (performance.now() + wait > end) throw eventsUnknown(keys, error);
      await pause(wait);
    }
  }
}

function eventsUnknown(keys: Sentence, cause: StoreUnavailable): StartRefused {
  const reason = startMessage('EVENTS_UNKNOWN', { how: keys, reason: tlsAdvice(cause) ?? cause.message });
  if (cause instanceof StoreUnreachable) return new StoreNotAnswering(reason, 'EVENT_STORE_URL', cause);
  return new StartRefused([startMessage('ENDED', { reason })], { cause });
}

/** How many of the newest events are compared, at most: a start reads them in some milliseconds. */
const NEWEST = 500;
/** How long a start waits for the comparison. With a slower store it continues in the background. */
const COMPARED_WITHIN_MS = 2_000;

export interface KeysAndEvents extends InstallationStores {
  readonly events: EventStore;
  readonly keys: KeyStore;
  /** The position up to which, the operator says, keys are lost; null where they say nothing. */
  readonly lostUpTo: Position | null;
  /** Whether the events are known to be away: the start does not wait for them then. */
  readonly eventsAway: boolean;
}

/**
 * Checks that the stores belong to one installation, and that the key store holds the keys of the newest events. A process that
 * makes keys in another store, or in an older copy of the right one, would seal people's data under keys that no other process
 * has. Stores without a name are then named. Where a store does not answer yet, all this is done before the first key is made or
 * destroyed, and before the first event is appended to a log without a name.
 *
 * @returns the same stores. `append`, `keyOf` and `destroy` throw KeyMissing when they turn out not to belong together, and
 * StoreUnavailable or KeyUnavailable while a store does not answer; `reach` throws KeyMissing
 * @throws StartRefused when they do not belong together
 */
export async function requireKeysOfEvents(
  parts: KeysAndEvents,
): Promise<{ readonly events: EventStore; readonly keys: KeyStore }> {
  const { events, keys } = parts;
  let areRight = false;
  const refusal = singleFlight(async () => {
    const found = (await refusalOfNames(parts, keys)) ?? (await findMissingKey(parts));
    if (found) return found;
    await nameStores(parts, keys);
    // Another process may have named one of them meanwhile.
    const after = await refusalOfNames(parts, keys);
    areRight = after === null;
    return after;
  });

  async function requireRight(): Promise<void> {
    const found = areRight ? null : await refusal();
    if (found) throw new KeyMissing(found.en);
  }

  const requireNamed = memoised(async () => {
    if ((await events.installation.read()) === null) await requireRight();
  });

  const inTime = pause(COMPARED_WITHIN_MS, null, { ref: false });
  const refused = parts.eventsAway ? null : await Promise.race([refusal().catch(nullWhileAway), inTime]);
  if (refused) throw new StartRefused([refused]);
  const checkedEvents: EventStore = {
    ...events,
    async append(...given) {
      await requireNamed();
      return events.append(...given);
    },
  };
  const checkedKeys: KeyStore = {
    ...keys,
    async keyOf(owner) {
      await requireRight();
      return keys.keyOf(owner);
    },
    async destroy(...whose) {
      await requireRight();
      return keys.destroy(...whose);
    },
    async reach(what) {
      // When the events are away, the events' own reach says so.
      if (what === 'keys') await requireRight().catch(nullWhileAway);
      await keys.reach(what);
    },
  };
  return { events: checkedEvents, keys: checkedKeys };
}

/** The sentence for the operator about the newest key that is missing; null where none is among the events compared. */
async function findMissingKey({ events, keys, places, lostUpTo }: KeysAndEvents): Promise<Sentence | null> {
  const newest = await events.newest(NEWEST);
  const end = newest[0]?.position ?? '';
  // A position beyond the end is one of another store, and says nothing of this one.
  const lost = lostUpTo !== null && comparePositions(lostUpTo, end) <= 0 ? lostUpTo : '';
  const sealed = newest
    .filter(({ position }) => comparePositions(position, lost) > 0)
    .flatMap((event) => sealedIn(event.envelope.data).map((box) => ({ event, kid: box.sealed.kid })));
  if (sealed.length === 0) return null;
  const unknown = new Set(await keys.unknownOf([...new Set(sealed.map(({ kid }) => kid))]));
  const missing = sealed.find(({ kid }) => unknown.has(kid));
  if (!missing) return null;
  const { position, envelope } = missing.event;
  return startMessage('KEYS_OF_OTHERS', { store: places.keys, kid: missing.kid, position, at: envelope.recordedAt });
}

/** A store that does not answer yet is compared later. */
function nullWhileAway(error: unknown): null {
  if (isTemporaryFault(error)) return null;
  throw error;
}
