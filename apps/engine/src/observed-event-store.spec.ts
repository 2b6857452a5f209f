import type { StoredEvent } from '@jalon/kernel';
import { CorruptEvent, type EventStore } from '@jalon/ports';
import { stored } from '@jalon/testing';
import { observedEventStore } from './observed-event-store.js';

const at = (position: string) => new CorruptEvent('HASH', { position, stream: 'need-main.a', revision: 0 });
const EVENTS = stored(
  [0, 1, 2].map(() => ({ type: 'NeedClosed', category: 'need', id: '00000000-0000-4000-8000-000000000001', data: {} })),
);

/** What an observer is told of, as positions; and the store that it observes. */
function observing(store: Partial<Record<keyof EventStore, unknown>>) {
  const seen: string[][] = [];
  const failed: (string | undefined)[] = [];
  const observed = observedEventStore(store as EventStore, {
    seen: (events) => void seen.push(events.map(({ position }) => position)),
    failed: (error) => void failed.push((error as CorruptEvent).at.position),
  });
  return { observed, seen, failed };
}

async function* each(events: readonly StoredEvent[]) {
  yield* events;
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const read: T[] = [];
  for await (const item of items) read.push(item);
  return read;
}

describe('the observer of an event store', () => {
  const [first, second, third] = EVENTS.map(({ position }) => position) as [string, string, string];

  it('is told of the last event of a stream that is read, forwards, backwards or in part', async () => {
    for (const events of [EVENTS, [...EVENTS].reverse()]) {
      const { observed, seen } = observing({ readStream: () => each(events) });
      expect(await all(observed.readStream('need-main.a'))).toEqual(events);
      expect(seen).toEqual([[third]]);
    }
    const { observed, seen } = observing({ readStream: () => each(EVENTS) });
    for await (const event of observed.readStream('need-main.a')) if (event === EVENTS[1]) break;
    expect(seen).toEqual([[second]]);
  });

  it('is told nothing of a stream without events', async () => {
    const { observed, seen } = observing({ readStream: () => each([]) });
    expect(await all(observed.readStream('need-main.a'))).toEqual([]);
    expect(seen).toEqual([]);
  });

  it('is told of each page, append, and reading of single events', async () => {
    async function* pages() {
      yield EVENTS.slice(0, 1);
      yield EVENTS.slice(1);
    }
    const answered = () => Promise.resolve(EVENTS.slice(0, 2));
    const { observed, seen } = observing({
      readAll: pages,
      subscribeAll: pages,
      append: answered,
      readAt: answered,
      newest: answered,
    });
    await all(observed.readAll(null));
    await all(observed.subscribeAll(null, new AbortController().signal));
    await observed.append('need-main.a', [], 'none');
    await observed.readAt([first, second]);
    await observed.newest(2);
    const [paged, both] = [
      [[first], [second, third]],
      [first, second],
    ];
    expect(seen).toEqual([...paged, ...paged, both, both, both]);
  });

  it('is told why a reading or an append failed, after the events before it', async () => {
    async function* stream() {
      yield EVENTS[0];
      throw at('7');
    }
    async function* pages() {
      yield EVENTS.slice(0, 1);
      throw at('7');
    }
    const failing = () => Promise.reject(at('8'));
    const { observed, failed } = observing({
      readStream: stream,
      readAll: pages,
      subscribeAll: pages,
      readAt: failing,
      append: failing,
    });
    for (const items of [
      observed.readStream('need-main.a'),
      observed.readAll(null),
      observed.subscribeAll(null, new AbortController().signal),
    ]) {
      const given: unknown[] = [];
      const reading = (async () => {
        for await (const item of items) given.push(item);
      })();
      await expect(reading).rejects.toBeInstanceOf(CorruptEvent);
      expect(given).toHaveLength(1);
    }
    await expect(observed.readAt(['8'])).rejects.toBeInstanceOf(CorruptEvent);
    await expect(observed.append('need-main.a', [], 'none')).rejects.toBeInstanceOf(CorruptEvent);
    expect(failed).toEqual(['7', '7', '7', '8', '8']);
  });
});
