import type { Draft, StoredEvent, StreamName, Traceparent } from '@jalon/kernel';
import { ConflictError, CorruptEvent, type EventStore, type Head, StoreUnavailable } from '@jalon/ports';
import { checkHead, encodeDrafts, streamHeadOf, type EncodedEvent, type StreamHead } from '../event.codec.js';
import type { EventRegistry } from '../event-registry.js';
import { GenerationCache } from '../generation-cache.js';
import type { AppendResult } from './protocol.js';
import { proposedEventOf, type RecordedEvent } from './recorded-event.js';
import type { Server } from './server.js';

export interface AppenderOptions {
  readonly server: Server;
  readonly registry: EventRegistry;
  readonly headCache: HeadCache;
  /** @throws CorruptEvent, UnknownEvent */
  readonly decode: (recorded: RecordedEvent) => StoredEvent;
}

/**
 * The writing half of the store. The server compares revisions only. That the event at the head's revision also has the
 * head's hash is checked here, before the append; an event never changes, so the answer stays true.
 */
export function createAppender({ server, registry, headCache, decode }: AppenderOptions): Pick<EventStore, 'append'> {
  return {
    async append(stream: StreamName, drafts: readonly Draft[], head: Head, traceparent?: Traceparent) {
      const events = encodeDrafts(registry, stream, drafts, head, traceparent);
      checkHead(stream, events, head, await actualHead(stream, head));
      const stored = await send(stream, events, head);
      stored.slice(-1).forEach(headCache.add);
      return stored;
    },
  };

  /**
   * The event that `expected` names, or the stream's last event if there is none. Whether the stream still ends there is
   * checked by the server at the append.
   */
  async function actualHead(stream: StreamName, expected: Head): Promise<StreamHead | undefined> {
    const revision = expected === 'none' ? -1 : expected.revision;
    // Without a connection nothing is used from the cache: the next one may lead to another server.
    const cached = server.isConnected() ? headCache.get(stream) : undefined;
    if (cached?.revision === revision) return cached;
    // The append is stale. The server would acknowledge it without comparing data if it holds the same ids already. The
    // cache may be older than a restored backup, so the stream is read.
    if (cached && cached.revision > revision) {
      headCache.delete(stream);
      const end = await readHead(stream);
      if (end && end.revision > revision) return end;
    }
    if (expected === 'none') return undefined;
    const [found] = (await server.readStream(stream, expected.revision, 'forwards', 1)).rows.map(decode);
    return found ? streamHeadOf(found) : readHead(stream);
  }

  async function send(
    stream: StreamName,
    events: readonly EncodedEvent[],
    head: Head,
  ): Promise<readonly StoredEvent[]> {
    const expected = head === 'none' ? head : head.revision;
    let result: AppendResult;
    try {
      result = await server.append(stream, events.map(proposedEventOf), expected);
    } catch (fault) {
      if (fault instanceof StoreUnavailable) return resolveUnknownOutcome(stream, events, head, fault);
      throw fault;
    }
    if (result === 'conflict') throw await conflictOn(stream, head);
    return storedEvents(stream, events, result);
  }

  /**
   * Reads the stream after an append that got no answer. The events after the head are its own, those of another append,
   * or missing: then the append may still be done later.
   */
  async function resolveUnknownOutcome(
    stream: StreamName,
    events: readonly EncodedEvent[],
    head: Head,
    fault: StoreUnavailable,
  ): Promise<readonly StoredEvent[]> {
    const first = events[0]?.envelope;
    const { rows: found } = await server
      .readStreamWithoutBreaker(stream, first?.revision ?? 0, 'forwards', events.length)
      .catch(() => Promise.reject(fault));
    if (found.length === 0) throw fault;
    if (found[0]?.id !== first?.id) throw await conflictOn(stream, head);
    return readPositions(stream, events);
  }

  async function storedEvents(
    stream: StreamName,
    events: readonly EncodedEvent[],
    { revision, position }: Exclude<AppendResult, 'conflict'>,
  ): Promise<readonly StoredEvent[]> {
    // A stream deleted at the server keeps counting its revisions, although the server accepts "no stream" for it.
    if (revision !== events.at(-1)?.envelope.revision) throw new CorruptEvent('GONE', { stream, revision });
    const [only, ...others] = events;
    return only && others.length === 0 && position !== null ? [{ ...only, position }] : readPositions(stream, events);
  }

  /** Reads the positions of appended events: of several, the server's answer has only the last one's. */
  async function readPositions(stream: StreamName, events: readonly EncodedEvent[]): Promise<readonly StoredEvent[]> {
    const from = events[0]?.envelope.revision ?? 0;
    const found: RecordedEvent[] = [];
    while (found.length < events.length) {
      const { rows } = await server.readStreamWithoutBreaker(
        stream,
        from + found.length,
        'forwards',
        events.length - found.length,
      );
      if (rows.length === 0) throw new StoreUnavailable(`${stream} does not yet show what was appended to it`);
      found.push(...rows);
    }
    return events.map((event, index) => {
      const recorded = found[index];
      if (recorded?.id === event.envelope.id) return { ...event, position: recorded.position };
      throw new CorruptEvent('OTHER', { stream, revision: event.envelope.revision });
    });
  }

  async function conflictOn(stream: StreamName, expected: Head): Promise<ConflictError> {
    const head = await readHead(stream);
    return new ConflictError(stream, expected, head ? { revision: head.revision, hash: head.hash } : 'none');
  }

  async function readHead(stream: StreamName): Promise<StreamHead | undefined> {
    const [last] = (await server.readStream(stream, 'end', 'backwards', 1)).rows.map(decode);
    if (last) headCache.add(last);
    return last && streamHeadOf(last);
  }
}

/** The latest events that this process has seen, one for each of the streams it used last. */
export interface HeadCache {
  readonly get: (stream: StreamName) => StreamHead | undefined;
  readonly add: (event: StoredEvent) => void;
  readonly delete: (stream: StreamName) => void;
  readonly clear: () => void;
}

/**
 * A command that has just read its stream can append without reading the head again. The cache is cleared with each new
 * connection, because the server may have been restored from a backup.
 */
export function createHeadCache(): HeadCache {
  const heads = new GenerationCache<StreamName, StreamHead>();
  return {
    get: (stream) => heads.get(stream),
    add(event) {
      const { stream, revision } = event.envelope;
      const known = heads.get(stream);
      if (!known || known.revision <= revision) heads.set(stream, streamHeadOf(event));
    },
    delete: (stream) => heads.delete(stream),
    clear: () => heads.clear(),
  };
}
