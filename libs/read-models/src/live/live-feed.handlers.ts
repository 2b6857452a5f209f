import { setTimeout as pause } from 'node:timers/promises';
import { earliestPosition, hasReached, tryWhileUnavailable, type TryRead } from '@jalon/application';
import { civilDateIn, comparePositions, type Position, type StoredEvent, type TenantId } from '@jalon/kernel';
import { CorruptEvent, StoreUnavailable } from '@jalon/ports';
import { auditProjection } from '../audit/audit.projection.js';
import { marketplaceProjection } from '../marketplace/marketplace.projection.js';
import { missionsProjection } from '../missions/missions.projection.js';
import type { QueryPorts } from '../query/query-handler.js';
import { tableReader } from '../query/table-reader.js';
import { liveEvent, liveFacts, type LiveEvent, type LiveFacts } from './live.answers.js';

/** The projections that the live stream follows: a client that is told of an event finds its effect. */
export const FOLLOWED = [auditProjection, missionsProjection, marketplaceProjection];

/** Events of this time are told together, so that a busy hour does not read the log for each event. */
const GATHER_MS = 100;
/** How long a follower waits for new events at most before it is told that there were none. */
const WAIT_MS = 15_000;
/** A server restarts, or a cluster elects its leader, within it. A client cut off sooner would come back to a refusal. */
const STORE_AWAY_FOR_MS = 60_000;
/** Longer than it takes to read a page of the log. */
const LONGEST_REST_MS = 1_000;
/** For how long, and how many, pages are kept for followers who are a little behind. */
const KEPT_MS = 5_000;
const MOST_PAGES_KEPT = 20;

/** What a tenant's followers are told of one page of the log. */
export interface LivePage {
  /** Everything up to here has been read. */
  readonly position: Position;
  readonly events: readonly LiveEvent[];
  /** Null where there are no events. */
  readonly facts: LiveFacts | null;
}

/** A page of the log: the events of every tenant after one position, up to another. */
interface Page {
  readonly after: Position | null;
  readonly position: Position;
  /** Whether the views had seen no more. */
  readonly isNewest: boolean;
  readonly readAt: number;
  readonly events: ReadonlyMap<TenantId, readonly LiveEvent[]>;
  /** Read when the first follower of a tenant asks. */
  readonly facts: Map<TenantId, Promise<LiveFacts | null>>;
}

export interface LiveFeed {
  /** Reads for one more follower, until the returned function is called. */
  join(): () => void;
  /**
   * What happened after a position; null when nothing has for a while, or a store does not answer. Whoever asks from a
   * page that is being read, or was read just now, shares it.
   *
   * @throws StoreUnavailable when a store has not answered for a minute; UnknownPosition; CorruptEvent
   */
  next(tenant: TenantId, after: Position | null): Promise<LivePage | null>;
  /**
   * Refuses a position after which a follower has met a corrupt event: clients reconnect by themselves for ever where a stream
   * is cut, and no more where it is refused.
   *
   * @throws CorruptEvent
   */
  requireReadable(after: Position | null): void;
}

/**
 * Reads the log once for all followers of a process (ADR 0021). Those at its end wait for the same page. Those behind
 * read pages of their own, one at a time in the whole process and after those who are nearer to the end.
 */
export function liveFeed(ports: QueryPorts): LiveFeed {
  const turns = nearestFirst();
  const reading = new Map<string, Promise<Page | null>>();
  /** By the position after which it was met. */
  const corrupt = new Map<string, CorruptEvent>();
  let pages: readonly Page[] = [];
  let followers = 0;
  let stopping = new AbortController();
  let tryRead = newTryRead();

  function newTryRead(): TryRead {
    return tryWhileUnavailable({
      giveUpAfterMs: STORE_AWAY_FOR_MS,
      countedFrom: 'first-failure',
      isTemporary: (error) => error instanceof StoreUnavailable,
    });
  }

  function join(): () => void {
    if (followers === 0) {
      stopping = new AbortController();
      tryRead = newTryRead();
    }
    followers += 1;
    return () => {
      followers -= 1;
      if (followers > 0) return;
      stopping.abort();
      reading.clear();
      pages = [];
    };
  }

  async function next(tenant: TenantId, after: Position | null): Promise<LivePage | null> {
    const page = kept(after) ?? (await sharedRead(after));
    if (!page) return null;
    const events = (page.events.get(tenant) ?? []).filter((event) => isAfter(event.position, after));
    const { position } = page;
    if (events.length === 0) return { position, events, facts: null };
    const facts = await factsOf(page, tenant);
    return facts && { position, events, facts };
  }

  /** The page that holds what comes after a position, if it was read a moment ago. */
  function kept(after: Position | null): Page | undefined {
    const oldest = performance.now() - KEPT_MS;
    return pages.find((page) => page.readAt > oldest && !isAfter(page.after, after) && isAfter(page.position, after));
  }

  function sharedRead(after: Position | null): Promise<Page | null> {
    const key = after ?? '';
    const shared =
      reading.get(key) ??
      tryRead(() => pageBeyond(after))
        .catch((error: unknown) => {
          if (error instanceof CorruptEvent) corrupt.set(key, error);
          throw error;
        })
        .finally(() => forget(key, shared));
    reading.set(key, shared);
    return shared;
  }

  async function pageBeyond(after: Position | null): Promise<Page | null> {
    const { signal } = stopping;
    const newest = pages.find(({ isNewest, position }) => isNewest && position === after);
    if (newest) await pause(Math.max(0, newest.readAt + GATHER_MS - performance.now()));
    const of = FOLLOWED.map(({ name }) => name);
    if (!(await ports.position.goesBeyond({ position: after, of, withinMs: WAIT_MS, signal }))) return null;
    return turns(after, async () => {
      const known = kept(after);
      if (known) return known;
      const page = await readPage(ports, after);
      if (page && !signal.aborted) pages = [page, ...pages].slice(0, MOST_PAGES_KEPT);
      return page;
    });
  }

  function forget(key: string, shared: Promise<Page | null>): void {
    if (reading.get(key) === shared) reading.delete(key);
  }

  function factsOf({ facts, events }: Page, tenant: TenantId): Promise<LiveFacts | null> {
    const known = facts.get(tenant);
    if (known) return known;
    const read = tryRead(() => readFacts(ports, tenant, events.get(tenant) ?? []));
    facts.set(tenant, read);
    // Read again where the views did not answer.
    const answered = (found: LiveFacts | null) => found !== null || facts.delete(tenant);
    read.then(answered, () => facts.delete(tenant));
    return read;
  }

  function requireReadable(after: Position | null): void {
    const met = corrupt.get(after ?? '');
    if (met) throw met;
  }

  return { join, next, requireReadable };
}

