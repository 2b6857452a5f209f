import { type EventStore, UnknownEvent, UnknownPosition } from '@jalon/ports';
import type { StoredEvent, StreamName } from '@jalon/kernel';
import { v7 } from 'uuid';
import type { EventStoreFixture } from './event-store.fixture.js';
import {
  all,
  allEvents,
  draftOf,
  expectInOrder,
  fillFast,
  fill,
  forgetfulRegistry,
  headOf,
  idsOf,
  newStreamIn,
  registry,
} from './event-store.drafts.js';

/** More events than any adapter reads at once. */
const SEVERAL_PAGES = 1_234;

export function describeReading(newFixture: () => EventStoreFixture): void {
  describe('reading', () => {
    let fixture: EventStoreFixture;
    let store: EventStore;
    beforeEach(() => {
      fixture = newFixture();
      store = fixture.open(registry);
    });
    afterEach(() => store.close());

    it('gives nothing for a stream without events', async () => {
      expect(await all(store.readStream(newStreamIn(fixture)))).toEqual([]);
      expect(await all(store.readStream(newStreamIn(fixture), { direction: 'backwards' }))).toEqual([]);
      expect(await allEvents(store)).toEqual([]);
      expect(await store.lastPosition()).toBeNull();
    });

    it.each([
      [{}, [0, 1, 2, 3, 4]],
      [{ from: 3 }, [3, 4]],
      [{ from: 5 }, []],
      [{ limit: 2 }, [0, 1]],
      [{ from: 1, limit: 2 }, [1, 2]],
      [{ limit: 0 }, []],
      [{ direction: 'backwards' }, [4, 3, 2, 1, 0]],
      [{ direction: 'backwards', from: 2 }, [2, 1, 0]],
      [{ direction: 'backwards', limit: 1 }, [4]],
      [{ direction: 'backwards', from: 9, limit: 2 }, [4, 3]],
      [{ direction: 'backwards', from: 0 }, [0]],
    ] as const)('reads a stream with %j', async (options, revisions) => {
      const stream = newStreamIn(fixture);
      await fill(store, stream, 5);
      const events = await all(store.readStream(stream, options));
      expect(events.map(({ envelope }) => envelope.revision)).toEqual(revisions);
    });

    it('reads a stream of several pages in both directions', async () => {
      const stream = newStreamIn(fixture);
      const ids = idsOf(await fillFast(store, stream, SEVERAL_PAGES));

      expect(idsOf(await all(store.readStream(stream)))).toEqual(ids);
      expect(idsOf(await all(store.readStream(stream, { direction: 'backwards' })))).toEqual([...ids].reverse());
    });

    it('reads the log in commit order, after any position', async () => {
      const streams = Array.from({ length: 20 }, () => newStreamIn(fixture));
      await Promise.all(streams.map((stream) => fill(store, stream, 10)));
      const events = await allEvents(store);

      expect(events).toHaveLength(200);
      expectInOrder(fixture, events);
      expect(await store.lastPosition()).toBe(events.at(-1)?.position);
      expect(await allEvents(store, events[149]!.position)).toEqual(events.slice(150));
      expect(await allEvents(store, events[199]!.position)).toEqual([]);
    });

    it('reads the log page by page, up to what was committed when the read began', async () => {
      const stream = newStreamIn(fixture);
      const appended = await fillFast(store, stream, SEVERAL_PAGES);
      const pages: number[] = [];
      for await (const page of store.readAll(null)) {
        if (pages.length === 0) await store.append(stream, [draftOf(stream)], headOf(appended.at(-1)));
        pages.push(page.length);
      }
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.reduce((sum, length) => sum + length)).toBe(SEVERAL_PAGES);
    });

    it('counts or estimates the events between two positions', async () => {
      const stream = newStreamIn(fixture);
      const events = await fillFast(store, stream, SEVERAL_PAGES);
      const at = (number: number) => events[number - 1]!.position;
      expect(await store.eventsBetween(null, at(10))).toBe(10);
      expect(await store.eventsBetween(at(10), at(10))).toBe(0);
      expect(await store.eventsBetween(at(10), at(700))).toBe(690);

      const many = await fillFast(store, newStreamIn(fixture), 2 * SEVERAL_PAGES);
      const all = await store.eventsBetween(null, many.at(-1)!.position);
      expect(Math.abs(all - 3 * SEVERAL_PAGES)).toBeLessThan(SEVERAL_PAGES / 2);
    });

    it('reads the events at any positions, in the order of the request', async () => {
      const stream = newStreamIn(fixture);
      await fillFast(store, stream, SEVERAL_PAGES);
      const events = await allEvents(store);
      const everySeventh = events.flatMap((_, index) => (index % 7 === 0 ? [index + 1] : []));
      const all = events.map((_, index) => index + 1);
      for (const ordinals of [[], [1], [1_234], [3, 4, 5, 9, 8, 7, 7, 1_000], everySeventh, all]) {
        const expected = ordinals.map((ordinal) => events[ordinal - 1]!);
        expect(await store.readAt(expected.map(({ position }) => position))).toEqual(expected);
      }
      const [first, last] = [events[0]!.position, events.at(-1)!.position];
      const beyond = String(BigInt(last) + 1n);
      await expect(store.readAt([first, beyond])).rejects.toBeInstanceOf(UnknownPosition);
      await expect(allEvents(store, beyond)).rejects.toBeInstanceOf(UnknownPosition);
    });

    it('reads the newest events, newest first, at most a page', async () => {
      expect(await store.newest(5)).toEqual([]);
      await fillFast(store, newStreamIn(fixture), 700);
      await fill(store, newStreamIn(fixture), 2);
      const events = await allEvents(store);
      for (const count of [1, 5, 500]) expect(await store.newest(count)).toEqual(events.slice(-count).reverse());
      expect((await store.newest(9_999)).length).toBe(500);
    });

    it('reads the newest events up to one that cannot be read', async () => {
      const forgetful = forgetfulRegistry();
      const otherFixture = newFixture();
      const other = otherFixture.open(forgetful);
      await fill(other, newStreamIn(otherFixture), 1);
      const otherStream = newStreamIn(otherFixture);
      await other.append(
        otherStream,
        [draftOf(otherStream, { type: 'HoursApproved', data: { entryId: v7() } })],
        'none',
      );
      const newest = await fill(other, newStreamIn(otherFixture), 2);
      forgetful.forget('HoursApproved');
      expect(await other.newest(9)).toEqual([...newest].reverse());
      await other.close();
    });

    it('does not block the event loop while it reads many positions', async () => {
      const stream = newStreamIn(fixture);
      const events = await fillFast(store, stream, SEVERAL_PAGES);
      let turns = 0;
      const count = (): void => {
        turns += 1;
        next = setImmediate(count);
      };
      let next = setImmediate(count);
      const backwards = events.map(({ position }) => position).reverse();
      expect(await store.readAt(backwards)).toHaveLength(SEVERAL_PAGES);
      clearImmediate(next);
      expect(turns).toBeGreaterThanOrEqual(2);
    });

    it.each(['1', '7', '-1', '1.5', '0', '01', 'x', ''])(
      'refuses the position "%s", which is not an event’s',
      async (position) => {
        await expect(allEvents(store, position)).rejects.toBeInstanceOf(UnknownPosition);
        await expect(store.readAt([position])).rejects.toBeInstanceOf(UnknownPosition);
      },
    );

    it('keeps tenants apart: the same id in two tenants is two streams', async () => {
      const [ours, theirs] = [`mission-${fixture.tenant}.one`, `mission-${fixture.tenant}-too.one`];
      await fill(store, ours, 2);
      await fill(store, theirs, 1);

      expect((await all(store.readStream(ours))).map(({ envelope }) => envelope.tenant)).toEqual([
        fixture.tenant,
        fixture.tenant,
      ]);
      expect((await all(store.readStream(theirs))).map(({ envelope }) => envelope.tenant)).toEqual([
        `${fixture.tenant}-too`,
      ]);
    });

    it('refuses to read an unknown event', async () => {
      const forgetful = forgetfulRegistry();
      const otherFixture = newFixture();
      const other = otherFixture.open(forgetful);
      const stream = newStreamIn(otherFixture);
      await fill(other, stream, 1);
      forgetful.forget('HoursRejected');

      await expect(all(other.readStream(stream))).rejects.toBeInstanceOf(UnknownEvent);
      await expect(allEvents(other)).rejects.toBeInstanceOf(UnknownEvent);
      await other.close();
    });

    it.each([
      ['a stream', (store: EventStore, stream: StreamName) => inPages(store.readStream(stream))],
      ['the log', (store: EventStore) => store.readAll(null)],
      ['the log as it grows', (store: EventStore) => store.subscribeAll(null, new AbortController().signal)],
    ])('when it reads %s, gives all events before one that cannot be read, then refuses', async (_, read) => {
      const forgetful = forgetfulRegistry();
      const otherFixture = newFixture();
      const other = otherFixture.open(forgetful);
      const stream = newStreamIn(otherFixture);
      const before = await fill(other, stream, 3);
      const forgotten = draftOf(stream, { type: 'HoursApproved', data: { entryId: v7() } });
      const [next] = await other.append(stream, [forgotten], headOf(before.at(-1)));
      await other.append(stream, [draftOf(stream)], headOf(next));
      forgetful.forget('HoursApproved');

      const seen: StoredEvent[] = [];
      const reading = (async () => {
        for await (const page of read(other, stream)) seen.push(...page);
      })();
      const at = { position: next!.position, stream, revision: 3 };
      await expect(reading).rejects.toMatchObject({ name: 'UnknownEvent', at });
      expect(seen).toEqual(before);
      await other.close();
    });
  });
}

/** Gives each item as a page of one. */
async function* inPages<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  for await (const item of items) yield [item];
}
