import type { StreamName } from '@jalon/kernel';
import type { EncodedEvent, StoredRow } from '../event.codec.js';
import { type Head, InvalidDraft, StoreUnavailable } from '@jalon/ports';
import { checkTail } from '../head.check.js';
import type { Log } from '../log.js';
import { pageOf } from '../page.js';

export interface MemoryLog extends Log {
  /** Adds all or none, and gives the position of the first. */
  add(stream: StreamName, events: readonly EncodedEvent[], head: Head): number;
  close(): void;
}

/** Rows as a database would hold them: bytes and copies, so that reading takes the same way. */
export function createMemoryLog(): MemoryLog {
  const rows: StoredRow[] = [];
  const byStream = new Map<StreamName, StoredRow[]>();
  const ids = new Set<string>();
  let closed = false;

  function requireOpen(): void {
    if (closed) throw new StoreUnavailable('the event store is closed');
  }

  function streamOf(stream: StreamName): readonly StoredRow[] {
    return byStream.get(stream) ?? [];
  }

  function insert(row: StoredRow): void {
    rows.push(row);
    ids.add(row.id);
    byStream.set(row.stream, [...streamOf(row.stream), row]);
  }

  return {
    add(stream, events, head) {
      requireOpen();
      checkTail(stream, events, head, tailOf(streamOf(stream).at(-1)));
      const known = events.find(({ envelope }) => ids.has(envelope.id));
      if (known) throw new InvalidDraft(`an event ${known.envelope.id} is stored already`);
      const first = rows.length + 1;
      for (const { envelope, hash, body, traceparent } of events) {
        const { revision, id } = envelope;
        insert({ position: rows.length + 1, stream, revision, id, hash, body, traceparent });
      }
      return first;
    },

    rowsAfter(position, limit) {
      requireOpen();
      return pageOf(rows.slice(position, position + limit), sizeOf);
    },

    newestRows(limit) {
      requireOpen();
      return pageOf(rows.slice(-limit).reverse(), sizeOf);
    },

    streamRows(stream, revision, direction, limit) {
      requireOpen();
      const all = streamOf(stream);
      const end = Math.min(revision + 1, all.length);
      const asked =
        direction === 'forwards'
          ? all.slice(revision, revision + limit)
          : all.slice(Math.max(0, end - limit), end).reverse();
      return pageOf(asked, sizeOf);
    },

    lastPosition() {
      requireOpen();
      return rows.length;
    },

    close() {
      closed = true;
    },
  };
}

const sizeOf = ({ body }: StoredRow): number => body.length;

function tailOf(row: StoredRow | undefined) {
  if (!row) return undefined;
  const { recordedAt } = JSON.parse(row.body) as { readonly recordedAt: string };
  return { revision: row.revision, hash: row.hash, recordedAt };
}
