import { CorruptEvent, UnknownEvent } from '@jalon/ports';
import {
  copyHistory,
  CopyTargetInUse,
  createEventRegistry,
  NotACopy,
  requireCopy,
  type CopyTarget,
  type EventRegistry,
} from '@jalon/event-store';
import { createMemoryCopyTarget, createMemoryEventStore } from '@jalon/event-store/memory';
import type { JsonObject, StoredEvent, StreamName, TenantId } from '@jalon/kernel';
import { missionEvents } from '@jalon/mission/events';
import { all, allEvents, draftOf, headOf, idsOf, newStream, registry, sha256 } from './event-store.drafts.js';

/** An empty target for a copy, and what its adapter promises. */
export interface CopyTargetFixture {
  readonly tenant: TenantId;
  /** Whether it keeps its events when it is closed and opened again. */
  readonly isPersistent: boolean;
  /** Whether an event is refused if another stream already holds its id. */
  readonly refusesStoredIds: boolean;
  open(registry: EventRegistry): CopyTarget;
}

const TRACE = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

const bodiesOf = (events: readonly StoredEvent[]) => events.map(({ body }) => body);

/** Events of several streams in turn, and at the end several of one stream. */
export async function historyIn(tenant: TenantId, turns = 4, streams = 3): Promise<readonly StoredEvent[]> {
  const store = createMemoryEventStore({ registry });
  const names = Array.from({ length: streams }, () => newStream(tenant));
  const last = new Map<StreamName, StoredEvent>();
  for (let turn = 0; turn < turns; turn += 1) {
    for (const name of names) {
      const drafts = Array.from({ length: 1 + (turn % 3) }, () => draftOf(name));
      const events = await store.append(name, drafts, headOf(last.get(name)), turn % 2 === 0 ? TRACE : undefined);
      last.set(name, events.at(-1)!);
    }
  }
  await store.append(names[0]!, [draftOf(names[0]!), draftOf(names[0]!)], headOf(last.get(names[0]!)));
  return allEvents(store);
}

/** A source that gives these events, in pages of this size. */
export function sourceOf(events: readonly StoredEvent[], pageSize = 5) {
  return {
    async *readAll() {
      for (let at = 0; at < events.length; at += pageSize) yield events.slice(at, at + pageSize);
    },
  };
}

/** The event with changed bytes, and the hash that matches them. */
function forged(event: StoredEvent, change: (envelope: Record<string, unknown>) => unknown): StoredEvent {
  const envelope = JSON.parse(event.body) as Record<string, unknown>;
  const body = JSON.stringify(change(envelope));
  return { envelope: JSON.parse(body), position: event.position, body, hash: sha256(body) };
}

