import type { StreamName } from '@jalon/kernel';
import {
  CorruptEvent,
  type EventStore,
  type Head,
  type Installation,
  InvalidDraft,
  type MovableRecord,
  StoreMoved,
  StoreUnavailable,
} from '@jalon/ports';
import { checkCopiedEvent, checkCopiedOrder, endsAt, headBefore, streamHeadIn } from '../copy/copied-event.js';
import { CopyTargetInUse, type CopyTarget } from '../copy/copy-target.js';
import { checkHead, encodeDrafts, storedAt, type EncodedEvent, type StoredRow } from '../event.codec.js';
import type { EventRegistry } from '../event-registry.js';
import { createCommitNotifier, createLogReader, type Log } from '../log-reader.js';
import { pageOf } from '../page.js';

export interface MemoryEventStoreOptions {
  readonly registry: EventRegistry;
}

/** An event store in memory, for dry runs and specs. It passes the contract suite of all event stores. */
export function createMemoryEventStore({ registry }: MemoryEventStoreOptions): EventStore {
  const log = createMemoryLog();
  const notifier = createCommitNotifier();
  return {
    ...createLogReader(log, registry, notifier),
    installation: log.installation,

    async append(stream, drafts, head, traceparent) {
      const events = encodeDrafts(registry, stream, drafts, head, traceparent);
      if (((await log.installation.read())?.state ?? 'in-service') !== 'in-service') throw new StoreMoved();
      const firstPosition = log.add(stream, events, head);
      notifier.notify();
      return storedAt(events, firstPosition);
    },

    async close() {
      log.close();
      notifier.notify();
    },
  };
}

/** The target of a copy in memory, for specs. */
export function createMemoryCopyTarget({ registry }: MemoryEventStoreOptions): CopyTarget {
  const log = createMemoryLog();
  const notifier = createCommitNotifier();
  const ids = new Set<string>();
  return {
    ...createLogReader(log, registry, notifier),
    installation: log.installation,

    async appendStored(stored, after) {
      if (!endsAt(log, after)) throw new CopyTargetInUse('the store does not end where it was read');
      const events = stored.map((event) => checkCopiedEvent(registry, event));
      checkCopiedOrder(events, (stream) => streamHeadIn(log, stream));
      const known = new Set(ids);
      for (const { envelope } of events) {
        if (known.has(envelope.id)) throw new CorruptEvent('TWICE', { id: envelope.id });
        known.add(envelope.id);
      }
      for (const event of events) {
        ids.add(event.envelope.id);
        log.add(event.envelope.stream, [event], headBefore(event));
      }
      notifier.notify();
      return String(log.lastPosition());
    },

    async close() {
      log.close();
      notifier.notify();
    },
  };
}

interface MemoryLog extends Log {
  readonly installation: MovableRecord;
  /** Adds all events or none, and returns the position of the first. */
  add(stream: StreamName, events: readonly EncodedEvent[], head: Head): number;
  close(): void;
}

/** Holds rows as a database would, with bytes and copied columns, so that events are decoded in the same way. */
function createMemoryLog(): MemoryLog {
  const rows: StoredRow[] = [];
  const byStream = new Map<StreamName, StoredRow[]>();
  const ids = new Set<string>();
  let installation: Installation | null = null;
  let closed = false;

  function requireOpen(): void {
    if (closed) throw new StoreUnavailable('the event store is closed');
  }

  function streamRows(...[stream, revision, direction, limit]: Parameters<Log['streamRows']>) {
    requireOpen();
    const all = byStream.get(stream) ?? [];
    const end = Math.min(revision + 1, all.length);
    const found =
      direction === 'forwards'
        ? all.slice(revision, revision + limit)
        : all.slice(Math.max(0, end - limit), end).reverse();
    return pageOf(found, sizeOf);
  }

  const log: MemoryLog = {
    installation: {
      read: async () => installation,
      name: async (name) => (installation ??= { name, state: 'in-service' }),
      write: async (record) => void (installation = record),
    },

    add(stream, events, head) {
      requireOpen();
      checkHead(stream, events, head, streamHeadIn(log, stream));
      const known = events.find(({ envelope }) => ids.has(envelope.id));
      if (known) throw new InvalidDraft(`an event ${known.envelope.id} is stored already`);
      const firstPosition = rows.length + 1;
      for (const { envelope, hash, body, traceparent } of events) {
        const { revision, id } = envelope;
        const row = { position: rows.length + 1, stream, revision, id, hash, body, traceparent };
        rows.push(row);
        ids.add(id);
        byStream.set(stream, [...(byStream.get(stream) ?? []), row]);
      }
      return firstPosition;
    },

    rowsAfter(position, limit) {
      requireOpen();
      return pageOf(rows.slice(position, position + limit), sizeOf);
    },

    newestRows(limit) {
      requireOpen();
      return pageOf(rows.slice(-limit).reverse(), sizeOf);
    },

    streamRows,

    lastPosition() {
      requireOpen();
      return rows.length;
    },

    close() {
      closed = true;
    },
  };
  return log;
}

const sizeOf = ({ body }: StoredRow): number => body.length;
