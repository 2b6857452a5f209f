import type { StreamName, Uuid } from '@jalon/kernel';
import type { EncodedEvent } from '../event.codec.js';
import type { Tail } from '../head.check.js';

/** Where a stream ends, and the number that its events bear. */
export interface StreamEnd {
  readonly number: number;
  readonly tail: Tail | undefined;
}

/**
 * What a connection knows without asking, because it wrote it last itself. Whoever uses it asks SQLite in each transaction
 * whether another connection has written since, and then forgets everything.
 */
export interface OwnWrites {
  endOf(stream: StreamName): StreamEnd | undefined;
  /** Whether the id lies above every stored one, as nearly every new one does: ids sort by the time they were made. */
  isAboveAll(id: Uuid): boolean;
  wrote(stream: StreamName, number: number, events: readonly EncodedEvent[]): void;
  forget(): void;
}

/** About a megabyte of ends, and twice that at most. */
const MAX_IN_A_GENERATION = 4_096;

/** @param greatestStoredId asked once after each `forget`; null in an empty log */
export function createOwnWrites(greatestStoredId: () => Uuid | null, size = MAX_IN_A_GENERATION): OwnWrites {
  // When the young are too many they become the old, and the old are let go: what is in use stays.
  let young = new Map<StreamName, StreamEnd>();
  let old = new Map<StreamName, StreamEnd>();
  let greatest: Uuid | undefined;

  function keep(stream: StreamName, end: StreamEnd): void {
    young.set(stream, end);
    if (young.size < size) return;
    old = young;
    young = new Map();
  }

  return {
    endOf: (stream) => young.get(stream) ?? old.get(stream),

    isAboveAll(id) {
      greatest ??= greatestStoredId() ?? '';
      return id > greatest;
    },

    wrote(stream, number, events) {
      const last = events.at(-1);
      if (!last) return;
      for (const { envelope } of events) {
        if (greatest !== undefined && envelope.id > greatest) greatest = envelope.id;
      }
      const { revision, recordedAt } = last.envelope;
      keep(stream, { number, tail: { revision, hash: last.hash, recordedAt } });
    },

    forget() {
      young = new Map();
      old = new Map();
      greatest = undefined;
    },
  };
}