export function describeCopyTarget(adapter: string, newFixture: () => CopyTargetFixture): void {
  describe(`a copy in ${adapter}`, () => {
    let fixture: CopyTargetFixture;
    let target: CopyTarget;
    let history: readonly StoredEvent[];
    beforeEach(async () => {
      fixture = newFixture();
      target = fixture.open(registry);
      history = await historyIn(fixture.tenant);
    });
    afterEach(() => target.close());

    it('holds the same events, byte for byte and in the same order, and returns the last position', async () => {
      const end = await target.appendStored(history, null);
      const copies = (await all(target.readAll(null))).flat();
      expect(bodiesOf(copies)).toEqual(bodiesOf(history));
      expect(copies.map(({ hash }) => hash)).toEqual(history.map(({ hash }) => hash));
      expect(copies.map(({ traceparent }) => traceparent)).toEqual(history.map(({ traceparent }) => traceparent));
      expect(history.filter(({ traceparent }) => traceparent === TRACE).length).toBeGreaterThan(3);
      expect([end, copies.at(-1)?.position]).toEqual([await target.lastPosition(), end]);
      await requireCopy(sourceOf(history), target, history.length);
    });

    it('continues after the events that it holds', async () => {
      const end = await target.appendStored(history.slice(0, 7), null);
      await target.appendStored(history.slice(7), end);
      await requireCopy(sourceOf(history), target, history.length);
    });

    it('keeps events of an older version as they were stored, and upcasts them when it reads them', async () => {
      const definitions = missionEvents.map((definition) =>
        definition.type === 'HoursRejected'
          ? { ...definition, version: 2, upcasts: { 1: (data: JsonObject) => ({ ...data, heard: 'upcast' }) } }
          : definition,
      );
      const later = createEventRegistry(definitions);
      const [one, other] = [newFixture(), createMemoryCopyTarget({ registry: later })];
      const older = await historyIn(one.tenant);
      const copy = one.open(later);
      try {
        await copy.appendStored(older, null);
        const copies = (await all(copy.readAll(null))).flat();
        expect(bodiesOf(copies)).toEqual(bodiesOf(older));
        const read = copies.map(({ envelope }) => [envelope.version, envelope.data['heard']]);
        expect(read).toEqual(older.map(() => [2, 'upcast']));
        expect(JSON.parse(copies[0]!.body)).toMatchObject({ version: 1 });

        // Copied on to another store, they are still as they were stored.
        await copyHistory(copy, other);
        await requireCopy(sourceOf(older), other, older.length);
      } finally {
        await copy.close();
      }
    });

    it.each<[string, (events: readonly StoredEvent[]) => readonly StoredEvent[]]>([
      ['bytes that were changed', (events) => withLast(events, (last) => ({ ...last, body: `${last.body} ` }))],
      ['a hash that was changed', (events) => withLast(events, (last) => ({ ...last, hash: '0'.repeat(64) }))],
      [
        'an event replaced by another, with a matching hash',
        (events) => withLast(events, (last) => forged(last, (envelope) => ({ ...envelope, prev: sha256('another') }))),
      ],
      ['an event that was removed', (events) => events.filter((_, index) => index !== events.length - 2)],
      ['two events in exchanged order', (events) => [...events.slice(0, -2), ...events.slice(-2).reverse()]],
      [
        'a first event after others',
        (events) => withLast(events, (last) => forged(last, (envelope) => ({ ...envelope, prev: null }))),
      ],
      [
        'bytes that are not in canonical form',
        (events) => withLast(events, (last) => forged(last, ({ actor, ...rest }) => ({ ...rest, actor }))),
      ],
      [
        'unknown members of the envelope',
        (events) => withLast(events, (last) => forged(last, (envelope) => ({ $hint: 'x', ...envelope }))),
      ],
      [
        'a recordedAt before the previous event’s',
        (events) =>
          withLast(events, (last) =>
            forged(last, (envelope) => ({ ...envelope, recordedAt: '2020-01-01T00:00:00.000Z' })),
          ),
      ],
      [
        'another tenant than its stream’s',
        (events) => withLast(events, (last) => forged(last, (envelope) => ({ ...envelope, tenant: 'another' }))),
      ],
    ])('refuses %s, and adds nothing of the page', async (_what, tamper) => {
      const end = await target.appendStored(history.slice(0, 5), null);
      await expect(target.appendStored(tamper(history.slice(5)), end)).rejects.toBeInstanceOf(CorruptEvent);
      expect(await target.lastPosition()).toBe(end);
      await target.appendStored(history.slice(5), end);
      await requireCopy(sourceOf(history), target, history.length);
    });

    it('refuses an event id that it holds already, if it promises so', async () => {
      if (!fixture.refusesStoredIds) return;
      const [first] = history;
      const end = await target.appendStored(history, null);
      const other = newStream(fixture.tenant);
      const twice = forged(first!, (envelope) => ({ ...envelope, stream: other }));
      await expect(target.appendStored([twice], end)).rejects.toBeInstanceOf(CorruptEvent);
      expect(await target.lastPosition()).toBe(end);
    });

    it('refuses an unknown event', async () => {
      const fresh = newFixture();
      const before = fresh.open(createEventRegistry(missionEvents.filter(({ type }) => type !== 'HoursRejected')));
      try {
        await expect(before.appendStored(await historyIn(fresh.tenant), null)).rejects.toBeInstanceOf(UnknownEvent);
        expect(await before.lastPosition()).toBeNull();
      } finally {
        await before.close();
      }
    });

    it('refuses to continue if it does not end where the caller read', async () => {
      const end = await target.appendStored(history.slice(0, 5), null);
      for (const wrong of [null, '999999999']) {
        await expect(target.appendStored(history.slice(5), wrong)).rejects.toBeInstanceOf(CopyTargetInUse);
      }
      expect(await target.lastPosition()).toBe(end);
    });

    it('is made page by page, can be stopped after any, and continued', async () => {
      const total = history.length;
      const stop = new AbortController();
      const first = await copyHistory(sourceOf(history), target, {
        signal: stop.signal,
        onPage: () => stop.abort(),
      });
      expect(first).toMatchObject({ already: 0, added: 5, interrupted: true });
      if (fixture.isPersistent) {
        await target.close();
        target = fixture.open(registry);
      }
      expect(await copyHistory(sourceOf(history, 3), target)).toMatchObject({
        already: 5,
        added: total - 5,
        interrupted: false,
      });
      expect(await copyHistory(sourceOf(history), target)).toEqual({
        already: total,
        added: 0,
        readTo: history.at(-1)?.position,
        interrupted: false,
      });
      await requireCopy(sourceOf(history), target, total);
    });

    it('continues after a kill at any event', async () => {
      for (let left = 1; left < history.length; left += 1) {
        const fresh = newFixture();
        const events = await historyIn(fresh.tenant, 2);
        const cut = Math.min(left, events.length);
        const killed = fresh.open(registry);
        try {
          await killed.appendStored(events.slice(0, cut), null);
          expect(await copyHistory(sourceOf(events, 4), killed)).toMatchObject({
            already: cut,
            added: events.length - cut,
            interrupted: false,
          });
          await requireCopy(sourceOf(events), killed, events.length);
        } finally {
          await killed.close();
        }
        if (cut === events.length) return;
      }
    });

    it('takes events while it is a copy that no service may write', async () => {
      await target.installation.write({ name: 'one', state: 'copy' });
      await target.appendStored(history, null);
      await requireCopy(sourceOf(history), target, history.length);
    });

    it('is refused if the target holds anything else, or more, and adds nothing', async () => {
      const others = await historyIn(fixture.tenant, 1);
      const end = await target.appendStored([...history.slice(0, 6), ...others], null);
      const refused = copyHistory(sourceOf(history), target);
      await expect(refused).rejects.toMatchObject({ name: 'NotACopy', ordinal: 7, why: 'other' });
      const shorter = copyHistory(sourceOf(history.slice(0, 6)), target);
      await expect(shorter).rejects.toMatchObject({ name: 'NotACopy', ordinal: 7, why: 'more' });
      expect(await target.lastPosition()).toBe(end);
    });

    it('is told from another store by the first event that differs, is missing or is too many', async () => {
      await target.appendStored(history, null);
      const others = [...history.slice(0, 3), ...history.slice(4)];
      await expect(requireCopy(sourceOf(others), target, others.length)).rejects.toMatchObject({ ordinal: 4 });
      await expect(requireCopy(sourceOf(history), target, history.length - 1)).rejects.toBeInstanceOf(NotACopy);
      await expect(requireCopy(sourceOf(history), target, history.length + 1)).rejects.toBeInstanceOf(NotACopy);
      expect(new Set(idsOf(history)).size).toBe(history.length);
    });
  });
}

function withLast(events: readonly StoredEvent[], change: (last: StoredEvent) => StoredEvent): readonly StoredEvent[] {
  return [...events.slice(0, -1), change(events.at(-1)!)];
}
