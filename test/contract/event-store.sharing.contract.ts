import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError, type EventStore, StoreMoved } from '@jalon/ports';
import type { EventStoreFixture } from './event-store.fixture.js';
import {
  all,
  allEvents,
  draftOf,
  expectInOrder,
  fill,
  headOf,
  idsOf,
  newStreamIn,
  registry,
} from './event-store.drafts.js';

export function describeSharing(newFixture: () => EventStoreFixture): void {
  let fixture: EventStoreFixture;
  let one: EventStore;
  let other: EventStore;
  beforeEach(() => {
    fixture = newFixture();
    one = fixture.open(registry);
    other = fixture.open(registry);
  });
  afterEach(async () => {
    await one.close();
    await other.close();
  });

  it('shows an acknowledged event to the other connection at once', async () => {
    for (let index = 0; index < 20; index += 1) {
      const stream = newStreamIn(fixture);
      const appended = await one.append(stream, [draftOf(stream)], 'none');
      expect(await all(other.readStream(stream))).toEqual(appended);
    }
  });

  it('lets one of two connections start a stream', async () => {
    const stream = newStreamIn(fixture);
    const outcomes = await Promise.allSettled(
      [one, other].map((store) => store.append(stream, [draftOf(stream)], 'none')),
    );
    const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refusals.map(({ reason }) => reason as unknown)).toEqual([expect.any(ConflictError)]);
  });

  it('is named once for both, and stores nothing through the other once it has moved through one', async () => {
    const named = await Promise.all([one.installation.name('one'), other.installation.name('other')]);
    expect(named[0]).toEqual(named[1]);
    const stream = newStreamIn(fixture);
    const [first] = await other.append(stream, [draftOf(stream)], 'none');
    await one.installation.write({ name: 'one', state: 'moved' });
    await expect(other.append(stream, [draftOf(stream)], headOf(first))).rejects.toThrow(StoreMoved);
    expect(await allEvents(other)).toEqual([first]);
  });

  it('orders the events of both connections by their commits', async () => {
    const filled = await Promise.all([one, other, one, other].map((store) => fill(store, newStreamIn(fixture), 50)));
    const events = await allEvents(one);

    expectInOrder(fixture, events);
    expect([...idsOf(events)].sort()).toEqual(filled.flatMap(idsOf).sort());
    expect(await allEvents(other)).toEqual(events);
  });

  it('wakes a subscription of the other connection within 100 ms', async () => {
    const stop = new AbortController();
    const pages = one.subscribeAll(null, stop.signal)[Symbol.asyncIterator]();
    const waits: number[] = [];
    // A busy machine makes one or the other late; the fastest tells of the store.
    for (let tries = 0; tries < 5; tries += 1) {
      const reading = pages.next().then(() => performance.now());
      await sleep(10);
      await fill(other, newStreamIn(fixture), 1);
      const appended = performance.now();
      waits.push((await reading) - appended);
    }
    stop.abort();
    await pages.return?.();
    expect(Math.min(...waits)).toBeLessThan(100);
  });
}
