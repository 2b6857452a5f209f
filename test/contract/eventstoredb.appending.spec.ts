import { until } from '@jalon/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppendTooLarge, ConflictError, InvalidDraft, StoreUnavailable } from '@jalon/ports';
import type { StoredEvent } from '@jalon/kernel';
import { all, draftOf, draftsOf, fill, headOf, newStream, sealedFor } from './event-store.drafts.js';
import {
  eventually,
  NOT_READY,
  openFixture,
  PATIENCE_MS,
  SLACK_MS,
  timed,
  type Fixture,
} from './eventstoredb.fixture.js';

jest.setTimeout(30_000);

describe('appending to EventStoreDB when things go wrong', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture();
  });
  afterEach(() => fixture.close());

  const stored = (stream: string) => fixture.double.log.streamOf(stream).map(({ id }) => id);
  const read = (stream: string) => all(fixture.store.readStream(stream));
  /** The connections stand, so that a fault meets the append and nothing before it. */
  const warm = () => fill(fixture.store, newStream(), 1);

  it.each([
    ['the connection is cut after it was written, before its answer', 'cut'],
    ['its answer is lost', 'silence'],
    ['the server says that it took too long', 'timed-out'],
    ['the server breaks the call', { code: 13, details: 'Received RST_STREAM with code 2' }],
  ] as const)('answers what was stored when %s', async (_what, fault) => {
    await warm();
    const stream = newStream();
    fixture.double.meet('appended', fault);
    const { outcome, ms } = await timed(fixture.store.append(stream, draftsOf(stream, 3), 'none'));

    expect(outcome).toEqual(await read(stream));
    expect(outcome).toHaveLength(3);
    expect(ms).toBeLessThan(PATIENCE_MS + SLACK_MS);
  });

  it.each([
    ['the connection is cut before the request arrives', 'cut'],
    ['the request is lost', 'silence'],
    ['the server is not ready', NOT_READY],
    ['the server is not ready, and says so in its answer', 'timed-out'],
    ['the server ends all calls', { code: 13, details: 'Received RST_STREAM' }],
    ['another call was aborted', { code: 10, details: 'aborted' }],
  ] as const)('does not say that it knows when %s, stores nothing, and goes on', async (_what, fault) => {
    await warm();
    const stream = newStream();
    fixture.double.meet('append', fault);
    const { outcome, ms } = await timed(fixture.store.append(stream, [draftOf(stream)], 'none'));

    expect(outcome).toBeInstanceOf(StoreUnavailable);
    expect(ms).toBeLessThan(PATIENCE_MS + SLACK_MS);
    expect(stored(stream)).toEqual([]);
    expect(await eventually(() => fill(fixture.store, stream, 1))).toHaveLength(1);
  });

  it('tells whose the stream is when another wrote while its own append was lost', async () => {
    const stream = newStream();
    await warm();
    fixture.double.meet('append', 'silence');
    const lost = fixture.store.append(stream, [draftOf(stream)], 'none');
    lost.catch(() => undefined);
    const others = await eventually(async () => (await fill(fixture.another(), stream, 1))[0]);

    await expect(lost).rejects.toMatchObject({ name: 'ConflictError', actual: headOf(others) });
  });

  it('answers nothing as done that a frozen server may yet do, and finds it once it has', async () => {
    const stream = newStream();
    await warm();
    fixture.double.proxy.freeze();
    const draft = draftOf(stream);
    const { outcome, ms } = await timed(fixture.store.append(stream, [draft], 'none'));
    expect(outcome).toBeInstanceOf(StoreUnavailable);
    expect(ms).toBeLessThan(PATIENCE_MS + SLACK_MS);
    expect(stored(stream)).toEqual([]);

    fixture.double.proxy.thaw();
    await until(() => stored(stream).length > 0);
    // As the handler does: what is found under the command's id is the first answer.
    await until(async () => (await read(stream).catch(() => [])).length === 1);
    expect((await read(stream))[0]?.envelope.commandId).toBe(draft.commandId);
    await expect(fixture.store.append(stream, [draftOf(stream)], 'none')).rejects.toBeInstanceOf(ConflictError);
  });

  it('refuses at once while the server is known to be silent, and serves again by itself when it speaks', async () => {
    await warm();
    fixture.double.proxy.freeze();
    await timed(read(newStream()));
    for (const work of [() => read(newStream()), () => fixture.store.lastPosition()]) {
      const { outcome, ms } = await timed(Promise.resolve(work()));
      expect(outcome).toBeInstanceOf(StoreUnavailable);
      expect(ms).toBeLessThan(PATIENCE_MS / 2);
    }
    fixture.double.proxy.thaw();
    await until(canAppend);
  });

  async function canAppend(): Promise<boolean> {
    const { outcome } = await timed(fill(fixture.store, newStream(), 1));
    return Array.isArray(outcome);
  }

  it('takes a new connection when a proxy has forgotten the one that there was', async () => {
    const stream = newStream();
    const [first] = await fixture.store.append(stream, [draftOf(stream)], 'none');
    fixture.double.proxy.forget();
    const { outcome, ms } = await timed(
      eventually(() => fixture.store.append(stream, [draftOf(stream)], headOf(first))),
    );
    expect(outcome).toMatchObject([{ envelope: { revision: 1 } }]);
    // The first that waits in vain, and the question whether anybody is there.
    expect(ms).toBeLessThan(3 * PATIENCE_MS + SLACK_MS);
  });

  it('says within a second that nobody listens, and appends again with the same store once somebody does', async () => {
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

  it('breaks nobody else’s appends when its own call breaks, and answers those that were under way', async () => {
    const other = fixture.another();
    await Promise.all([fill(fixture.store, newStream(), 1), fill(other, newStream(), 1)]);
    fixture.double.meet('appended', { code: 13, details: 'broken' });
    const streams = Array.from({ length: 20 }, () => newStream());
    const appended = await Promise.all(
      streams.map((stream, index) =>
        timed((index % 2 === 0 ? fixture.store : other).append(stream, [draftOf(stream)], 'none')),
      ),
    );
    for (const [index, { outcome }] of appended.entries()) {
      const there = stored(streams[index]!);
      // Done and answered, or neither.
      if (Array.isArray(outcome)) expect(there).toEqual((outcome as StoredEvent[]).map(({ envelope }) => envelope.id));
      else expect(outcome).toBeInstanceOf(StoreUnavailable);
    }
    expect(appended.filter(({ outcome }) => Array.isArray(outcome)).length).toBeGreaterThanOrEqual(10);
  });

  it('refuses what is larger than the server takes at once, and stores nothing of it', async () => {
    const stream = newStream();
    const append = fixture.store.append(stream, draftsOf(stream, 4_990), 'none');
    await expect(append).rejects.toBeInstanceOf(AppendTooLarge);
    await expect(append).rejects.toMatchObject({ limit: 1_048_576 });
    expect(stored(stream)).toEqual([]);
  });

  it('refuses a stale append though the server would acknowledge its ids', async () => {
    const stream = newStream();
    const draft = draftOf(stream);
    const [first] = await fixture.store.append(stream, [draft], 'none');
    const changed = {
      ...draft,
      data: { ...draft.data, reason: { sealed: { ...sealedFor(draft.id, 'reason').sealed, box: 'b3RoZXI' } } },
    };
    await expect(fixture.store.append(stream, [changed], 'none')).rejects.toMatchObject({ actual: headOf(first) });
  });

  it('appends again behind an older head once the server was restored from a backup', async () => {
    const stream = newStream();
    const [first, second] = await fill(fixture.store, stream, 2);
    fixture.double.log.forgetFrom(Number(second!.position));
    expect(await fixture.store.append(stream, [draftOf(stream)], headOf(first))).toHaveLength(1);
  });

  it('does not append behind what it remembers once the server was restored and went on otherwise', async () => {
    const stream = newStream();
    const [first, second] = await fill(fixture.store, stream, 2);
    fixture.double.log.forgetFrom(Number(second!.position));
    const [other] = await fixture.another().append(stream, [draftOf(stream)], headOf(first));
    fixture.double.proxy.cut();
    const refused = eventually(() => fixture.store.append(stream, [draftOf(stream)], headOf(second)));
    await expect(refused).rejects.toMatchObject({ name: 'ConflictError', actual: headOf(other) });
  });

  it('does not append behind what it has only read, while no append kept a connection, from a server that was restored', async () => {
    const stream = newStream();
    const [first, second] = await fill(fixture.another(), stream, 2);
    expect(await read(stream)).toHaveLength(2);
    fixture.double.log.forgetFrom(Number(second!.position));
    const [other] = await fixture.another().append(stream, [draftOf(stream)], headOf(first));
    fixture.double.proxy.cut();
    // It has another connection by now, and nothing was under way when the last one broke.
    await sleep(100);
    await eventually(() => fixture.store.lastPosition());
    const refused = eventually(() => fixture.store.append(stream, [draftOf(stream)], headOf(second)));
    await expect(refused).rejects.toMatchObject({ name: 'ConflictError', actual: headOf(other) });
  });

  it('appends to a server whose clock is ahead of its own', async () => {
    fixture.double.setClock(10_000);
    expect(await fill(fixture.store, newStream(), 2)).toHaveLength(2);
  });

  it('does not append behind a head whose hash is another at the server', async () => {
    const stream = newStream();
    const [first] = await fill(fixture.store, stream, 1);
    const head = { revision: 0, hash: '0'.repeat(64) };
    const refused = fixture.another().append(stream, [draftOf(stream)], head);
    await expect(refused).rejects.toMatchObject({ name: 'ConflictError', actual: headOf(first) });
  });

  it('refuses data that no JSON holds before anything is sent', async () => {
    const stream = newStream();
    const draft = draftOf(stream);
    const refused = fixture.store.append(stream, [{ ...draft, data: { ...draft.data, minutes: 1n as never } }], 'none');
    await expect(refused).rejects.toBeInstanceOf(InvalidDraft);
    expect(fixture.double.came('append')).toBe(0);
  });
});
