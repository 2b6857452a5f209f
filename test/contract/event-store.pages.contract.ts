import type { EventStore } from '@jalon/ports';
import type { Draft, StoredEvent, StreamName } from '@jalon/kernel';
import { all, draftOf, headOf, idsOf, registry, sealedFor, newStreamIn } from './event-store.drafts.js';
import type { EventStoreFixture } from './event-store.fixture.js';

const LETTERS = 250_000;
/** So many large events are less than a mebibyte, which every store takes in one append. */
const LARGE_PER_APPEND = 4;
const LARGE = 48;
const SMALL = 20;

/** The most that a page may hold by the port's promise: the event that fills it may be one of the largest. */
const MAX_PAGE_LETTERS = 4 * 1024 * 1024 + LETTERS + 10_000;

export function describePages(newFixture: () => EventStoreFixture): void {
  describe('pages of large events', () => {
    let fixture: EventStoreFixture;
    let store: EventStore;
    let stream: StreamName;
    let events: readonly StoredEvent[];
    beforeAll(async () => {
      fixture = newFixture();
      store = fixture.open(registry);
      stream = newStreamIn(fixture);
      events = await fillLarge(store, stream);
    });
    afterAll(() => store.close());

    it('end by their bytes, and skip no event', async () => {
      const stop = new AbortController();
      const pages = await all(store.readAll(null));
      const followed: (readonly StoredEvent[])[] = [];
      for await (const page of store.subscribeAll(null, stop.signal)) {
        followed.push(page);
        if (followed.flat().length === events.length) stop.abort();
      }
      for (const read of [pages, followed]) {
        expect(idsOf(read.flat())).toEqual(idsOf(events));
        expect(Math.max(...read.map(lettersIn))).toBeLessThan(MAX_PAGE_LETTERS);
      }
      expect(pages.length).toBeGreaterThan(2);
      const after = events[SMALL + 5]!.position;
      expect(idsOf((await all(store.readAll(after))).flat())).toEqual(idsOf(events.slice(SMALL + 6)));
    });

    it('are all read from a stream, in both directions and with a limit', async () => {
      expect(idsOf(await all(store.readStream(stream)))).toEqual(idsOf(events));
      const backwards = idsOf(await all(store.readStream(stream, { direction: 'backwards' })));
      expect(backwards).toEqual([...idsOf(events)].reverse());
      const some = await all(store.readStream(stream, { from: 10, limit: 40 }));
      expect(idsOf(some)).toEqual(idsOf(events.slice(10, 50)));
    });

    it('are all found by their positions, and counted', async () => {
      const positions = events.map(({ position }) => position).reverse();
      expect(idsOf(await store.readAt(positions))).toEqual([...idsOf(events)].reverse());
      expect(await store.eventsBetween(null, events.at(-1)!.position)).toBe(events.length);
    });
  });
}

/** Appends some small events, then many large ones. */
async function fillLarge(store: EventStore, stream: StreamName): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  const append = async (drafts: readonly Draft[]) =>
    void events.push(...(await store.append(stream, drafts, headOf(events.at(-1)))));
  await append(Array.from({ length: SMALL }, () => draftOf(stream)));
  for (let made = 0; made < LARGE; made += LARGE_PER_APPEND)
    await append(Array.from({ length: LARGE_PER_APPEND }, () => large(stream)));
  return events;
}

function large(stream: StreamName): Draft {
  const draft = draftOf(stream);
  const { sealed } = sealedFor(draft.id, 'reason');
  return { ...draft, data: { ...draft.data, reason: { sealed: { ...sealed, box: 'Ym94'.repeat(LETTERS / 4) } } } };
}

const lettersIn = (page: readonly StoredEvent[]): number => page.reduce((sum, { body }) => sum + body.length, 0);
