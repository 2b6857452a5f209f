import { StoreUnavailable } from '@jalon/ports';
import { patience } from './patience.js';

const gone = new StoreUnavailable('no answer');

/** Reads that are patient for a second, by a clock that stands until it is moved. */
function waiting() {
  const clock = { now: 0 };
  const leaving = new AbortController();
  const patiently = patience({ longestMs: 1_000, signal: leaving.signal, elapsed: () => clock.now });
  return {
    clock,
    leaving,
    answer: () => patiently(async () => 'answer'),
    fail: (e: Error) => patiently(() => Promise.reject(e)),
  };
}

describe('patience with a store that falls silent', () => {
  it('ends once the silence has lasted too long, and begins anew with each silence', async () => {
    const { clock, answer, fail } = waiting();
    expect(await fail(gone)).toBeNull();
    clock.now = 1_000;
    expect(await fail(gone)).toBeNull();
    expect(await answer()).toBe('answer');
    clock.now = 2_500;
    expect(await fail(gone)).toBeNull();
    clock.now = 3_501;
    await expect(fail(gone)).rejects.toBe(gone);
  });

  it('is for silence alone', async () => {
    const fault = new TypeError('no such thing');
    await expect(waiting().fail(fault)).rejects.toBe(fault);
  });

  it('keeps nobody who leaves', async () => {
    const { leaving, fail } = waiting();
    leaving.abort();
    const begun = performance.now();
    expect(await fail(gone)).toBeNull();
    expect(performance.now() - begun).toBeLessThan(80);
  });
});
