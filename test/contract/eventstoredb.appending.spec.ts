import { until } from '@jalon/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppendTooLarge, ConflictError, InvalidDraft, StoreUnavailable } from '@jalon/ports';
import type { StoredEvent } from '@jalon/kernel';
import { all, draftOf, draftsOf, fill, headOf, newStream, sealedFor } from './event-store.drafts.js';
import {
  eventually,
  NOT_READY,
  openFixture,
  IDLE_TIMEOUT_MS,
  SLACK_MS,
  timed,
  type Fixture,
} from './eventstoredb.fixture.js';

describe('appending to EventStoreDB when things go wrong', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture();
  });
  afterEach(() => fixture.close());

  const stored = (stream: string) => fixture.double.log.streamOf(stream).map(({ id }) => id);
  const read = (stream: string) => all(fixture.store.readStream(stream));
  /** Opens the connections, so that a fault hits the append and nothing before it. */
  const warmUp = () => fill(fixture.store, newStream(), 1);

  it.each([
    ['the connection is cut after the write, before the answer', 'cut'],
    ['its answer is lost', 'no-answer'],
    ['the server reports a timeout', 'timed-out'],
    ['the server breaks the call', { code: 13, details: 'Received RST_STREAM with code 2' }],
  ] as const)('returns the stored events when %s', async (_what, fault) => {
    await warmUp();
    const stream = newStream();
    fixture.double.injectFault('appended', fault);
    const { outcome, ms } = await timed(fixture.store.append(stream, draftsOf(stream, 3), 'none'));

    expect(outcome).toEqual(await read(stream));
    expect(outcome).toHaveLength(3);
    expect(ms).toBeLessThan(IDLE_TIMEOUT_MS + SLACK_MS);
  });

  it.each([
    ['the connection is cut before the request arrives', 'cut'],
    ['the request is lost', 'no-answer'],
    ['the server is not ready', NOT_READY],
    ['the server is not ready, and reports a timeout', 'timed-out'],
    ['the server ends all calls', { code: 13, details: 'Received RST_STREAM' }],
    ['another call was aborted', { code: 10, details: 'aborted' }],
  ] as const)('throws StoreUnavailable when %s, stores nothing, and goes on', async (_what, fault) => {
    await warmUp();
    const stream = newStream();
    fixture.double.injectFault('append', fault);
    const { outcome, ms } = await timed(fixture.store.append(stream, [draftOf(stream)], 'none'));

    expect(outcome).toBeInstanceOf(StoreUnavailable);
    expect(ms).toBeLessThan(IDLE_TIMEOUT_MS + SLACK_MS);
    expect(stored(stream)).toEqual([]);
    expect(await eventually(() => fill(fixture.store, stream, 1))).toHaveLength(1);
  });

  it('throws ConflictError when another append was stored while its own was lost', async () => {
    const stream = newStream();
    await warmUp();
    fixture.double.injectFault('append', 'no-answer');
    const lost = fixture.store.append(stream, [draftOf(stream)], 'none');
    lost.catch(() => undefined);
    const others = await eventually(async () => (await fill(fixture.another(), stream, 1))[0]);

    await expect(lost).rejects.toMatchObject({ name: 'ConflictError', actual: headOf(others) });
  });

  it('throws StoreUnavailable for an append that a frozen server may still do, and finds it afterwards', async () => {
    const stream = newStream();
    await warmUp();
    fixture.double.proxy.freeze();
    const draft = draftOf(stream);
    const { outcome, ms } = await timed(fixture.store.append(stream, [draft], 'none'));
    expect(outcome).toBeInstanceOf(StoreUnavailable);
    expect(ms).toBeLessThan(IDLE_TIMEOUT_MS + SLACK_MS);
    expect(stored(stream)).toEqual([]);

    fixture.double.proxy.thaw();
    await until(() => stored(stream).length > 0);
    // A command handler finds the events by the command's id, and answers with them.
    await until(async () => (await read(stream).catch(() => [])).length === 1);
    expect((await read(stream))[0]?.envelope.commandId).toBe(draft.commandId);
    await expect(fixture.store.append(stream, [draftOf(stream)], 'none')).rejects.toBeInstanceOf(ConflictError);
  });

  it('fails nobody else when one answer is late', async () => {
    await warmUp();
    fixture.double.injectFault('read', 'no-answer');
    const late = timed(read(newStream()));
    await sleep(IDLE_TIMEOUT_MS / 2);
    expect(await fill(fixture.store, newStream(), 2)).toHaveLength(2);
    expect((await late).outcome).toBeInstanceOf(StoreUnavailable);
    expect(await fill(fixture.store, newStream(), 2)).toHaveLength(2);
  });

  it('fails at once after several late answers in a row, and serves again when the server answers', async () => {
    await warmUp();
    fixture.double.proxy.freeze();
    await Promise.all([1, 2, 3].map(() => timed(read(newStream()))));
    for (const work of [() => read(newStream()), () => fixture.store.lastPosition()]) {
      const { outcome, ms } = await timed(Promise.resolve(work()));
      expect(outcome).toBeInstanceOf(StoreUnavailable);
      expect(ms).toBeLessThan(IDLE_TIMEOUT_MS / 2);
    }
    fixture.double.proxy.thaw();
    await until(canAppend);
  });

  async function canAppend(): Promise<boolean> {
    const { outcome } = await timed(fill(fixture.store, newStream(), 1));
    return Array.isArray(outcome);
  }

  it('reconnects when a proxy has dropped the connection silently', async () => {
    const stream = newStream();
    const [first] = await fixture.store.append(stream, [draftOf(stream)], 'none');
    fixture.double.proxy.discard();
    const { outcome, ms } = await timed(
      eventually(() => fixture.store.append(stream, [draftOf(stream)], headOf(first))),
    );
    expect(outcome).toMatchObject([{ envelope: { revision: 1 } }]);
    // The first append times out, then the probe.
    expect(ms).toBeLessThan(3 * IDLE_TIMEOUT_MS + SLACK_MS);
  });

  it('fails within a second while the server is away, and the same store appends again afterwards', async () => {
    await fixture.double.proxy.refuse();
    const stream = newStream();
    for (let round = 0; round < 3; round += 1) {
      const { outcome, ms } = await timed(fixture.store.append(stream, [draftOf(stream)], 'none'));
      expect(outcome).toBeInstanceOf(StoreUnavailable);
      expect(ms).toBeLessThan(1_000);
    }
    await fixture.double.proxy.admit();
    expect(await eventually(() => fill(fixture.store, stream, 2))).toHaveLength(2);
  });

  it('fails no appends of another store when its call breaks, and answers its own in flight', async () => {
    const other = fixture.another();
    await Promise.all([fill(fixture.store, newStream(), 1), fill(other, newStream(), 1)]);
    fixture.double.injectFault('appended', { code: 13, details: 'broken' });
    const streams = Array.from({ length: 20 }, () => newStream());
    const appended = await Promise.all(
      streams.map((stream, index) =>
        timed((index % 2 === 0 ? fixture.store : other).append(stream, [draftOf(stream)], 'none')),
      ),
    );
    for (const [index, { outcome }] of appended.entries()) {
      const there = stored(streams[index]!);
      // Stored and answered, or neither.
      if (Array.isArray(outcome)) expect(there).toEqual((outcome as StoredEvent[]).map(({ envelope }) => envelope.id));
      else expect(outcome).toBeInstanceOf(StoreUnavailable);
    }
    expect(appended.filter(({ outcome }) => Array.isArray(outcome)).length).toBeGreaterThanOrEqual(10);
  });

  it('refuses an append that is larger than the server takes, and stores nothing', async () => {
    const stream = newStream();
    const append = fixture.store.append(stream, draftsOf(stream, 4_990), 'none');
    await expect(append).rejects.toBeInstanceOf(AppendTooLarge);
    await expect(append).rejects.toMatchObject({ limit: 1_048_576 });
    expect(stored(stream)).toEqual([]);
  });

  it('refuses a stale append although the server would acknowledge its ids', async () => {
    const stream = newStream();
    const draft = draftOf(stream);
    const [first] = await fixture.store.append(stream, [draft], 'none');
    const changed = {
      ...draft,
      data: { ...draft.data, reason: { sealed: { ...sealedFor(draft.id, 'reason').sealed, box: 'b3RoZXI' } } },
    };
    await expect(fixture.store.append(stream, [changed], 'none')).rejects.toMatchObject({ actual: headOf(first) });
  });

  it('appends to an older head after the server was restored from a backup', async () => {
    const stream = newStream();
    const [first, second] = await fill(fixture.store, stream, 2);
    fixture.double.log.truncateFrom(Number(second!.position));
    expect(await fixture.store.append(stream, [draftOf(stream)], headOf(first))).toHaveLength(1);
  });

  it('does not append to a cached head after the server was restored and took other events', async () => {
    const stream = newStream();
    const [first, second] = await fill(fixture.store, stream, 2);
    fixture.double.log.truncateFrom(Number(second!.position));
    const [other] = await fixture.another().append(stream, [draftOf(stream)], headOf(first));
    fixture.double.proxy.cut();
    const refused = eventually(() => fixture.store.append(stream, [draftOf(stream)], headOf(second)));
    await expect(refused).rejects.toMatchObject({ name: 'ConflictError', actual: headOf(other) });
  });

  it('does not append to a head that it only read, without an open append connection, before a restore', async () => {
    const stream = newStream();
    const [first, second] = await fill(fixture.another(), stream, 2);
    expect(await read(stream)).toHaveLength(2);
    fixture.double.log.truncateFrom(Number(second!.position));
    const [other] = await fixture.another().append(stream, [draftOf(stream)], headOf(first));
    fixture.double.proxy.cut();
    // By then the store has another connection, and no call was in flight when the last one broke.
    await sleep(100);
    await eventually(() => fixture.store.lastPosition());
    const refused = eventually(() => fixture.store.append(stream, [draftOf(stream)], headOf(second)));
    await expect(refused).rejects.toMatchObject({ name: 'ConflictError', actual: headOf(other) });
  });

  it('appends to a server whose clock is ahead', async () => {
    fixture.double.setClock(10_000);
    expect(await fill(fixture.store, newStream(), 2)).toHaveLength(2);
  });

  it('does not append to a head with another hash than the server’s event', async () => {
    const stream = newStream();
    const [first] = await fill(fixture.store, stream, 1);
    const head = { revision: 0, hash: '0'.repeat(64) };
    const refused = fixture.another().append(stream, [draftOf(stream)], head);
    await expect(refused).rejects.toMatchObject({ name: 'ConflictError', actual: headOf(first) });
  });

  it('refuses data that is not JSON before it sends anything', async () => {
    const stream = newStream();
    const draft = draftOf(stream);
    const refused = fixture.store.append(stream, [{ ...draft, data: { ...draft.data, minutes: 1n as never } }], 'none');
    await expect(refused).rejects.toBeInstanceOf(InvalidDraft);
    expect(fixture.double.timesReached('append')).toBe(0);
  });
});
