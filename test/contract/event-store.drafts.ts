import { createHash } from 'node:crypto';
import { createEventRegistry, type EventRegistry } from '@jalon/event-store';
import { type EventStore, type Head, UnknownEvent } from '@jalon/ports';
import { comparePositions, type Draft, type StoredEvent, type StreamName } from '@jalon/kernel';
import { missionEvents } from '@jalon/mission/events';
import { v4, v7 } from 'uuid';
import type { EventStoreFixture } from './event-store.fixture.js';

export const registry = createEventRegistry(missionEvents);

const PERSON = '0190c0de-0000-7000-8000-000000000001';

export function newStream(tenant = 'main'): StreamName {
  return `mission-${tenant}.${v4()}`;
}

/** A new stream of the fixture's tenant. Others may have written to the same store. */
export const newStreamIn = ({ tenant }: Pick<EventStoreFixture, 'tenant'>): StreamName => newStream(tenant);

/** An event of `stream` as a command handler would append it. `change` replaces members. */
export function draftOf(stream: StreamName, change: Partial<Draft> = {}): Draft {
  const id = v7();
  return {
    id,
    type: 'HoursRejected',
    version: 1,
    tenant: stream.slice(stream.indexOf('-') + 1, stream.indexOf('.')),
    stream,
    recordedAt: '2026-10-05T10:00:00.000Z',
    actor: { person: PERSON, party: 'organisation', role: 'organisation' },
    commandId: v7(),
    commandHash: createHash('sha256').update(id).digest('hex'),
    correlationId: v7(),
    causationId: null,
    rules: 'base@1',
    references: [],
    data: { entryId: PERSON, employee: PERSON, reason: sealedFor(id, 'reason') },
    ...change,
  };
}

export function draftsOf(stream: StreamName, count: number): readonly Draft[] {
  return Array.from({ length: count }, () => draftOf(stream));
}

export function sealedFor(id: string, field: string) {
  return { sealed: { kid: 'key-1', at: `${id}#${field}`, nonce: 'bm9uY2U', box: 'Ym94', commitment: 'Y29tbWl0' } };
}

export function headOf(event: StoredEvent | undefined): Head {
  return event ? { revision: event.envelope.revision, hash: event.hash } : 'none';
}

/** Appends `count` events one by one. */
export async function fill(store: EventStore, stream: StreamName, count: number): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (let made = 0; made < count; made += 1) {
    events.push(...(await store.append(stream, [draftOf(stream)], headOf(events.at(-1)))));
  }
  return events;
}

/** So many of these events are less than a mebibyte, which every store takes in one append. */
const EVENTS_PER_APPEND = 500;

/** Appends `count` events in as few appends as every store allows. */
export async function fillFast(store: EventStore, stream: StreamName, count: number): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  while (events.length < count) {
    const drafts = draftsOf(stream, Math.min(EVENTS_PER_APPEND, count - events.length));
    events.push(...(await store.append(stream, drafts, headOf(events.at(-1)))));
  }
  return events;
}

/** Fails unless positions ascend; if they count events, they must have no gaps and start at 1. */
export function expectInOrder({ countsPositions }: EventStoreFixture, events: readonly StoredEvent[]): void {
  const positions = events.map(({ position }) => position);
  expect(positions).toEqual([...positions].sort(comparePositions));
  expect(new Set(positions).size).toBe(events.length);
  if (countsPositions) expect(positions).toEqual(events.map((_, index) => String(index + 1)));
}

/** Collects an asynchronous iterable. */
export async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const seen: T[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}

export async function allEvents(store: EventStore, after: string | null = null): Promise<readonly StoredEvent[]> {
  return (await all(store.readAll(after))).flat();
}

export const idsOf = (events: readonly StoredEvent[]): readonly string[] => events.map(({ envelope }) => envelope.id);
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** A registry that can be made to forget a type, like older code that reads newer events. */
export function forgetfulRegistry(): EventRegistry & { forget(type: string): void } {
  const forgotten = new Set<string>();
  return {
    ...registry,
    forget: (type) => void forgotten.add(type),
    definitionOf(type) {
      if (forgotten.has(type)) throw new UnknownEvent(`this code knows no event ${type}`);
      return registry.definitionOf(type);
    },
  };
}
