import type { Envelope, Position, StreamName } from '@jalon/kernel';
import { CorruptEvent, UnknownEvent, type Corruption, type EventPlace } from '@jalon/ports';
import { checkStoredRow } from '../copy/copied-event.js';
import { placeOf, type StoredRow, type StreamHead } from '../event.codec.js';
import type { EventRegistry } from '../event-registry.js';

/** One thing that is wrong in a log. */
export interface LogFinding {
  /** `UNKNOWN`: an event of a type or version that this code does not know. */
  readonly why: Corruption | 'UNKNOWN';
  readonly at: EventPlace;
  /** The last position of several in a row of which the same is true. */
  readonly until?: Position;
}

export interface LogCheckerOptions {
  readonly registry: EventRegistry;
  /** Whether positions count up from 1, as those of a file do. */
  readonly gapless: boolean;
  readonly onFinding: (finding: LogFinding) => void;
  /** Called with each event that is sound in itself. */
  readonly onEvent?: (envelope: Envelope) => void;
}

export interface LogChecker {
  /** Checks the next row of the log. */
  add(row: StoredRow): void;
  /** Notes that these positions, which come next, cannot be read, and why. */
  unreadable(from: number, until: number): void;
  /** To be called at the end: the last position that there should be, where that is known. */
  end(last?: number): void;
  /** How many rows were checked. */
  events(): number;
  streams(): number;
}

/**
 * Checks a log row by row: bytes, hash and canonical form of each, the chain of each stream, and positions. It goes on after what
 * it finds, so that one damaged event does not hide another.
 */
export function logChecker({ registry, gapless, onFinding, onEvent }: LogCheckerOptions): LogChecker {
  const heads = new Map<StreamName, StreamHead>();
  let events = 0;
  let last = 0;

  function missing(from: number, until: number, why: Corruption = 'MISSING'): void {
    if (until < from) return;
    const position = String(from);
    onFinding({ why, at: { position }, ...(until > from && { until: String(until) }) });
  }

  function soundEnvelope(row: StoredRow): Envelope | null {
    try {
      return checkStoredRow(registry, row);
    } catch (error) {
      if (error instanceof CorruptEvent) onFinding({ why: error.why, at: error.at });
      else if (error instanceof UnknownEvent) onFinding({ why: 'UNKNOWN', at: error.at });
      else throw error;
      return null;
    }
  }

  return {
    add(row) {
      events += 1;
      if (gapless) {
        missing(last + 1, Number(row.position) - 1);
        last = Number(row.position);
      }
      const envelope = soundEnvelope(row);
      const head = heads.get(row.stream);
      // By the columns, where the envelope is not sound: one changed event is told once.
      if (!follows(row, envelope, head)) onFinding({ why: 'LINK', at: placeOf(row) });
      if (envelope?.references.some(({ stream, revision }) => (heads.get(stream)?.revision ?? -1) < revision)) {
        onFinding({ why: 'REFERENCE', at: placeOf(row) });
      }
      const recordedAt = envelope?.recordedAt ?? head?.recordedAt ?? '';
      heads.set(row.stream, { revision: row.revision, hash: row.hash, recordedAt });
      if (envelope) onEvent?.(envelope);
    },
    unreadable(from, until) {
      missing(last + 1, from - 1);
      missing(from, until, 'FILE');
      last = until;
    },
    end(end = last) {
      if (gapless) missing(last + 1, end);
    },
    events: () => events,
    streams: () => heads.size,
  };
}

function follows(row: StoredRow, envelope: Envelope | null, head: StreamHead | undefined): boolean {
  if (row.revision !== (head ? head.revision + 1 : 0)) return false;
  if (!envelope) return true;
  return envelope.prev === (head?.hash ?? null) && envelope.recordedAt >= (head?.recordedAt ?? '');
}
