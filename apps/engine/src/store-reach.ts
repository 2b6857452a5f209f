import { KeyUnavailable, StoreUnreachable } from '@jalon/ports';
import type { Stores } from './stores.js';

/** The stores, in the order in which more rests on them. */
export const STORES = ['events', 'views', 'keys', 'destroyed-keys'] as const;
export type StoreName = (typeof STORES)[number];

/** Of each store what keeps it from answering; null where it answers. */
export type Reach = Readonly<Record<StoreName, unknown>>;

/** What a store that is asked whether it is there may take, in milliseconds; what asks a service waits three seconds or so. */
const ANSWERS_WITHIN_MS = 2_000;
/** However many ask, and however often, a store is asked no oftener than that. */
const LOOK_AGAIN_MS = 1_000;

export interface WatchOptions {
  readonly withinMs?: number;
  readonly againMs?: number;
  /** A clock that never goes back, in milliseconds. */
  readonly elapsed?: () => number;
}

/** Looks at all stores side by side: a store that hangs keeps nobody from hearing of the others. */
export function storeReach({ events, views, keys }: Pick<Stores, 'events' | 'views' | 'keys'>): () => Promise<Reach> {
  const silent = (store: 'events' | 'views') => new StoreUnreachable('no answer in time', { store });
  const watches = {
    events: cachedReach(
      () => events.lastPosition(),
      () => silent('events'),
    ),
    views: cachedReach(
      () => views.read((reader) => reader.progress()),
      () => silent('views'),
    ),
    keys: cachedReach(() => keys.reach('keys'), keysSilent),
    'destroyed-keys': cachedReach(() => keys.reach('destroyed-keys'), keysSilent),
  };
  return async () => {
    const [ofEvents, ofViews, ofKeys, ofList] = await Promise.all(STORES.map((store) => watches[store]()));
    return { events: ofEvents, views: ofViews, keys: ofKeys, 'destroyed-keys': ofList };
  };
}

const keysSilent = () => new KeyUnavailable('no answer in time');

/**
 * What keeps a store from answering, null when nothing does. One look at a time serves everybody, and for a moment; one that
 * hangs is not doubled, and told as `silent` once it has taken too long.
 */
export function cachedReach(
  look: () => Promise<unknown>,
  silent: () => unknown,
  { withinMs = ANSWERS_WITHIN_MS, againMs = LOOK_AGAIN_MS, elapsed = () => performance.now() }: WatchOptions = {},
): () => Promise<unknown> {
  let begun = 0;
  let looking: Promise<unknown> | null = null;
  let known: { readonly at: number; readonly fault: unknown } | null = null;

  async function looked(): Promise<unknown> {
    const fault = await look().then(
      () => null,
      (error: unknown) => error,
    );
    known = { at: elapsed(), fault };
    looking = null;
    return fault;
  }

  return async () => {
    if (!looking && known && elapsed() - known.at < againMs) return known.fault;
    if (!looking) {
      begun = elapsed();
      looking = looked();
    }
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<unknown>((resolve) => {
      // A turn later: after a process was held up, an answer may have come that it has yet to read.
      timer = setTimeout(() => setImmediate(() => resolve(silent())), Math.max(0, begun + withinMs - elapsed()));
    });
    return Promise.race([looking, tooLate]).finally(() => clearTimeout(timer));
  };
}