const isAfter = (position: Position | null, other: Position | null) =>
  comparePositions(position ?? '0', other ?? '0') > 0;

async function readFacts(ports: QueryPorts, tenant: TenantId, events: readonly LiveEvent[]): Promise<LiveFacts> {
  const { zone } = await ports.tenants.require(tenant);
  const today = civilDateIn(zone, ports.clock.now());
  return ports.views.read((reader) => liveFacts(tableReader(reader, tenant), events, today));
}

/** The events after a position that every followed view has seen: those of one page of the log. Bodies are not kept. */
async function readPage(ports: QueryPorts, after: Position | null): Promise<Page | null> {
  const { views, store } = ports;
  const seen = earliestPosition(FOLLOWED, await views.read((reader) => reader.progress()));
  if (seen === null || !isAfter(seen, after)) return null;
  const unseen = await parkedEvents(views);
  const logged = await firstPage(store.readAll(after));
  const found = logged.filter(({ position }) => hasReached(seen, position));
  const position = found.at(-1)?.position ?? seen;
  const events = new Map<TenantId, LiveEvent[]>();
  for (const event of found) {
    if (unseen(event)) continue;
    const { tenant } = event.envelope;
    const theirs = events.get(tenant) ?? [];
    events.set(tenant, theirs);
    theirs.push(liveEvent(ports, event));
  }
  return { after, position, isNewest: position === seen, readAt: performance.now(), events, facts: new Map() };
}

async function firstPage(pages: AsyncIterable<readonly StoredEvent[]>): Promise<readonly StoredEvent[]> {
  for await (const page of pages) return page;
  return [];
}

/** Whether some followed view has not seen an event, because the event's stream is parked. */
async function parkedEvents(views: Pick<QueryPorts['views'], 'everyParked'>): Promise<(event: StoredEvent) => boolean> {
  const firstUnseen = new Map<string, number>();
  for (const { projection, stream, revision } of await views.everyParked()) {
    if (!FOLLOWED.some(({ name }) => name === projection)) continue;
    firstUnseen.set(stream, Math.min(revision, firstUnseen.get(stream) ?? revision));
  }
  return ({ envelope: { stream, revision } }) => revision >= (firstUnseen.get(stream) ?? Infinity);
}

type Turns = <T>(after: Position | null, work: () => Promise<T>) => Promise<T>;

/**
 * One piece of work at a time: of those that wait, the one of the last position. Between two it rests as long as the first
 * took, so that however many clients have much to catch up with, they take half of the process's time at most. Where it
 * waited for a slow store, it need not rest that long.
 */
function nearestFirst(): Turns {
  const waiting: { readonly after: Position | null; readonly start: () => void }[] = [];
  let busy = false;

  function startNext(): void {
    busy = false;
    const [first, ...others] = waiting;
    if (!first) return;
    const next = others.reduce((nearest, each) => (isAfter(each.after, nearest.after) ? each : nearest), first);
    waiting.splice(waiting.indexOf(next), 1);
    busy = true;
    next.start();
  }

  return async (after, work) => {
    if (busy) await new Promise<void>((start) => waiting.push({ after, start }));
    busy = true;
    const begun = performance.now();
    try {
      return await work();
    } finally {
      setTimeout(startNext, Math.min(performance.now() - begun, LONGEST_REST_MS));
    }
  };
}
