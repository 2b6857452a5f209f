import type { Position, StoredEvent } from '@jalon/kernel';
import type { EventStore } from '@jalon/ports';
import { NotACopy, type CopyTarget } from './copy-target.js';

type Readable = Pick<EventStore, 'readAll'>;

export interface CopyOptions {
  /** Ends the copy after the page that is under way: what was copied stays, and a later one goes on behind it. */
  readonly signal?: AbortSignal;
  /** Told of each page: where in the source it ends. */
  readonly onPage?: (position: Position) => void;
}

export interface Copied {
  /** How many events lay in the target before, each of them the source's. */
  readonly already: number;
  readonly added: number;
  /** Where the last event that was read of the source lies; null where it has none. */
  readonly readTo: Position | null;
  /** Whether it was ended before the source was. */
  readonly interrupted: boolean;
}

/**
 * Takes all that the source held when it was asked over into the target, in order and byte for byte. What lies there must
 * be the beginning of it, which is found out event by event: so a copy that was interrupted or killed goes on where it was.
 *
 * @throws NotACopy when it is not; nothing was added
 * @throws CorruptEvent, UnknownEvent, CopyTargetInUse, StoreUnavailable: what was added before is whole, and stays
 */
export async function copyHistory(
  source: Readable,
  target: CopyTarget,
  { signal, onPage }: CopyOptions = {},
): Promise<Copied> {
  const there = eventsOf(target);
  let already = 0;
  let added = 0;
  let end: Position | null = null;
  let readTo: Position | null = null;
  const copied = (interrupted: boolean): Copied => ({ already, added, readTo, interrupted });

  /** The events of a page that are not yet there. */
  async function unknownOf(page: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
    for (const [index, event] of page.entries()) {
      const known = added > 0 ? null : await nextOf(there);
      if (known === null) return page.slice(index);
      requireSame(event, known, already + 1);
      already += 1;
      end = known.position;
    }
    return [];
  }

  try {
    for await (const page of source.readAll(null)) {
      if (signal?.aborted) return copied(true);
      const events = await unknownOf(page);
      if (events.length > 0) end = await target.adopt(events, end);
      added += events.length;
      readTo = page.at(-1)?.position ?? readTo;
      if (readTo !== null) onPage?.(readTo);
    }
    const more = added > 0 ? null : await nextOf(there);
    if (more) throw new NotACopy(already + 1, more.envelope.stream, 'more');
    return copied(false);
  } finally {
    await there.return(undefined);
  }
}

/**
 * Compares the first `count` events of two stores byte by byte, and what lies behind them in the second.
 *
 * @throws NotACopy at the first difference
 */
export async function requireCopy(
  source: Readable,
  target: Readable,
  count: number,
  onEvent: (ordinal: number) => void = () => undefined,
): Promise<void> {
  const [originals, copies] = [eventsOf(source), eventsOf(target)];
  try {
    for (let ordinal = 1; ordinal <= count; ordinal += 1) {
      const original = await nextOf(originals);
      const copy = await nextOf(copies);
      if (!original || !copy) throw new NotACopy(ordinal, (original ?? copy)?.envelope.stream ?? '', 'other');
      requireSame(original, copy, ordinal);
      onEvent(ordinal);
    }
    const more = await nextOf(copies);
    if (more) throw new NotACopy(count + 1, more.envelope.stream, 'more');
  } finally {
    await originals.return(undefined);
    await copies.return(undefined);
  }
}

/** All that a store holds of an event but where it lies, which each store says in its own way. */
function requireSame(original: StoredEvent, copy: StoredEvent, ordinal: number): void {
  const { position: _original, envelope: _, ...one } = original;
  const { position: _copy, envelope, ...other } = copy;
  if (sameTexts(one, other)) return;
  throw new NotACopy(ordinal, envelope.stream, 'other');
}

function sameTexts(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => one[name] === other[name]);
}

async function* eventsOf(store: Readable): AsyncGenerator<StoredEvent, undefined> {
  for await (const page of store.readAll(null)) yield* page;
}

async function nextOf(events: AsyncGenerator<StoredEvent, undefined>): Promise<StoredEvent | null> {
  return (await events.next()).value ?? null;
}
