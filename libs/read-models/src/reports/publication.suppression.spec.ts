import fc from 'fast-check';
import { suppressedGroups } from './publication.js';

const SMALLEST = 5;
const groupOf = (...people: readonly string[]) => ({ people: new Set(people) });
const sized = (size: number, of: string) => groupOf(...Array.from({ length: size }, (_, index) => `${of}${index}`));

const arbitraryGroups = fc.array(
  fc
    .uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 9 })
    .map((people) => groupOf(...people.map(String))),
  { maxLength: 8 },
);

describe('what a publication hides', () => {
  it('is nothing when every group is large enough', () => {
    expect(suppressedGroups([sized(5, 'a'), sized(6, 'b')], SMALLEST).size).toBe(0);
  });

  it('includes the next smallest group when one alone is hidden, the first of equal ones', () => {
    const [small, first, second] = [sized(1, 'a'), sized(6, 'b'), sized(6, 'c')];
    expect([...suppressedGroups([second, small, first], SMALLEST)]).toEqual([small, second]);
  });

  it('includes more groups while the hidden ones together are about too few people', () => {
    const groups = [sized(1, 'a'), sized(2, 'b'), sized(7, 'c'), sized(9, 'd')];
    expect([...suppressedGroups(groups, SMALLEST)]).toEqual(groups.slice(0, 3));
  });

  it('never leaves a small group shown, one group hidden alone, or a remainder about too few', () => {
    fc.assert(
      fc.property(arbitraryGroups, (groups) => {
        const hidden = suppressedGroups(groups, SMALLEST);
        const shown = groups.filter((group) => !hidden.has(group));
        expect(shown.every(({ people }) => people.size >= SMALLEST)).toBe(true);
        if (groups.length >= 2) expect(hidden.size).not.toBe(1);
        const behind = new Set([...hidden].flatMap(({ people }) => [...people]));
        if (hidden.size > 0 && shown.length > 0) expect(behind.size).toBeGreaterThanOrEqual(SMALLEST);
      }),
    );
  });
});
