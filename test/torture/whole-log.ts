import { createHash } from 'node:crypto';
import type { EventStore } from '@jalon/ports';
import { isSealed, type Json, type Sealed, type StoredEvent } from '@jalon/kernel';
import type { Sealer } from '@jalon/privacy';

export async function wholeLog(store: EventStore): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const page of store.readAll(null)) events.push(...page);
  return events;
}

/** Positions have no gaps. In each stream revisions have no gaps, and each event names the hash of the one before. */
export function expectIntact(events: readonly StoredEvent[]): void {
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => String(index + 1)));
  const heads = new Map<string, StoredEvent>();
  const broken = events.filter((event) => {
    const before = heads.get(event.envelope.stream);
    heads.set(event.envelope.stream, event);
    return !follows(event, before);
  });
  expect(broken).toEqual([]);
  expect(new Set(events.map(({ envelope }) => envelope.id)).size).toBe(events.length);
}

/** Checks the stored bytes themselves, not what the codec decoded. */
function follows({ body, hash }: StoredEvent, before: StoredEvent | undefined): boolean {
  const { revision, prev, recordedAt } = JSON.parse(body) as StoredEvent['envelope'];
  if (createHash('sha256').update(body).digest('hex') !== hash) return false;
  if (!before) return revision === 0 && prev === null;
  const { envelope } = before;
  return revision === envelope.revision + 1 && prev === before.hash && recordedAt >= envelope.recordedAt;
}

/** @returns the ids of the keys under which anything in the log is sealed, once each of its sealed fields was opened */
export async function expectAllOpens(events: readonly StoredEvent[], sealer: Sealer): Promise<ReadonlySet<string>> {
  const sealed = events.flatMap(({ envelope }) => sealedIn(envelope.data));
  const opened = await sealer.openAll(sealed);
  expect(opened.filter((one) => one === 'erased')).toEqual([]);
  expect(opened).toHaveLength(sealed.length);
  return new Set(sealed.map((one) => one.sealed.kid));
}

function sealedIn(value: Json): readonly Sealed<unknown>[] {
  if (isSealed(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(sealedIn);
}
