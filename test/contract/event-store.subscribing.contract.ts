import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStore, UnknownPosition } from '@jalon/ports';
import type { StoredEvent } from '@jalon/kernel';
import type { EventStoreFixture } from './event-store.fixture.js';
import {
  all,
  draftOf,
  expectInOrder,
  fill,
  fillFast,
  headOf,
  idsOf,
  newStreamIn,
  registry,
} from './event-store.drafts.js';

export function describeSubscribing(newFixture: () => EventStoreFixture): void {
  describe('subscribing', () => {
    let fixture: EventStoreFixture;
    let store: EventStore;
    let stop: AbortController;
    beforeEach(() => {
      fixture = newFixture();
      store = fixture.open(registry);
      stop = new AbortController();
    });
    afterEach(async () => {
      stop.abort();
      await store.close();
    });

    /** Reads until `count` events have come, then lets the subscription go. */
    async function first(count: number, from: EventStore, after: string | null): Promise<readonly StoredEvent[]> {
      const seen: StoredEvent[] = [];
      for await (const page of from.subscribeAll(after, stop.signal)) {
        seen.push(...page);
        if (seen.length >= count) break;
      }
      return seen;
    }

    it('gives stored events, then new ones', async () => {
      const stream = newStreamIn(fixture);
      const before = await fill(store, stream, 3);
      const reading = first(5, store, null);
      await sleep(5);
      const [fourth] = await store.append(stream, [draftOf(stream)], headOf(before.at(-1)));
      const [fifth] = await store.append(stream, [draftOf(stream)], headOf(fourth));

      expect(idsOf(await reading)).toEqual(idsOf([...before, fourth!, fifth!]));
    });

    it('starts after the given position', async () => {
      const events = await fill(store, newStreamIn(fixture), 4);
      expect(idsOf(await first(2, store, events[1]!.position))).toEqual(idsOf(events.slice(2)));
    });

    it('refuses a position that is not an event’s', async () => {
      await expect(first(1, store, '3')).rejects.toBeInstanceOf(UnknownPosition);
    });

    it('sees a commit of its own process at once', async () => {
      const delays: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const reading = first(1, store, await store.lastPosition());
        await sleep(5);
        await fill(store, newStreamIn(fixture), 1);
        const appended = performance.now();
        await reading;
        delays.push(performance.now() - appended);
      }
      // Sooner than any looking would find it; the best of five, because the machine may be busy.
      expect(Math.min(...delays)).toBeLessThan(25);
    });

    it('skips nothing and repeats nothing while many writers append', async () => {
      const streams = Array.from({ length: 16 }, () => newStreamIn(fixture));
      const reading = first(16 * 25, store, null);
      await Promise.all(streams.map((stream) => fill(store, stream, 25)));

      const events = await reading;
      expect(events).toHaveLength(16 * 25);
      expectInOrder(fixture, events);
    });

    it('waits for a slow reader, and gives it everything', async () => {
      const stream = newStreamIn(fixture);
      const events = await fillFast(store, stream, 1_200);
      const pages: (readonly StoredEvent[])[] = [];
      for await (const page of store.subscribeAll(null, stop.signal)) {
        pages.push(page);
        // Nothing is read ahead: what is committed while the reader works comes with a later page.
        if (pages.length === 1) await store.append(stream, [draftOf(stream)], headOf(events.at(-1)));
        await sleep(5);
        if (pages.flat().length === 1_201) break;
      }
      expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(500);
      expect(pages.flat().map(({ envelope }) => envelope.revision)).toEqual([...Array(1_201).keys()]);
    });

    it('ends promptly when its signal aborts while it waits', async () => {
      const delays: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const leaving = new AbortController();
        const reading = all(store.subscribeAll(null, leaving.signal));
        await sleep(5);
        const told = performance.now();
        leaving.abort();
        expect(await reading).toEqual([]);
        delays.push(performance.now() - told);
      }
      // The best of five, because the machine may be busy.
      expect(Math.min(...delays)).toBeLessThan(200);
    });

    it('gives nothing when its signal is already aborted', async () => {
      await fill(store, newStreamIn(fixture), 1);
      stop.abort();
      expect(await all(store.subscribeAll(null, stop.signal))).toEqual([]);
    });
  });
}
