import type { StoredEvent } from '@jalon/kernel';

/** Events, and what kept the next one from being read; null where nothing did. */
export interface WholeBefore {
  readonly events: readonly StoredEvent[];
  readonly fault: unknown;
}

/** What can be read of some rows, up to the first fault of theirs or of their decoding. */
export function wholeBefore<Stored>(rows: Iterable<Stored>, decode: (row: Stored) => StoredEvent): WholeBefore {
  const events: StoredEvent[] = [];
  try {
    for (const row of rows) events.push(decode(row));
    return { events, fault: null };
  } catch (fault) {
    return { events, fault };
  }
}

/** For whoever reads page by page: the events, then the fault. */
export function* given({ events, fault }: WholeBefore): Generator<readonly StoredEvent[]> {
  if (events.length > 0) yield events;
  if (fault !== null) throw fault as Error;
}
