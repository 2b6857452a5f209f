import { setTimeout as pause } from 'node:timers/promises';
import {
  cannotWriteIn,
  damageIn,
  type EventStore,
  type Installation,
  KeysMoved,
  type KeyStore,
  KeyUnavailable,
  type RecordStore,
  StoreMoved,
  STORES,
  type StoreName,
  StoreUnreachable,
  type ViewStore,
  type WriteObstacle,
} from '@jalon/ports';

/** For each store the fault that keeps it from answering, or from taking writes; null where there is none. */
export type Reach = Readonly<Record<StoreName, unknown>>;

/** How long a store may take to answer, in milliseconds: load balancers wait about three seconds for a service. */
const ANSWERS_WITHIN_MS = 2_000;
/** A store is not asked more often than this, however many ask for it. */
const LOOK_AGAIN_MS = 1_000;

/** How long after its answer the stores are asked again for the log, in milliseconds. */
const WATCHED_EVERY_MS = 1_000;

export interface ReachOptions {
  readonly withinMs?: number;
  readonly againMs?: number;
  /** A clock that never goes back, in milliseconds. */
  readonly elapsed?: () => number;
}

/** The stores that are asked. */
export interface ReachedStores {
  readonly events: EventStore;
  readonly views: ViewStore;
  readonly keys: KeyStore;
  readonly records: Pick<RecordStore, 'reach'>;
}

/** Asks all stores at the same time: a store that hangs does not delay the answer about the others. */
export function storeReach({ events, views, keys, records }: ReachedStores): () => Promise<Reach> {
  const noAnswer = (store: 'events' | 'views' | 'records') => new StoreUnreachable('no answer in time', { store });
  const watches = {
    events: cachedReach(
      async () => {
        await events.lastPosition();
        if (!isInService(await events.installation.read())) throw new StoreMoved();
        await events.checkWriting?.();
      },
      () => noAnswer('events'),
    ),
    views: cachedReach(
      () => views.read((reader) => reader.progress()),
      () => noAnswer('views'),
    ),
    keys: cachedReach(async () => {
      await keys.reach('keys');
      if (!isInService(await keys.installation.keys.read())) throw new KeysMoved();
    }, keysNoAnswer),
    'destroyed-keys': cachedReach(() => keys.reach('destroyed-keys'), keysNoAnswer),
    records: cachedReach(
      () => records.reach(),
      () => noAnswer('records'),
    ),
  };
  return async () => {
    const [ofEvents, ofViews, ofKeys, ofList, ofRecords] = await Promise.all(STORES.map((store) => watches[store]()));
    return { events: ofEvents, views: ofViews, keys: ofKeys, 'destroyed-keys': ofList, records: ofRecords };
  };
}

/** A store that has moved since the start still answers, but nothing can be written there. */
const isInService = (installation: Installation | null) => (installation?.state ?? 'in-service') === 'in-service';

const keysNoAnswer = () => new KeyUnavailable('no answer in time');

/**
 * The fault that keeps a store from answering; null when it answers. One question at a time serves all callers, and its
 * answer is kept for a moment. A question that hangs is not repeated; once it has taken too long, `noAnswer` is the fault.
 */
export function cachedReach(
  look: () => Promise<unknown>,
  noAnswer: () => unknown,
  { withinMs = ANSWERS_WITHIN_MS, againMs = LOOK_AGAIN_MS, elapsed = () => performance.now() }: ReachOptions = {},
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
      // One turn later: after the process was held up, an answer may have arrived that it has yet to read.
      timer = setTimeout(() => setImmediate(() => resolve(noAnswer())), Math.max(0, begun + withinMs - elapsed()));
    });
    return Promise.race([looking, tooLate]).finally(() => clearTimeout(timer));
  };
}

/** What a store's answer says of it: what makes a difference to whoever must mend it. */
function stateOf(fault: unknown): 'answers' | 'away' | 'damaged' | WriteObstacle {
  if (fault === null) return 'answers';
  if (damageIn(fault)) return 'damaged';
  return cannotWriteIn(fault)?.obstacle ?? 'away';
}

/**
 * Asks the stores regularly, whether or not anybody asks for the health, and reports when a store ceases to answer or to take
 * writes, when one of these becomes the other, and when it is well again. Two answers in a row must agree: those of a slow
 * store come in time now and then.
 *
 * @returns the function that ends it
 */
export function watchStores(
  reach: () => Promise<Reach>,
  onChange: (store: StoreName, fault: unknown) => void,
  everyMs = WATCHED_EVERY_MS,
): () => void {
  const ended = new AbortController();
  const reported = new Map<StoreName, ReturnType<typeof stateOf>>(STORES.map((store) => [store, 'answers']));
  const last = new Map(reported);

  function compare(found: Reach): void {
    for (const store of STORES) {
      const fault = found[store];
      const [state, before, told] = [stateOf(fault), last.get(store), reported.get(store)];
      // A store that is never well is told, even where its faults take turns.
      const isIllAnyhow = told === 'answers' && before !== 'answers' && state !== 'answers';
      if (state !== told && (state === before || isIllAnyhow)) {
        reported.set(store, state);
        onChange(store, fault);
      }
      last.set(store, state);
    }
  }

  const isOver = () => ended.signal.aborted;
  async function watch(): Promise<void> {
    while (!isOver()) {
      const found = await reach();
      if (!isOver()) compare(found);
      await pause(everyMs, undefined, { ref: false, signal: ended.signal }).catch(() => undefined);
    }
  }

  void watch();
  return () => ended.abort();
}
