import type { ProjectionProgress } from '@jalon/ports';
import { until } from '@jalon/testing';
import { logIdentity, type LogIdentityPorts } from './log-identity.js';

const LAST = { stream: 'employer-main.a', revision: 0, hash: 'a'.repeat(64) };
const SEEN: ProjectionProgress = { projection: 'directory', version: 1, position: '1', last: LAST };

/** A log that holds one event, the one that the views saw last unless said; it counts how often it is read. */
function world(held = LAST.hash) {
  let reads = 0;
  let hash: string | Error = held;
  const ports = {
    store: {
      async *readStream() {
        reads += 1;
        await Promise.resolve();
        if (hash instanceof Error) throw hash;
        yield { hash, position: '1' };
      },
    },
    views: { read: async (work: (reader: object) => unknown) => work({ progress: async () => [SEEN] }) },
  } as unknown as LogIdentityPorts;
  return { identity: logIdentity(ports), reads: () => reads, hold: (now: string | Error) => (hash = now) };
}

describe('whether the views belong to the log', () => {
  const stopping = new AbortController();
  afterAll(() => stopping.abort());

  it('is read from the last check, not from the log, however often it is asked', async () => {
    const { identity, reads } = world();
    identity.watch(stopping.signal);
    expect(await identity.isSame()).toBe(true);
    const before = reads();
    for (let asked = 0; asked < 100; asked += 1) expect(await identity.isSame()).toBe(true);
    expect(reads()).toBe(before);
    stopping.abort();
  });

  it('is known before the first answer, and known again once the views are of this log', async () => {
    const ending = new AbortController();
    const { identity, hold } = world('b'.repeat(64));
    identity.watch(ending.signal);
    expect(await identity.isSame()).toBe(false);
    hold(LAST.hash);
    identity.viewsMoved();
    await until(() => identity.isSame());
    ending.abort();
  });

  it('is answered from a new check once the views belonged to another log: they may have been rebuilt', async () => {
    const { identity, hold } = world('b'.repeat(64));
    expect(await identity.isSame()).toBe(false);
    hold(LAST.hash);
    expect(await identity.isSame()).toBe(true);
  });

  it('stays as it was while the log does not answer', async () => {
    const ending = new AbortController();
    const { identity, hold, reads } = world('b'.repeat(64));
    identity.watch(ending.signal);
    expect(await identity.isSame()).toBe(false);
    hold(new Error('no answer'));
    const before = reads();
    await until(() => reads() > before + 1);
    expect(await identity.isSame()).toBe(false);
    ending.abort();
  });

  it('is checked again before an answer when the last check is too old, as after a suspended process', async () => {
    const { identity, hold } = world();
    expect(await identity.isSame()).toBe(true);
    hold('b'.repeat(64));
    expect(await identity.isSame()).toBe(true);
    const now = performance.now();
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now + 60_000);
    expect(await identity.isSame()).toBe(false);
    clock.mockRestore();
  });

  it('leaves nothing behind on its signal, however often it checks', async () => {
    const ending = new AbortController();
    const added = jest.spyOn(ending.signal, 'addEventListener');
    const { identity, reads } = world('b'.repeat(64));
    identity.watch(ending.signal);
    await until(() => reads() > 5);
    ending.abort();
    expect(added).toHaveBeenCalledTimes(1);
  });
});
