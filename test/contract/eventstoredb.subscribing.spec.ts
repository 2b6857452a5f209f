import { until } from '@jalon/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { CorruptEvent, StoreUnavailable, UnknownPosition } from '@jalon/ports';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import type { StoredEvent } from '@jalon/kernel';
import { draftOf, fill, headOf, idsOf, newStream, registry } from './event-store.drafts.js';
import { eventually, NOT_READY, openFixture, type Fixture } from './eventstoredb.fixture.js';

describe('a subscription to EventStoreDB when things go wrong', () => {
  let fixture: Fixture;
  let stop: AbortController;
  beforeEach(async () => {
    fixture = await openFixture();
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await fixture.close();
  });

  /** Subscribes. `seen` collects the events; `reading` settles when the subscription ends. */
  function follow(after: string | null = null) {
    const seen: StoredEvent[] = [];
    const reading = (async () => {
      for await (const page of fixture.store.subscribeAll(after, stop.signal)) seen.push(...page);
    })();
    reading.catch(() => undefined);
    return { seen, reading };
  }

  const ours = () =>
    fixture.double.log.records.filter(({ stream }) => stream.startsWith('mission-')).map(({ id }) => id);
  const faults = () => fixture.states.filter((state) => state !== 'live');

  it.each([
    ['its connection is cut', (at: Fixture) => at.double.proxy.cut()],
    ['the server goes away and comes back', restart],
    [
      'a proxy has dropped its connection silently, and a read times out',
      async (at: Fixture) => {
        at.double.proxy.discard();
        await eventually(() => at.store.lastPosition());
      },
    ],
    [
      'the server is not ready for a while',
      async (at: Fixture) => {
        at.double.injectFault('subscribe', NOT_READY, 3);
        at.double.proxy.cut();
      },
    ],
    [
      'the next subscription is never confirmed',
      async (at: Fixture) => {
        at.double.injectFault('subscribe', 'no-answer');
        at.double.proxy.cut();
      },
    ],
    [
      'the server ends all calls',
      async (at: Fixture) => {
        at.double.injectFault('subscribe', { code: 13, details: 'Received RST_STREAM' }, 2);
        at.double.proxy.cut();
      },
    ],
  ] as const)('continues without loss or repetition when %s', async (_what, happen) => {
    const stream = newStream();
    const [first] = await fill(fixture.store, stream, 1);
    const { seen } = follow();
    await until(() => seen.length === 1);
    await happen(fixture);
    const others = await eventually(() => fill(fixture.another(), newStream(), 3));

    await until(() => seen.length >= 4);
    expect(idsOf(seen)).toEqual(ours());
    expect(idsOf(seen)).toEqual(expect.arrayContaining(idsOf([first!, ...others])));
    expect(fixture.states[0]).toBe('live');
    await until(() => fixture.states.at(-1) === 'live');
    expect(faults()[0]).toMatchObject({ fault: expect.any(StoreUnavailable), againInMs: expect.any(Number) });
  });

  it('sees everything once and in order while 8 writers append and the connection is cut repeatedly', async () => {
    const { seen } = follow();
    const writing = Promise.all(Array.from({ length: 8 }, () => writePersistently(12)));
    for (let cuts = 0; cuts < 8; cuts += 1) {
      const enough = ours().length + 10;
      await until(() => ours().length >= Math.min(enough, 8 * 12));
      fixture.double.proxy.cut();
    }
    await writing;

    await until(() => seen.length >= ours().length);
    expect(idsOf(seen)).toEqual(ours());
  });

  /** Appends at the current head until the stream holds `count` events, as command handlers do with one key. */
  async function writePersistently(count: number): Promise<void> {
    const stream = newStream();
    while (fixture.double.log.streamOf(stream).length < count) {
      const events = await eventually(async () => {
        const found: StoredEvent[] = [];
        for await (const event of fixture.store.readStream(stream)) found.push(event);
        return found;
      });
      await appendAfter(stream, events).catch(() => undefined);
    }
  }

  async function appendAfter(stream: string, events: readonly StoredEvent[]): Promise<void> {
    await fixture.store.append(stream, [draftOf(stream)], headOf(events.at(-1)));
  }

  it('starts by itself when a server that was away at first is there', async () => {
    await fixture.double.proxy.refuse();
    const { seen } = follow();
    await until(() => faults().length >= 3);
    await fixture.double.proxy.admit();
    const events = await eventually(() => fill(fixture.store, newStream(), 2));
    await until(() => seen.length === 2);
    expect(idsOf(seen)).toEqual(idsOf(events));
  });

  it('waits longer after each consecutive failure, never in step with other subscriptions', async () => {
    await fixture.double.proxy.refuse();
    const [one, other] = [follow(), follow()];
    await until(() => faults().length >= 10);
    const waits = faults().map((state) => (typeof state === 'object' ? state.againInMs : 0));
    expect(Math.max(...waits)).toBeGreaterThan(200);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
    expect(new Set(waits).size).toBe(waits.length);
    expect([one.seen, other.seen]).toEqual([[], []]);
  });

  it('does not search other programs’ streams again: it resumes after the last checkpoint', async () => {
    const { seen } = follow();
    await until(() => fixture.states.length === 1);
    const log = fixture.double.log;
    for (let count = 0; count < 500; count += 1) {
      const event = { id: `x${count}`, type: 'X', data: Buffer.from('{}'), metadata: Buffer.from('') };
      log.append(`elsewhere-${count}`, [event], 'none');
    }
    const looked = jest.spyOn(log, 'after');
    const sent = () => Math.max(...looked.mock.calls.map(([position]) => position));
    await until(() => sent() >= log.records.at(-2)!.position);
    await sleep(100);
    looked.mockClear();
    fixture.double.proxy.cut();
    await until(() => fixture.states.filter((state) => state === 'live').length === 2);
    const [position] = looked.mock.calls[0]!;
    expect(position).toBeGreaterThanOrEqual(log.records.at(-2)!.position);
    await eventually(() => fill(fixture.store, newStream(), 1));
    await until(() => seen.length === 1);
  });

  it('ends with UnknownPosition when the server was restored to an earlier state', async () => {
    const events = await fill(fixture.store, newStream(), 3);
    const { seen, reading } = follow();
    await until(() => seen.length === 3);
    fixture.double.log.truncateFrom(Number(events[2]!.position));
    fixture.double.proxy.cut();
    await expect(reading).rejects.toBeInstanceOf(UnknownPosition);
  });

  it('ends at a corrupt event, and does not start again', async () => {
    const [event] = await fill(fixture.store, newStream(), 1);
    const record = fixture.double.log.records.find(({ id }) => id === event!.envelope.id)!;
    Object.assign(record, { data: Buffer.from('{}') });
    const { seen, reading } = follow();
    await expect(reading).rejects.toBeInstanceOf(CorruptEvent);
    expect(seen).toEqual([]);
  });

  it('gives all events before one that was written in a transaction, and none after it', async () => {
    const events = await fill(fixture.store, newStream(), 30);
    const record = fixture.double.log.records.find(({ id }) => id === events[9]!.envelope.id)!;
    Object.assign(record, { transactionPosition: 1 });
    const seen: StoredEvent[] = [];
    const reading = (async () => {
      for await (const page of fixture.store.subscribeAll(null, stop.signal)) {
        seen.push(...page);
        // Meanwhile all stored events have arrived.
        await sleep(200);
      }
    })();
    await expect(reading).rejects.toBeInstanceOf(CorruptEvent);
    expect(seen).toEqual(events.slice(0, 9));
  });

  it('ends when the store is closed, and when its signal aborts while the server is away', async () => {
    const { reading } = follow();
    await until(() => fixture.states.length > 0);
    await fixture.store.close();
    await expect(reading).rejects.toBeInstanceOf(StoreUnavailable);

    await fixture.double.proxy.refuse();
    const other = fixture.another();
    const signal = AbortSignal.timeout(150);
    for await (const page of other.subscribeAll(null, signal)) expect(page).toEqual([]);
    expect(signal.aborted).toBe(true);
  });

  it('goes on when onSubscription throws', async () => {
    const store = openEventStoreDb({
      url: fixture.double.url,
      registry,
      onSubscription: () => {
        throw new Error('no such metric');
      },
    });
    const seen: StoredEvent[] = [];
    const reading = (async () => {
      for await (const page of store.subscribeAll(null, stop.signal)) seen.push(...page);
    })();
    await fill(store, newStream(), 1);
    await until(() => seen.length === 1);
    fixture.double.proxy.cut();
    await eventually(() => fill(store, newStream(), 1));
    await until(() => seen.length === 2);
    stop.abort();
    await reading;
    await store.close();
  });
});

async function restart({ double }: Fixture): Promise<void> {
  await double.proxy.refuse();
  await sleep(300);
  await double.proxy.admit();
}
