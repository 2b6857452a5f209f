import fc from 'fast-check';
import { fewestPeople } from './adversary.fixture.js';
import { OTHERS, publishedStates, type CountedFact, type MonthReading, type PublishedCell } from './published-month.js';

const SMALLEST = 5;
const STATES = ['2026-04', '2026-05', '2026-06', '2026-07', '2026-08'];

const fact = (person: number, fields: Partial<CountedFact> = {}): CountedFact => ({
  id: `time-${person}`,
  figure: 'confirmed',
  group: 'sport',
  person: `p${person}`,
  mission: `m${person}`,
  organisation: 'o',
  rules: 'base@1',
  amounts: [60 + person],
  moved: false,
  ...fields,
});
const people = (from: number, count: number, fields: Partial<CountedFact> = {}) =>
  Array.from({ length: count }, (_, index) => fact(from + index, fields));

const published = (...states: readonly (readonly CountedFact[])[]) => publishedStates(readings(states));
const readings = (states: readonly (readonly CountedFact[])[], correctedAt = -1): readonly MonthReading[] =>
  states.map((facts, index) => ({ asOf: STATES[index]!, facts, smallest: SMALLEST, corrected: index === correctedAt }));
const minutes = (cells: readonly PublishedCell[]) =>
  Object.fromEntries(
    cells.map(({ group, facts }) => [
      group === OTHERS ? 'others' : String(group),
      facts.reduce((sum, { amounts }) => sum + amounts[0]!, 0),
    ]),
  );

describe('what is published of a month', () => {
  it('is repeated until the new facts of a group are about five people', () => {
    const five = people(0, 5);
    const states = published(five, [...five, ...people(5, 4)], [...five, ...people(5, 5)]);
    expect(states.map(({ cells }) => cells.map(({ since, facts }) => [since, facts.length]))).toEqual([
      [['2026-04', 5]],
      [['2026-04', 5]],
      [['2026-06', 10]],
    ]);
    expect(states.map(({ heldBack }) => heldBack.length)).toEqual([0, 1, 0]);
  });

  it('is nothing about four people, and not even that there are four', () => {
    expect(published(people(0, 4))).toMatchObject([{ cells: [], heldBack: [{ group: 'sport' }] }]);
  });

  it('counts the people of small groups in the total, with those of the next smallest group where they are too few', () => {
    const one = [...people(0, 6), ...people(10, 5, { group: 'health' }), fact(20, { group: 'culture' })];
    expect(Object.keys(minutes(published(one)[0]!.cells))).toEqual(['sport', 'others']);
    const enough = [...people(0, 6), ...people(20, 3, { group: 'culture' }), ...people(30, 3, { group: null })];
    expect(Object.keys(minutes(published(enough)[0]!.cells))).toEqual(['sport', 'others']);
  });

  it('is repeated when fewer than five people’s time is taken back, and never hidden again', () => {
    const six = people(0, 6);
    const states = published(six, six.slice(0, 3), []);
    expect(states.map(({ cells }) => cells[0]?.facts.length)).toEqual([6, 6, 6]);
  });

  it('is repeated when facts move between groups, since the old group may still count them', () => {
    const sport = people(0, 6);
    const health = people(10, 6, { group: 'health' });
    const moved = people(0, 5, { group: 'health' });
    const states = published([...sport, ...health], [...sport.slice(5), ...moved, ...health]);
    expect(minutes(states[1]!.cells)).toEqual(minutes(states[0]!.cells));
  });

  it('is published anew when five people’s amounts are corrected, not when four are', () => {
    const ten = people(0, 10);
    const corrected = (count: number) => ten.map((each, index) => (index < count ? { ...each, amounts: [1] } : each));
    expect(published(ten, corrected(4))[1]!.cells[0]!.since).toBe('2026-04');
    expect(published(ten, corrected(5))[1]!.cells[0]!.since).toBe('2026-05');
  });

  it('follows a correction by two people at once, and says what it changed', () => {
    const six = people(0, 6);
    const states = publishedStates(readings([six, six.slice(0, 5), six.slice(0, 5)], 1));
    expect(states.map(({ cells }) => cells[0]!.facts.length)).toEqual([6, 5, 5]);
    expect(states.map(({ correction }) => correction?.length ?? null)).toEqual([null, 1, null]);
    // What is about fewer than five is hidden by a correction too.
    expect(publishedStates(readings([six, six.slice(0, 4)], 1))[1]!.cells).toEqual([]);
  });

  /**
   * The adversary: takes every sum that was ever published, over all groups and month ends, and any multiples of them. Its
   * unknowns are each amount that a fact ever had.
   */
  it('lets no sums and differences of everything ever published be about fewer than five people', () => {
    const version = fc.record({
      id: fc.nat(11),
      copy: fc.nat(2),
      group: fc.constantFrom('sport', 'health', 'culture', null),
      figure: fc.constantFrom('confirmed', 'confirmed', 'confirmedOffDuty'),
      amount: fc.integer({ min: 1, max: 3 }),
    });
    const everyone = fc
      .array(fc.record({ group: fc.constantFrom('sport', 'health'), amount: fc.nat(2) }), {
        minLength: 12,
        maxLength: 12,
      })
      .map((all) =>
        all.map(({ group, amount }, index) => ({ id: index, copy: 0, group, figure: 'confirmed', amount })),
      );
    const changes = fc.array(fc.oneof(everyone, fc.array(version, { maxLength: 14 })), { minLength: 2, maxLength: 5 });
    const removed = fc.array(fc.subarray(Array.from({ length: 12 }, (_, index) => index)), { maxLength: 5 });
    let shown = 0;
    let repeated = 0;
    fc.assert(
      fc.property(changes, removed, (given, gone) => {
        const now = new Map<string, CountedFact>();
        const states = given.map((changed, index) => {
          for (const { id, copy, group, figure, amount } of changed) {
            const name = `${id}-${copy}`;
            const named = { id: name, group, figure: figure as CountedFact['figure'], amounts: [amount] };
            now.set(name, fact(id, named));
          }
          for (const id of (gone[index] ?? []).slice(0, 3)) now.delete(`${id}-0`);
          return [...now.values()];
        });
        const results = published(...states);
        const sums = results.flatMap(({ cells }) => [
          ...cells.map(({ facts }) => facts),
          cells.flatMap(({ facts }) => facts),
          cells.filter(({ figure }) => figure === 'confirmed').flatMap(({ facts }) => facts),
        ]);
        shown += sums.length;
        repeated += results.filter(({ heldBack }) => heldBack.length > 0).length;
        expect(fewestPeople(sums, SMALLEST)).toBeGreaterThanOrEqual(SMALLEST);
      }),
      { numRuns: 300 },
    );
    expect(shown).toBeGreaterThan(1_000);
    expect(repeated).toBeGreaterThan(100);
  });

  it('would be found out by that adversary if it published each month end as it is', () => {
    const six = people(0, 6);
    expect(fewestPeople([six, [...six, fact(7)]], SMALLEST)).toBe(1);
    expect(fewestPeople([six, people(2, 6)], SMALLEST)).toBe(4);
    // By turns: each step is about five people, their sum about two.
    const [moving, y] = [people(10, 5), people(20, 5)];
    const back = [...moving.slice(0, 4), fact(30)];
    expect(fewestPeople([[...six, ...moving], six, [...six, ...y], [...six, ...y, ...back]], SMALLEST)).toBe(2);
  });
});
