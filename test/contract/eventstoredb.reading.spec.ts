import { setTimeout as sleep } from 'node:timers/promises';
import { CorruptEvent, StoreUnavailable } from '@jalon/ports';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { Metadata } from '@grpc/grpc-js';
import { openEventStoreDouble } from '../double/event-store-double.js';
import type { DoubleRecord } from '../double/recorded-log.js';
import { all, allEvents, draftOf, fill, fillFast, newStream, registry } from './event-store.drafts.js';
import {
  eventually,
  NOT_READY,
  openFixture,
  IDLE_TIMEOUT_MS,
  SLACK_MS,
  timed,
  type Fixture,
} from './eventstoredb.fixture.js';

describe('reading from EventStoreDB when things go wrong', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture();
  });
  afterEach(() => fixture.close());

  const everything = () => allEvents(fixture.store);

  it.each([
    ['the connection is cut', 'cut'],
    ['no answer comes', 'no-answer'],
    ['the server is not ready', NOT_READY],
    ['the server ends all calls', { code: 13, details: 'Received RST_STREAM' }],
  ] as const)('fails in bounded time when %s, and reads again', async (_what, fault) => {
    const stream = newStream();
    const events = await fill(fixture.store, stream, 2);
    fixture.double.injectFault('read', fault);
    const { outcome, ms } = await timed(all(fixture.store.readStream(stream)));
    expect(outcome).toBeInstanceOf(StoreUnavailable);
    expect(ms).toBeLessThan(IDLE_TIMEOUT_MS + SLACK_MS);

    expect(await all(fixture.another().readStream(stream))).toEqual(events);
  });

  it('follows the leader when its server is no longer the leader', async () => {
    const leader = await openEventStoreDouble();
    const metadata = new Metadata();
    metadata.set('exception', 'not-leader');
    metadata.set('leader-endpoint-host', '127.0.0.1');
    metadata.set('leader-endpoint-port', String(leader.proxy.port));
    fixture.double.injectFault('read', { code: 5, details: 'Leader info available', metadata });

    await expect(fixture.store.lastPosition()).rejects.toBeInstanceOf(StoreUnavailable);
    const events = await eventually(() => fill(fixture.store, newStream(), 2));
    expect(leader.log.records.slice(-2).map(({ id }) => id)).toEqual(events.map(({ envelope }) => envelope.id));
    await leader.close();
  });

  it('does not time out while a long read still receives events', async () => {
    const stream = newStream();
    await fillFast(fixture.store, stream, 1_000);
    const reading = fixture.store.readStream(stream)[Symbol.asyncIterator]();
    await reading.next();
    const rest: unknown[] = [];
    for (let next = await reading.next(); !next.done; next = await reading.next()) rest.push(next.value);
    expect(rest).toHaveLength(999);
  });

  it('waits longer for pages of the log than for reads of a command, because a server’s first ones are slow', async () => {
    const events = await fill(fixture.store, newStream(), 2);
    fixture.double.proxy.freeze();
    const reading = fixture.store.readAt(events.map(({ position }) => position));
    await sleep(IDLE_TIMEOUT_MS * 1.5);
    fixture.double.proxy.thaw();
    expect(await reading).toEqual(events);
    expect(await fill(fixture.store, newStream(), 1)).toHaveLength(1);
  });

  it('skips the streams of other programs on the same server', async () => {
    const [stream, other] = [newStream(), newStream()];
    await fill(fixture.store, stream, 2);
    for (let count = 0; count < 50; count += 1) {
      const foreign = { id: `x${count}`, type: 'X', data: Buffer.from('no JSON'), metadata: Buffer.from('') };
      fixture.double.log.append(`invoices-${count}`, [foreign], 'none');
    }
    await fill(fixture.store, other, 2);
    const events = await everything();
    expect(events.map(({ envelope }) => envelope.stream)).toEqual([stream, stream, other, other]);
    expect(await fixture.store.readAt(events.map(({ position }) => position))).toEqual(events);
    expect(await fixture.store.lastPosition()).toBe(events[3]!.position);
  });

  it('drops metadata keys that begin with $, which are not part of the body', async () => {
    const events = await fill(fixture.store, newStream(), 1);
    rewrite(lastRecord(), 'metadata', (metadata) => ({
      ...metadata,
      $traceparent: '00-1-2-01',
      $correlationId: 'other',
    }));
    expect(await everything()).toEqual(events);
  });

  it('rebuilds the same bytes from JSON in another order', async () => {
    const events = await fill(fixture.store, newStream(), 1);
    for (const part of ['metadata', 'data'] as const) {
      rewrite(lastRecord(), part, (value) => Object.fromEntries(Object.entries(value).reverse()));
    }
    expect(await everything()).toEqual(events);
  });

  it.each<[string, (record: DoubleRecord) => void]>([
    ['other data', (record) => rewrite(record, 'data', (data) => ({ ...data, entryId: data['employee'], note: 1 }))],
    ['another actor', (record) => rewrite(record, 'metadata', (rest) => ({ ...rest, actor: {} }))],
    ['another hash', (record) => rewrite(record, 'metadata', (rest) => ({ ...rest, $hash: '0'.repeat(64) }))],
    ['no hash', (record) => rewrite(record, 'metadata', ({ $hash: _, ...rest }) => rest)],
    ['another type', (record) => void Object.assign(record, { type: 'HoursApproved' })],
    ['another id', (record) => void Object.assign(record, { id: '0190c0de-0000-7000-8000-00000000000f' })],
    ['data that is not JSON', (record) => void Object.assign(record, { data: Buffer.from('{') })],
    ['data that is a list', (record) => void Object.assign(record, { data: Buffer.from('[]') })],
    ['half of a surrogate pair', (record) => void Object.assign(record, { data: Buffer.from('{"a":"\\ud83d"}') })],
    ['another transaction position', (record) => void Object.assign(record, { transactionPosition: 1 })],
    ['metadata that is not JSON', (record) => void Object.assign(record, { metadata: Buffer.from('') })],
  ])('refuses an event with %s, after the events before it', async (_what, tamper) => {
    const stream = newStream();
    const [first] = await fill(fixture.store, stream, 2);
    tamper(lastRecord());
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const event of fixture.store.readStream(stream)) seen.push(event);
    })();
    await expect(reading).rejects.toBeInstanceOf(CorruptEvent);
    expect(seen).toEqual([first]);
    await expect(everything()).rejects.toBeInstanceOf(CorruptEvent);
  });

  it('refuses a stream that lacks an event, also its first', async () => {
    const stream = newStream();
    await fill(fixture.store, stream, 3);
    const records = fixture.double.log.streamOf(stream) as DoubleRecord[];
    const [first] = records.splice(0, 1);
    await expect(all(fixture.store.readStream(stream))).rejects.toBeInstanceOf(CorruptEvent);
    records.unshift(first!);
    records.splice(1, 1);
    await expect(all(fixture.store.readStream(stream))).rejects.toBeInstanceOf(CorruptEvent);
  });

  it('accepts a kurrentdb connection string', async () => {
    const events = await fill(fixture.store, newStream(), 1);
    const url = fixture.double.url.replace('esdb:', 'kurrentdb:');
    const store = openEventStoreDb({ url, registry, idleTimeoutMs: IDLE_TIMEOUT_MS });
    expect(await allEvents(store)).toEqual(events);
    await store.close();
  });

  it('refuses calls after it was closed', async () => {
    await fixture.store.close();
    const calls = [
      () => fixture.store.append('mission-main.a', [draftOf('mission-main.a')], 'none'),
      () => all(fixture.store.readStream('mission-main.a')),
      () => all(fixture.store.readAll(null)),
      () => fixture.store.readAt(['1']),
      () => fixture.store.lastPosition(),
    ];
    for (const call of calls) await expect(call()).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it('refuses an invalid connection string, and does not repeat it', () => {
    const url = 'esdb://admin:secret@';
    expect(() => openEventStoreDb({ url, registry })).toThrow('no connection string of an event store server');
    expect(() => openEventStoreDb({ url, registry })).not.toThrow('secret');
  });

  const lastRecord = () => fixture.double.log.records.filter(({ stream }) => stream.startsWith('mission-')).at(-1)!;
});

type Parsed = Record<string, unknown>;

function rewrite(record: DoubleRecord, part: 'data' | 'metadata', change: (value: Parsed) => Parsed): void {
  const value = JSON.parse(Buffer.from(record[part]).toString('utf8')) as Parsed;
  Object.assign(record, { [part]: Buffer.from(JSON.stringify(change(value))) });
}
