import { setTimeout as pause } from 'node:timers/promises';
import { backOff, comparePositions, notify, type Position, type StoredEvent } from '@jalon/kernel';
import { type EventStore, StoreUnavailable } from '@jalon/ports';
import { given, wholeBefore } from '../whole-before.js';
import type { AllReader } from './all.reader.js';
import type { Recorded } from './recorded.js';
import type { Server } from './server.js';
import type { Pushed } from './subscription.js';

/** How a subscription stands: `live`, or the fault that ended it and when it is asked for again. */
export type SubscriptionState = 'live' | { readonly fault: StoreUnavailable; readonly againInMs: number };

/** A restarted server is soon back, and everybody has lost it at the same moment. */
const FIRST_WAIT_MS = 50;

export interface SubscriberParts {
  readonly server: Server;
  readonly reader: AllReader;
  /** @throws CorruptEvent, UnknownEvent */
  readonly decode: (recorded: Recorded) => StoredEvent;
  /** Told whenever that changes, and of each failure. */
  readonly onState?: (state: SubscriptionState) => void;
}

/**
 * Subscriptions that outlive the server: the client's own end with their call. Each is asked for again, from where it had
 * come, until its reader has had enough.
 */
export function createSubscriber({
  server,
  reader,
  decode,
  onState,
}: SubscriberParts): Pick<EventStore, 'subscribeAll'> {
  return {
    async *subscribeAll(after, signal) {
      const place = { position: after, checkpoint: null as Position | null };
      const waits = backOff({ firstMs: FIRST_WAIT_MS, chance: Math.random });
      while (!signal.aborted) {
        try {
          for await (const pushed of begin(place, signal)) {
            // One that begins and ends again at once is no better than one that does not begin.
            if (pushed.checkpoint !== null || pushed.events.length > 0) waits.reset();
            yield* given(wholeBefore(freshOf(pushed, place), decode));
          }
        } catch (fault) {
          if (!(fault instanceof StoreUnavailable)) throw fault;
          const againInMs = waits.next();
          notify(onState, { fault, againInMs });
          await pause(againInMs, undefined, { signal }).catch(() => undefined);
        }
      }
    },
  };

  async function* begin(place: Place, signal: AbortSignal): AsyncGenerator<Pushed> {
    // Asked each time: a server that was restored from a backup may have lost the place.
    if (place.position !== null) await reader.requireKnown(place.position);
    if (place.checkpoint !== null && !(await server.hasRecordAt(place.checkpoint))) place.checkpoint = null;
    let first = true;
    for await (const pushed of server.subscribe(place.checkpoint ?? place.position, signal)) {
      if (first) notify(onState, 'live');
      first = false;
      yield pushed;
    }
  }
}

interface Place {
  /** Of the last event that was given. */
  position: Position | null;
  /** How far the server has looked beyond it, and found nothing of ours. */
  checkpoint: Position | null;
}

/** What has not been given yet; notes how far that leads. */
function freshOf({ events, checkpoint }: Pushed, place: Place): readonly Recorded[] {
  const from = place.position;
  const fresh = from === null ? events : events.filter(({ position }) => comparePositions(position, from) > 0);
  place.position = fresh.at(-1)?.position ?? from;
  const furthest = [checkpoint, place.checkpoint].find((candidate) => isBehind(candidate, place.position));
  place.checkpoint = furthest ?? null;
  return fresh;
}

const isBehind = (candidate: Position | null, position: Position | null): boolean =>
  candidate !== null && (position === null || comparePositions(candidate, position) > 0);
