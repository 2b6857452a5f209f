import fc from 'fast-check';
import { metresBetween } from './distance.js';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });
const anywhere = fc
  .tuple(fc.integer({ min: -9_000_000, max: 9_000_000 }), fc.integer({ min: -18_000_000, max: 18_000_000 }))
  .map(([latitude, longitude]) => at(latitude, longitude));
const HALF_WAY_ROUND = 20_015_112;

describe('metres between two places', () => {
  it('are those of a great circle', () => {
    // One degree of a meridian, on a sphere of 6,371,008 m.
    expect(metresBetween(at(0, 0), at(100_000, 0))).toBe(111_195);
    expect(metresBetween(at(6_000_000, 0), at(6_000_000, 100_000))).toBe(55_597);
    // Notre-Dame de Paris to Lyon's Fourvière, about 393 km.
    expect(metresBetween(at(4_885_300, 234_990), at(4_576_230, 482_240))).toBeCloseTo(393_000, -4);
  });

  it('go the short way over the date line', () => {
    expect(metresBetween(at(0, 17_999_999), at(0, -17_999_999))).toBe(2);
  });

  it('have a value between antipodes', () => {
    expect(metresBetween(at(9_000_000, 0), at(-9_000_000, 0))).toBe(HALF_WAY_ROUND);
    expect(metresBetween(at(0, 0), at(0, 18_000_000))).toBe(HALF_WAY_ROUND);
  });

  it('are unknown where a coordinate is', () => {
    expect(metresBetween(null, at(0, 0))).toBeNull();
    expect(metresBetween(at(0, 0), { latitude: 1, longitude: null })).toBeNull();
  });

  it('are whole, never more than half way round, the same both ways, and none to oneself', () => {
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        const metres = metresBetween(a, b)!;
        expect(Number.isSafeInteger(metres)).toBe(true);
        expect(metres).toBeGreaterThanOrEqual(0);
        expect(metres).toBeLessThanOrEqual(HALF_WAY_ROUND);
        expect(metresBetween(b, a)).toBe(metres);
        expect(metresBetween(a, a)).toBe(0);
      }),
    );
  });
});
