import type { StoredEvent, StreamName } from '@jalon/kernel';
import type { Tail } from '../head.check.js';

/** The latest event that this process has seen of each of the streams it saw last. */
export interface KnownHeads {
  readonly of: (stream: StreamName) => Tail | undefined;
  readonly saw: (event: StoredEvent) => void;
  readonly forget: (stream: StreamName) => void;
  readonly forgetAll: () => void;
}

/** About a megabyte of them, and twice that at most. */
const MAX_IN_A_GENERATION = 4_096;

/**
 * An event never changes, so what was seen at a revision need not be asked for again: a command that has just read its
 * stream appends without another question. A server that was restored from a backup is another one: then all is forgotten.
 */
export function createKnownHeads(size = MAX_IN_A_GENERATION): KnownHeads {
  // When the young are too many they become the old, and the old are let go: what is in use stays.
  let young = new Map<StreamName, Tail>();
  let old = new Map<StreamName, Tail>();

  const of = (stream: StreamName) => young.get(stream) ?? old.get(stream);

  return {
    of,
    saw({ envelope: { stream, revision, recordedAt }, hash }) {
      const known = of(stream);
      if (known && known.revision > revision) return;
      young.set(stream, { revision, hash, recordedAt });
      if (young.size < size) return;
      old = young;
      young = new Map();
    },
    forget(stream) {
      young.delete(stream);
      old.delete(stream);
    },
    forgetAll() {
      young = new Map();
      old = new Map();
    },
  };
}
