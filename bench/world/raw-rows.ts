import type { StoredEvent } from '@jalon/kernel';
import type { RawRow } from './raw-log.js';

/** A stream's events as the rows of another. */
export function rawRows(events: readonly StoredEvent[], stream: number): readonly RawRow[] {
  return events.map((event, revision) => rawRow(event, stream, revision));
}

/**
 * The rows that so many writers add at the same moment, again and again: each writes the history into a stream of its own,
 * and then into another.
 */
export function rowsOfWriters(count: number, history: readonly StoredEvent[]): () => readonly RawRow[] {
  let written = 0;
  return () => {
    const revision = written % history.length;
    const firstStream = Math.floor(written / history.length) * count;
    written += 1;
    const event = history[revision] as StoredEvent;
    return Array.from({ length: count }, (_, writer) => rawRow(event, firstStream + writer, revision));
  };
}

function rawRow({ envelope, hash, body }: StoredEvent, stream: number, revision: number): RawRow {
  return { stream, revision, id: envelope.id, hash, body };
}
