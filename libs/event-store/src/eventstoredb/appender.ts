import type { Draft, StoredEvent, StreamName, Traceparent } from '@jalon/kernel';
import { encodeDrafts, type EncodedEvent } from '../event.codec.js';
import type { EventRegistry } from '../event-registry.js';
import { ConflictError, CorruptEvent, type EventStore, type Head, StoreUnavailable } from '@jalon/ports';
import { checkTail, type Tail } from '../head.check.js';
import type { KnownHeads } from './known-heads.js';
import { proposedOf, type Recorded } from './recorded.js';
import type { Appended } from './responses.js';
import type { Server } from './server.js';

export interface AppenderParts {
  readonly server: Server;
  readonly registry: EventRegistry;
  readonly heads: KnownHeads;
  /** @throws CorruptEvent, UnknownEvent */
  readonly decode: (recorded: Recorded) => StoredEvent;
}

/**
 * The writing half. The server compares revisions; that the event at the head's revision has the head's hash is found
 * out here, and stays so: an event never changes.
 */
export function createAppender({ server, registry, heads, decode }: AppenderParts): Pick<EventStore, 'append'> {
  return {
    async append(stream: StreamName, drafts: readonly Draft[], head: Head, traceparent?: Traceparent) {
      const events = encodeDrafts(registry, stream, drafts, head, traceparent);
      checkTail(stream, events, head, await tailAt(stream, head));
      const stored = await send(stream, events, head);
      stored.slice(-1).forEach(heads.saw);
      return stored;
    },
  };

  /** The event that the head names, or what lies where the stream ends instead; whether it still ends there, the server says. */
  async function tailAt(stream: StreamName, head: Head): Promise<Tail | undefined> {
    const revision = head === 'none' ? -1 : head.revision;
    // What was seen before this connection, another server may have said.
    const known = server.isConnected() ? heads.of(stream) : undefined;
    if (known?.revision === revision) return known;
    // The server would acknowledge a stale append whose ids it has, without a look at the rest. What is known may be
    // older than a restored backup, so it is asked again.
    if (known && known.revision > revision) {
      heads.forget(stream);
      const end = await endOf(stream);
      if (end && end.revision > revision) return end;
    }
    if (head === 'none') return undefined;
    const [there] = (await server.readStream(stream, head.revision, 'forwards', 1)).rows.map(decode);
    return there ? tailOf(there) : endOf(stream);
  }

  async function send(
    stream: StreamName,
    events: readonly EncodedEvent[],
    head: Head,
  ): Promise<readonly StoredEvent[]> {
    const expected = head === 'none' ? head : head.revision;
    let appended: Appended;
    try {
      appended = await server.append(stream, events.map(proposedOf), expected);
    } catch (fault) {
      if (fault instanceof StoreUnavailable) return whatBecameOf(stream, events, head, fault);
      throw fault;
    }
    if (appended === 'conflict') throw await conflictOn(stream, head);
    return asAnswered(stream, events, appended);
  }

  /** An append whose answer did not come. The stream knows: what lies behind the head is ours, another's, or may yet come. */
  async function whatBecameOf(
    stream: StreamName,
    events: readonly EncodedEvent[],
    head: Head,
    fault: StoreUnavailable,
  ): Promise<readonly StoredEvent[]> {
    const first = events[0]?.envelope;
    const { rows: found } = await server.insist
      .readStream(stream, first?.revision ?? 0, 'forwards', events.length)
      .catch(() => Promise.reject(fault));
    if (found.length === 0) throw fault;
    if (found[0]?.id !== first?.id) throw await conflictOn(stream, head);
    return written(stream, events);
  }

  async function asAnswered(
    stream: StreamName,
    events: readonly EncodedEvent[],
    { revision, position }: Exclude<Appended, 'conflict'>,
  ): Promise<readonly StoredEvent[]> {
    // A stream that was deleted at the server goes on counting, and takes "no stream" for an answer.
    if (revision !== events.at(-1)?.envelope.revision) throw new CorruptEvent(`${stream} had events that are gone`);
    const [only, ...others] = events;
    return only && others.length === 0 && position !== null ? [{ ...only, position }] : written(stream, events);
  }

  /** Where the events of an append lie: of several the server tells the last one's position only, so it is asked. */
  async function written(stream: StreamName, events: readonly EncodedEvent[]): Promise<readonly StoredEvent[]> {
    const from = events[0]?.envelope.revision ?? 0;
    const found: Recorded[] = [];
    while (found.length < events.length) {
      const { rows } = await server.insist.readStream(
        stream,
        from + found.length,
        'forwards',
        events.length - found.length,
      );
      if (rows.length === 0) throw new StoreUnavailable(`${stream} does not yet show what was appended to it`);
      found.push(...rows);
    }
    return asStored(stream, events, found);
  }

  async function conflictOn(stream: StreamName, expected: Head): Promise<ConflictError> {
    const end = await endOf(stream);
    return new ConflictError(stream, expected, end ? { revision: end.revision, hash: end.hash } : 'none');
  }

  async function endOf(stream: StreamName): Promise<Tail | undefined> {
    const [end] = (await server.readStream(stream, 'end', 'backwards', 1)).rows.map(decode);
    if (end) heads.saw(end);
    return end && tailOf(end);
  }
}

function asStored(
  stream: StreamName,
  events: readonly EncodedEvent[],
  found: readonly Recorded[],
): readonly StoredEvent[] {
  return events.map((event, index) => {
    const there = found[index];
    if (there?.id === event.envelope.id) return { ...event, position: there.position };
    throw new CorruptEvent(`${stream} holds something else at revision ${event.envelope.revision}`);
  });
}

function tailOf({ envelope, hash }: StoredEvent): Tail {
  return { revision: envelope.revision, hash, recordedAt: envelope.recordedAt };
}
