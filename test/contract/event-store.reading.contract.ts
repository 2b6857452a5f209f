import { UnknownEvent, UnknownPosition, type EventStore } from '@jalon/event-store';
import type { Place } from './event-store.place.js';
import {
  all,
  allEvents,
  draftOf,
  draftsOf,
  fill,
  forgetfulRegistry,
  headOf,
  idsOf,
  newStream,
  registry,
} from './event-store.drafts.js';

/** More than any adapter reads at once. */
const SEVERAL_PAGES = 1_234;

export function describeReading(newPlace: () => Place): void {
  describe('reading', () => {
    let store: EventStore;
    beforeEach(() => {
      store = newPlace().open(registry);
    });
    afterEach(() => store.close());

    it('gives nothing for a stream that has no event', async () => {
      expect(await all(store.readStream(newStream()))).toEqual([]);
      expect(await all(store.readStream(newStream(), { direction: 'backwards' }))).toEqual([]);
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
      const stream = newStream();
      await fill(store, stream, 5);
      const events = await all(store.readStream(stream, options));
      expect(events.map(({ envelope }) => envelope.revision)).toEqual(revisions);
    });

    it('reads a stream of several pages whole, both ways', async () => {
      const stream = newStream();
      const ids = idsOf(await store.append(stream, draftsOf(stream, SEVERAL_PAGES), 'none'));

      expect(idsOf(await all(store.readStream(stream)))).toEqual(ids);
      expect(idsOf(await all(store.readStream(stream, { direction: 'backwards' })))).toEqual([...ids].reverse());
    });

    it('gives everything in the order of the commits, without gaps, after any position', async () => {
      const streams = Array.from({ length: 20 }, () => newStream());
      await Promise.all(streams.map((stream) => fill(store, stream, 10)));
      const events = await allEvents(store);

      expect(events.map(({ position }) => Number(position))).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
      expect(await store.lastPosition()).toBe(events.at(-1)?.position);
      expect(await allEvents(store, events[149]!.position)).toEqual(events.slice(150));
      expect(await allEvents(store, events[199]!.position)).toEqual([]);
    });

    it('gives everything page by page, up to what was committed when the reading began', async () => {
      const stream = newStream();
      const appended = await store.append(stream, draftsOf(stream, SEVERAL_PAGES), 'none');
      const pages: number[] = [];
      for await (const page of store.readAll(null)) {
        if (pages.length === 0) await store.append(stream, [draftOf(stream)], headOf(appended.at(-1)));
        pages.push(page.length);
      }
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.reduce((sum, length) => sum + length)).toBe(SEVERAL_PAGES);
    });

    it('gives the events at any positions, in the order asked for', async () => {
      const stream = newStream();
      await store.append(stream, draftsOf(stream, SEVERAL_PAGES), 'none');
      const events = await allEvents(store);
      const at = (...positions: number[]) => positions.map((position) => events[position - 1]);
      for (const positions of [[], [1], [1_234], [3, 4, 5, 9, 8, 7, 7, 1_000], events.map((_, index) => index + 1)]) {
        expect(await store.readAt(positions.map(String))).toEqual(at(...positions));
      }
      await expect(store.readAt(['1', '1235'])).rejects.toBeInstanceOf(UnknownPosition);
    });

    it('leaves the others their turns while it reads many positions', async () => {
      const stream = newStream();
      await store.append(stream, draftsOf(stream, SEVERAL_PAGES), 'none');
      let turns = 0;
      const count = (): void => {
        turns += 1;
        next = setImmediate(count);
      };
      let next = setImmediate(count);
      const backwards = Array.from({ length: SEVERAL_PAGES }, (_, index) => String(SEVERAL_PAGES - index));
      expect(await store.readAt(backwards)).toHaveLength(SEVERAL_PAGES);
      clearImmediate(next);
      expect(turns).toBeGreaterThanOrEqual(2);
    });

    it.each(['1', '7', '-1', '1.5', '0', '01', 'x', ''])(
      'refuses the position "%s", which it never gave',
      async (position) => {
        await expect(allEvents(store, position)).rejects.toBeInstanceOf(UnknownPosition);
        await expect(store.readAt([position])).rejects.toBeInstanceOf(UnknownPosition);
      },
    );

    it('keeps tenants apart: the same id in two is two streams', async () => {
      const [ours, theirs] = ['mission-main.one', 'mission-other.one'];
      await fill(store, ours, 2);
      await fill(store, theirs, 1);

      expect((await all(store.readStream(ours))).map(({ envelope }) => envelope.tenant)).toEqual(['main', 'main']);
      expect((await all(store.readStream(theirs))).map(({ envelope }) => envelope.tenant)).toEqual(['other']);
    });

    it('refuses, when it is read, an event that the code does not know', async () => {
      const forgetful = forgetfulRegistry();
      const other = newPlace().open(forgetful);
      const stream = newStream();
      await fill(other, stream, 1);
      forgetful.forget('HoursRejected');

      await expect(all(other.readStream(stream))).rejects.toBeInstanceOf(UnknownEvent);
      await expect(allEvents(other)).rejects.toBeInstanceOf(UnknownEvent);
      await other.close();
    });
  });
}
