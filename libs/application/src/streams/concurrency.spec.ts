import { TooManyConflicts } from '../commands/command-errors.js';
import { CONFLICT, retryOnConflict } from './concurrency.js';

/** Far more attempts than any work gets: a loop that never gives up fails the specification and does not hang it. */
const ENDLESS = 1_000;

describe('work that meets other writers', () => {
  /** Runs an attempt that meets another writer `conflicts` times; says how often it was tried and which pauses were taken. */
  async function meeting(conflicts: number) {
    const pauses: number[] = [];
    let attempts = 0;
    const result = retryOnConflict(
      async () => {
        attempts += 1;
        if (attempts === ENDLESS) throw new Error('never gives up');
        return attempts > conflicts ? 'done' : CONFLICT;
      },
      async (ms) => pauses.push(ms),
    );
    const outcome = await result.catch((error: unknown) => error);
    return { outcome, attempts, pauses };
  }

  it('is tried until no other writer is first', async () => {
    expect(await meeting(0)).toEqual({ outcome: 'done', attempts: 1, pauses: [] });
    expect(await meeting(5)).toMatchObject({ outcome: 'done', attempts: 6 });
  });

  it('is given up after 32 attempts', async () => {
    expect(await meeting(31)).toMatchObject({ outcome: 'done', attempts: 32 });
    const { outcome, attempts } = await meeting(32);
    expect(outcome).toBeInstanceOf(TooManyConflicts);
    expect(attempts).toBe(32);
  });

  it('is tried again at once the first time, then after pauses of at most 40 ms', async () => {
    const { pauses } = await meeting(ENDLESS);
    expect(pauses).toHaveLength(30);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(40);
    expect(new Set(pauses).size).toBeGreaterThan(1);
  });
});
