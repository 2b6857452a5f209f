import type { EventStore } from '@jalon/ports';
import type { EventStoreFixture } from './event-store.fixture.js';
import { all, allEvents, draftOf, draftsOf, headOf, registry, sha256, newStreamIn } from './event-store.drafts.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const INVALID = [
  '',
  'nonsense',
  `${TRACE}\n`,
  TRACE.toUpperCase(),
  TRACE.replace('00-', 'ff-'),
  `${TRACE}-more`,
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
];

export function describeTraces(newFixture: () => EventStoreFixture): void {
  describe('the trace that events were appended in', () => {
    let fixture: EventStoreFixture;
    let store: EventStore;
    beforeEach(() => {
      fixture = newFixture();
      store = fixture.open(registry);
    });
    afterEach(() => store.close());

    it('is returned with each event by every kind of read', async () => {
      const stream = newStreamIn(fixture);
      const appended = await store.append(stream, draftsOf(stream, 2), 'none', TRACE);
      await store.append(stream, [draftOf(stream)], headOf(appended.at(-1)));

      const traced = [TRACE, TRACE, undefined];
      const tracesOf = (events: readonly { readonly traceparent?: string }[]) =>
        events.map(({ traceparent }) => traceparent);
      expect(tracesOf(appended)).toEqual([TRACE, TRACE]);
      expect(tracesOf(await all(store.readStream(stream)))).toEqual(traced);
      expect(tracesOf(await all(store.readStream(stream, { direction: 'backwards' })))).toEqual([...traced].reverse());
      expect(tracesOf(await allEvents(store))).toEqual(traced);
      expect(tracesOf(await store.readAt(appended.map(({ position }) => position)))).toEqual([TRACE, TRACE]);
      const [page = []] = await all(firstPage(store));
      expect(tracesOf(page.slice(0, 1))).toEqual([TRACE]);
    });

    it('is not part of the bytes and their hash', async () => {
      const [one, other] = [newStreamIn(fixture), newStreamIn(fixture)];
      const [traced] = await store.append(one, [draftOf(one)], 'none', TRACE);
      const [plain] = await store.append(other, [draftOf(other)], 'none');

      const [read] = await all(store.readStream(one));
      expect(read?.body).toBe(traced?.body);
      expect(read?.body).not.toContain('traceparent');
      expect(read?.hash).toBe(sha256(read?.body ?? ''));
      expect(Object.keys(read?.envelope ?? {})).toEqual(Object.keys((await all(store.readStream(other)))[0]!.envelope));
      expect(plain).not.toHaveProperty('traceparent');
    });

    it.each(INVALID)('is dropped when it is invalid: %j', async (traceparent) => {
      const stream = newStreamIn(fixture);
      const appended = await store.append(stream, [draftOf(stream)], 'none', traceparent);

      expect(await all(store.readStream(stream))).toEqual(appended);
      expect(appended[0]).not.toHaveProperty('traceparent');
    });
  });
}

async function* firstPage(store: EventStore) {
  const stop = new AbortController();
  for await (const page of store.subscribeAll(null, stop.signal)) {
    yield page;
    return;
  }
}
