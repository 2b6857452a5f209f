import { setTimeout as pause } from 'node:timers/promises';
import { isTemporaryFault } from '@jalon/application';
import { type EventStore, KeyMissing, type KeyStore } from '@jalon/ports';
import { comparePositions, type Position, type Sentence } from '@jalon/kernel';
import { sealedIn } from '@jalon/privacy';
import { StartRefused } from './start-refused.js';
import { startSentence } from './start.sentences.js';

/** How many of the newest events are looked at, at most: what a start reads in some milliseconds. */
const NEWEST = 500;
/** How long a start waits for it. A store that is slower is looked at beside what goes on. */
const WAITS_MS = 2_000;

export interface KeysBeside {
  readonly events: Pick<EventStore, 'newest'>;
  readonly keys: KeyStore;
  /** What the operator knows the keys by. */
  readonly store: string;
  /** Up to where the operator says that keys are lost; null where they say nothing. */
  readonly lostUpTo: Position | null;
  /** Whether the events are known to be away, so that a start asks them nothing. */
  readonly eventsAway: boolean;
}

/**
 * The keys, once they were seen to be those of the events: a process that made keys in another store, or in an older copy
 * of the right one, would seal people under keys that no other process ever has. Where a store does not answer yet, that
 * is seen to before the first key is made or destroyed.
 *
 * @returns the same keys. What makes or destroys one throws KeyMissing where they turn out to be the wrong ones, and
 * StoreUnavailable where the events do not answer; `reach` throws KeyMissing
 * @throws StartRefused when they are the wrong ones
 */
export async function keysOfEvents(beside: KeysBeside): Promise<KeyStore> {
  const { keys } = beside;
  let right = false;
  let looking: Promise<Sentence | null> | null = null;

  async function look(): Promise<Sentence | null> {
    const found = await whatIsWrong(beside);
    right = found === null;
    return found;
  }

  /** One look at a time, for all who wait for it. */
  function wrong(): Promise<Sentence | null> {
    looking ??= look().finally(() => (looking = null));
    return looking;
  }

  async function requireRight(): Promise<void> {
    const found = right ? null : await wrong();
    if (found) throw new KeyMissing(found.en);
  }

  const inTime = pause(WAITS_MS, null, { ref: false });
  const refused = beside.eventsAway ? null : await Promise.race([wrong().catch(nullWhileAway), inTime]);
  if (refused) throw new StartRefused([refused]);
  return {
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
      // That the events are away is told of the events.
      if (what === 'keys') await requireRight().catch(nullWhileAway);
      await keys.reach(what);
    },
  };
}

/** The sentence for the operator about the newest key that is missing; null where none is, as far as is looked. */
async function whatIsWrong({ events, keys, store, lostUpTo }: KeysBeside): Promise<Sentence | null> {
  const newest = await events.newest(NEWEST);
  const end = newest[0]?.position ?? '';
  // A position behind the end is one of another store, and says nothing of this one.
  const lost = lostUpTo !== null && comparePositions(lostUpTo, end) <= 0 ? lostUpTo : '';
  const sealed = newest
    .filter(({ position }) => comparePositions(position, lost) > 0)
    .flatMap((event) => sealedIn(event.envelope.data).map((box) => ({ event, kid: box.sealed.kid })));
  if (sealed.length === 0) return null;
  const unknown = new Set(await keys.unknownOf([...new Set(sealed.map(({ kid }) => kid))]));
  const missing = sealed.find(({ kid }) => unknown.has(kid));
  if (!missing) return null;
  const { position, envelope } = missing.event;
  return startSentence('KEYS_OF_OTHERS', { store, kid: missing.kid, position, at: envelope.recordedAt });
}

/** What does not answer yet is looked at later; a key that is missing will be then, too. */
function nullWhileAway(error: unknown): null {
  if (isTemporaryFault(error)) return null;
  throw error;
}
