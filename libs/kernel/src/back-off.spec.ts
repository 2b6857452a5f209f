import { backOff } from './back-off.js';

describe('the wait after a failure', () => {
  it('doubles with each of a row, within a bound, and begins anew when all goes well', () => {
    const waits = backOff();
    expect(Array.from({ length: 8 }, () => waits.next())).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    waits.reset();
    expect(waits.next()).toBe(100);
  });

  it('is shortened by random, by a half at most', () => {
    const randoms = [0, 0.5, 0.998];
    const waits = backOff({ firstMs: 1_000, random: () => randoms.shift() ?? 0 });
    expect([waits.next(), waits.next(), waits.next()]).toEqual([1_000, 1_500, 2_004]);
  });
});
