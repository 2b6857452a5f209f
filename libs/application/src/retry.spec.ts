import { setImmediate as nextTurn } from 'node:timers/promises';
import { KeyMissing, KeyUnavailable, StoreUnavailable } from '@jalon/ports';
import { retryWhileUnavailable, tryWhileUnavailable } from './retry.js';

const away = new StoreUnavailable('no answer');
/** Far more failures than any work survives: a loop that never gives up fails the specification and does not hang it. */
const ENDLESS = 1_000;

describe('a read that is tried while a store is away', () => {
  /** Gives up after a second, by a clock that is moved by hand. */
  function reader() {
    const clock = { now: 0 };
    const leaving = new AbortController();
    const options = { giveUpAfterMs: 1_000, countedFrom: 'first-failure', signal: leaving.signal } as const;
    const tryRead = tryWhileUnavailable({ ...options, elapsed: () => clock.now });
    return {
      clock,
      leaving,
      answer: () => tryRead(async () => ({ answer: 1 })),
      fail: (error: Error) => tryRead(() => Promise.reject(error)),
    };
  }

  it('fails once the store has been away for too long, counted anew after each answer', async () => {
    const { clock, answer, fail } = reader();
    expect(await fail(away)).toBeNull();
    clock.now = 1_000;
    expect(await fail(away)).toBeNull();
    expect(await answer()).toEqual({ answer: 1 });
    clock.now = 2_500;
    expect(await fail(away)).toBeNull();
    clock.now = 3_501;
    await expect(fail(away)).rejects.toBe(away);
  });

  it('fails at once with any other error', async () => {
    const fault = new TypeError('no such thing');
    await expect(reader().fail(fault)).rejects.toBe(fault);
  });

  it('does not wait for a reader who leaves', async () => {
    const { leaving, fail } = reader();
    leaving.abort();
    const read = fail(away);
    // A pause would take longer than one turn of the event loop.
    expect(await Promise.race([read, nextTurn('still waiting')])).toBeNull();
  });
});

describe('a page of an answer that has begun', () => {
  /** A read that fails with each of `faults` in turn, then answers; its pauses move a clock and take no time. */
  async function readThrough(faults: readonly Error[]) {
    let now = 0;
    let reads = 0;
    const read = async () => {
      const fault = faults[reads];
      reads += 1;
      if (fault) throw fault;
      return { answer: 1 };
    };
    const pause = async (ms: number) => {
      now += ms;
    };
    const outcome = await retryWhileUnavailable(read, { elapsed: () => now, pause }).catch((error: unknown) => error);
    return { outcome, reads, now };
  }

  const endlessly = (fault: Error) => Array<Error>(ENDLESS).fill(fault);

  it('is read again while a store is away', async () => {
    const faults = [away, new KeyUnavailable('no answer'), away];
    expect(await readThrough(faults)).toEqual({ outcome: { answer: 1 }, reads: 4, now: 100 + 200 + 400 });
  });

  it('is given up once the store has been away for ten seconds', async () => {
    const { outcome, now } = await readThrough(endlessly(away));
    expect(outcome).toBe(away);
    expect(now).toBeGreaterThan(10_000);
    expect(now).toBeLessThan(20_000);
  });

  it.each([new KeyMissing('no key'), new TypeError('no such thing')])(
    'is not read again after $name',
    async (fault) => {
      expect(await readThrough(endlessly(fault))).toEqual({ outcome: fault, reads: 1, now: 0 });
    },
  );
});
