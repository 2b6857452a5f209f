import type { Position, StoredEvent } from '@jalon/kernel';
import type { EventStore } from '@jalon/ports';
import { NotACopy, type CopyTarget } from './copy-target.js';

type Readable = Pick<EventStore, 'readAll'>;

export interface CopyOptions {
  /** Stops the copy after the current page. What was copied stays, and a later copy continues after it. */
  readonly signal?: AbortSignal;
  /** Called after each page with the position, in the source, of its last event. */
  readonly onPage?: (position: Position) => void;
}

export interface Copied {
  /** How many events the target held before; each equals the source's. */
  readonly already: number;
  readonly added: number;
  /** The position of the last event read from the source; null when the source is empty. */
  readonly readTo: Position | null;
  /** Whether the copy was stopped before the end of the source. */
  readonly interrupted: boolean;
}

/**
 * Copies everything that the source held at the call to the target, in order and byte for byte. What the target holds
 * already must be the beginning of the source; this is checked event by event, so a copy that was interrupted or killed
 * can be continued.
 *
 * @throws NotACopy when the target holds anything else; nothing was added
 * @throws CorruptEvent, UnknownEvent, CopyTargetInUse, StoreUnavailable; pages added before stay, complete
 */
export async function copyHistory(
  source: Readable,
  target: CopyTarget,
  { signal, onPage }: CopyOptions = {},
): Promise<Copied> {
  const targetEvents = eventsOf(target);
  let already = 0;
  let added = 0;
  let end: Position | null = null;
  let readTo: Position | null = null;
  const result = (interrupted: boolean): Copied => ({ already, added, readTo, interrupted });

  /** Compares a page with the target, and returns the events that the target does not hold yet. */
  async function missingOf(page: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
    for (const [index, event] of page.entries()) {
      const existing = added > 0 ? null : await nextOf(targetEvents);
      if (existing === null) return page.slice(index);
      requireSame(event, existing, already + 1);
      already += 1;
      end = existing.position;
    }
    return [];
  }

  try {
    for await (const page of source.readAll(null)) {
      if (signal?.aborted) return result(true);
      const missing = await missingOf(page);
      if (missing.length > 0) end = await target.appendStored(missing, end);
      added += missing.length;
      readTo = page.at(-1)?.position ?? readTo;
      if (readTo !== null) onPage?.(readTo);
    }
    const surplus = added > 0 ? null : await nextOf(targetEvents);
    if (surplus) throw new NotACopy(already + 1, surplus.envelope.stream, 'more');
    return result(false);
  } finally {
    await targetEvents.return(undefined);
  }
}

/**
 * Compares the first `count` events of two stores byte by byte, and checks that the second store holds no more.
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
    const surplus = await nextOf(copies);
    if (surplus) throw new NotACopy(count + 1, surplus.envelope.stream, 'more');
  } finally {
    await originals.return(undefined);
    await copies.return(undefined);
  }
}

/** Compares everything but the position (each store has its own) and the envelope (it follows from the body). */
function requireSame(original: StoredEvent, copy: StoredEvent, ordinal: number): void {
  const { position: _originalPosition, envelope: _, ...originalText } = original;
  const { position: _copyPosition, envelope, ...copyText } = copy;
  if (sameTexts(originalText, copyText)) return;
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
