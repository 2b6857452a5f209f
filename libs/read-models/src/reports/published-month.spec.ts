import fc from 'fast-check';
import { fewestPeople, sumsOfPeople, works, type PublishedSum } from './adversary.fixture.js';
import {
  heldBack,
  OTHERS,
  publishedStates as statesOf,
  type CountedFact,
  type MonthReading,
  type PublishedCell,
} from './published-month.js';

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

/** Nobody has two entries, unless a test says so. */
const humanOf = (person: string) => person;
const publishedStates = (readings: readonly MonthReading[]) => [...statesOf(readings)];
const published = (...states: readonly (readonly CountedFact[])[]) => publishedStates(readings(states));
const readings = (states: readonly (readonly CountedFact[])[], correctedAt = -1): readonly MonthReading[] =>
  states.map((facts, index) => ({
    asOf: STATES[index]!,
    facts,
    smallest: SMALLEST,
    corrected: index === correctedAt,
    humanOf,
  }));
const minutes = (cells: readonly PublishedCell[]) =>
  Object.fromEntries(
    cells.map(({ group, facts }) => [
      group === OTHERS ? 'others' : String(group),
      facts.reduce((sum, { amounts }) => sum + amounts[0]!, 0),
    ]),
  );
const minutesOf = (states: readonly { readonly cells: readonly PublishedCell[] }[]) =>
  states.map(({ cells }) => minutes(cells));
const sumOf = ({ figure, group, facts }: PublishedCell): PublishedSum => ({
  cell: `${figure} ${String(group)}`,
  facts,
});

describe('what is published of a month', () => {
  it('is repeated until the new facts of a group are about five people', () => {
    const five = people(0, 5);
    const states = published(five, [...five, ...people(5, 4)], [...five, ...people(5, 5)]);
    expect(states.map(({ cells }) => cells.map(({ since, facts }) => [since, facts.length]))).toEqual([
      [['2026-04', 5]],
      [['2026-04', 5]],
      [['2026-06', 10]],
    ]);
    expect(heldBack(states[1]!.cells, [...five, ...people(5, 4)])).toMatchObject([{ group: 'sport', published: five }]);
    expect(heldBack(states[2]!.cells, [...five, ...people(5, 5)])).toEqual([]);
  });

  it('is nothing about four people, and not even that there are four', () => {
    expect(published(people(0, 4))).toMatchObject([{ cells: [] }]);
    expect(heldBack([], people(0, 4))).toMatchObject([{ group: 'sport', published: [], known: people(0, 4) }]);
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

  it('is repeated when amounts are corrected, however many: the sums of these people may be the same', () => {
    const ten = people(0, 10);
    const corrected = ten.map((each) => ({ ...each, amounts: [1] }));
    expect(published(ten, corrected)[1]!.cells[0]!.since).toBe('2026-04');
  });

  it('follows a correction by two people at once, and says that it is one', () => {
    const six = people(0, 6);
    const states = publishedStates(readings([six, six.slice(0, 5), six.slice(0, 5)], 1));
    expect(states.map(({ cells }) => cells[0]!.facts.length)).toEqual([6, 5, 5]);
    expect(states.map(({ corrected }) => corrected)).toEqual([false, true, false]);
    // What is about fewer than five is hidden by a correction too.
    expect(publishedStates(readings([six, six.slice(0, 4)], 1))[1]!.cells).toEqual([]);
  });

  it('is repeated by a correction that has nothing to correct, also beside a figure that it corrects', () => {
    // The small groups have grown: made anew, each would be shown.
    const small = [...people(0, 4, { group: 'health' }), ...people(10, 4)];
    const grown = [...small, ...people(4, 3, { group: 'health' }), ...people(14, 3)];
    const off = people(20, 6, { figure: 'confirmedOffDuty' });
    const states = publishedStates(
      readings(
        [
          [...small, ...off],
          [...grown, ...off],
          [...grown, ...off],
        ],
        2,
      ),
    );
    expect(minutesOf(states)[1]).toEqual(minutesOf(states)[2]);
    expect(states[2]).toEqual({ asOf: '2026-06', cells: states[1]!.cells, corrected: false });
    const other = publishedStates(
      readings(
        [
          [...small, ...off],
          [...grown, ...off],
          [...grown, ...off.slice(1)],
        ],
        2,
      ),
    );
    expect(other.map(({ corrected }) => corrected)).toEqual([false, false, true]);
    expect(other[2]!.cells.map(({ figure, since }) => [figure, since])).toEqual([
      ['confirmed', '2026-05'],
      ['confirmedOffDuty', '2026-06'],
    ]);
  });

  describe('tells nothing about one person', () => {
    const five = people(0, 5);
    const sixth = fact(5);
    /** As `five`, voided and logged again. */
    const again = five.map((each) => ({ ...each, id: `${each.id}~2` }));

    it('when five people’s time is voided and logged again while a sixth’s is approved', () => {
      expect(minutesOf(published(five, [...again, sixth]))).toEqual([{ sport: 310 }, { sport: 310 }]);
    });

    it('when five people’s minutes move between their entries while a sixth’s are approved', () => {
      const two = five.flatMap((each) => [each, { ...each, id: `${each.id}-b` }]);
      const shifted = two.map((each, index) => ({ ...each, amounts: [each.amounts[0]! + (index % 2 ? 10 : -10)] }));
      expect(minutesOf(published(two, [...shifted, sixth]))).toEqual([{ sport: 620 }, { sport: 620 }]);
    });

    it('over three states: five, then five others in their place, then both with a sixth', () => {
      const others = people(10, 5);
      const states = published(five, others, [...again, ...others, sixth]);
      const [s0, s1, s2] = minutesOf(states).map(({ sport }) => sport!) as [number, number, number];
      // Were it published, s2 - s1 - s0 would be the sixth's time.
      expect([s0, s1, s2]).toEqual([310, 360, 360]);
    });

    it('when one entry becomes off duty, with its id and minutes, while five log time off duty', () => {
      const offDuty = { figure: 'confirmedOffDuty' as const };
      const before = [...five, sixth];
      const after = [...five, { ...sixth, ...offDuty }, ...people(10, 5, offDuty)];
      for (const correctedAt of [-1, 1]) {
        const states = publishedStates(readings([before, after, after], correctedAt));
        const sums = states.map(({ cells }) => cells.map((cell) => [cell.facts[0]!.figure, minutes([cell])['sport']]));
        for (const { figure, facts } of states.flatMap(({ cells }) => cells))
          expect([figure, new Set(facts.map((one) => one.figure))]).toEqual([figure, new Set([figure])]);
        const published = correctedAt < 0 ? [['confirmed', 375]] : [['confirmed', 310]];
        // Uncorrected, the sixth's time stays on duty, and is counted off duty too: what is published is not taken back.
        expect(sums.slice(1)).toEqual(Array(2).fill([...published, ['confirmedOffDuty', 360 + 65]]));
      }
    });

    it('when five people’s time is logged again under another cause, off duty, or as another indicator', () => {
      for (const other of [{ group: 'health' }, { figure: 'confirmedOffDuty' as const }]) {
        const states = published(five, [...again.map((each) => ({ ...each, ...other })), fact(5, other)]);
        expect(minutesOf(states)).toEqual([{ sport: 310 }, { sport: 310 }]);
      }
      const meals = five.map((each) => ({ ...each, figure: 'outcome:meals' as const }));
      const dishes = [...meals, sixth].map((each) => ({ ...each, figure: 'outcome:dishes' as const }));
      expect(minutesOf(published(meals, dishes))).toEqual([{ sport: 310 }, { sport: 310 }]);
    });

    it('when outcomes are corrected and evaluations revised', () => {
      for (const figure of ['outcome:meals', 'satisfaction'] as const) {
        const before = people(0, 5, { figure });
        const after = before.map((each) => ({ ...each, amounts: [9, 2, 1] }));
        const states = published(before, [...after, fact(5, { figure })], [...after, ...people(5, 5, { figure })]);
        expect(states.map(({ cells }) => cells[0]!.facts.length)).toEqual([5, 5, 10]);
      }
    });

    it('after a correction, which forgets nothing of what was published', () => {
      const others = people(10, 5);
      const states = publishedStates(readings([five, others, [...again, ...others, sixth]], 1));
      expect(minutesOf(states)).toEqual([{ sport: 310 }, { sport: 360 }, { sport: 360 }]);
    });

    it('and counts those again whose facts came back as they were published', () => {
      const more = people(0, 5, { amounts: [7] }).map((each) => ({ ...each, id: `${each.id}-more` }));
      const states = published(five, [...five.slice(1), ...more], [...five, ...more]);
      expect(minutesOf(states)).toEqual([{ sport: 310 }, { sport: 310 }, { sport: 345 }]);
    });
  });

  /**
   * The adversary takes every sum that was ever published, over all figures, groups and month ends, and any multiples of
   * them. A correction may be about fewer people: it is known to the adversary when the next month end is published.
   */
  it.each([
    ['the value of a person’s sum in a cell', sumsOfPeople],
    ['an amount of some work, which may be logged again elsewhere', works],
  ])('lets no sums and differences of everything ever published be about fewer than five people: %s', (_, unknowns) => {
    const person = fc.nat(11);
    const several = fc.uniqueArray(person, { minLength: 1, maxLength: 8 });
    const group = fc.constantFrom('sport', 'health', 'culture', null);
    const figure = fc.constantFrom('confirmed', 'confirmed', 'confirmedOffDuty', 'outcome:meals', 'satisfaction');
    const amount = fc.integer({ min: 1, max: 3 });
    const put = fc.record({ who: fc.array(person, { maxLength: 10 }), copy: fc.nat(2), group, figure, amount });
    const change = fc.oneof(
      put,
      put.map((each) => ({ ...each, who: Array.from({ length: 12 }, (_, index) => index) })),
      fc.record({ again: several, group: fc.option(group, { nil: undefined, freq: 2 }), offDuty: fc.boolean() }),
      fc.record({ shift: several }),
      // Time that becomes off duty keeps its id.
      fc.record({ flip: several }),
      fc.record({ remove: fc.uniqueArray(person, { maxLength: 3 }) }),
    );
    const steps = fc.array(
      fc.record({
        changes: fc.array(change, { minLength: 1, maxLength: 5 }),
        corrected: fc.constantFrom(false, false, false, true),
      }),
      { minLength: 2, maxLength: 5 },
    );
    let [shown, repeated, corrected] = [0, 0, 0];
    fc.assert(
      fc.property(steps, (given) => {
        const now = new Map<string, CountedFact>();
        let version = 0;
        const known = given.map(({ changes, corrected: isCorrected }, index): MonthReading => {
          for (const each of changes) {
            const of = (who: readonly number[]) =>
              [...now.values()].filter((one) => who.some((n) => one.person === `p${n}`));
            if ('who' in each) {
              for (const n of each.who) {
                const id = `${n}-${each.figure}-${each.copy}`;
                // The same work in two cells at once is what remains (docs/adr/0011).
                if ([...now.keys()].some((name) => name.startsWith(`${id}~`))) continue;
                const fields = { id, group: each.group, figure: each.figure as CountedFact['figure'] };
                now.set(id, fact(n, { ...fields, amounts: [each.amount] }));
              }
            } else if ('again' in each) {
              for (const one of of(each.again)) {
                now.delete(one.id);
                const id = `${one.id.replace(/~.*/, '')}~${(version += 1)}`;
                const ofDuty = each.offDuty && one.figure === 'confirmed' ? ('confirmedOffDuty' as const) : one.figure;
                now.set(id, { ...one, id, figure: ofDuty, group: each.group === undefined ? one.group : each.group });
              }
            } else if ('shift' in each) {
              for (const one of of(each.shift)) {
                const other = of([Number(one.person.slice(1))]).find(
                  ({ id, figure: its, group: place }) => id !== one.id && its === one.figure && place === one.group,
                );
                if (!other || one.amounts[0]! < 2) continue;
                now.set(one.id, { ...one, amounts: [one.amounts[0]! - 1] });
                now.set(other.id, { ...other, amounts: [other.amounts[0]! + 1] });
              }
            } else if ('flip' in each) {
              for (const one of of(each.flip)) {
                if (one.figure === 'confirmed') now.set(one.id, { ...one, figure: 'confirmedOffDuty' });
                else if (one.figure === 'confirmedOffDuty') now.set(one.id, { ...one, figure: 'confirmed' });
              }
            } else for (const one of of(each.remove)) now.delete(one.id);
          }
          return {
            asOf: STATES[index]!,
            facts: [...now.values()],
            smallest: SMALLEST,
            corrected: isCorrected,
            humanOf,
          };
        });
        const states = publishedStates(known);
        const beforehand: PublishedSum[] = [];
        states.forEach(({ asOf, cells }, index) => {
          for (const cell of cells) expect(cell.facts.every((one) => one.figure === cell.figure)).toBe(true);
          const anew = cells.filter(({ since }) => since === asOf).map(sumOf);
          if (known[index]!.corrected) corrected += anew.length;
          else if (anew.length > 0) {
            expect(fewestPeople(anew, { enough: SMALLEST, unknowns, beforehand })).toBe(SMALLEST);
          }
          beforehand.push(...anew);
          shown += anew.length;
          repeated += cells.length - anew.length;
        });
      }),
      { numRuns: 200 },
    );
    expect([shown > 300, repeated > 100, corrected > 30]).toEqual([true, true, true]);
  });

  it('would be found out by that adversary if it published each month end as it is', () => {
    const fewest = (...states: readonly (readonly CountedFact[])[]) =>
      fewestPeople(
        states.map((facts) => ({ cell: 'sport', facts })),
        { enough: SMALLEST, unknowns: works },
      );
    const six = people(0, 6);
    expect(fewest(six, [...six, fact(7)])).toBe(1);
    expect(fewest(six, people(2, 6))).toBe(4);
    // By turns: each step is about five people, their sum about two.
    const [moving, y] = [people(10, 5), people(20, 5)];
    const back = [...moving.slice(0, 4), fact(30)];
    expect(fewest([...six, ...moving], six, [...six, ...y], [...six, ...y, ...back])).toBe(2);
  });
});

describe('entries of people that were merged', () => {
  const oneAndTwo = (person: string) => (person === fact(2).person ? fact(1).person : person);
  const merged = (states: readonly (readonly CountedFact[])[]) =>
    publishedStates(readings(states).map((reading) => ({ ...reading, humanOf: oneAndTwo })));

  it('are one human where a group of five is counted', () => {
    expect(merged([people(1, SMALLEST)])[0]?.cells).toEqual([]);
    expect(merged([people(1, SMALLEST + 1)])[0]?.cells).not.toEqual([]);
  });

  it('are one human among those of whom something is new', () => {
    const [before, fresh] = [people(10, SMALLEST), people(1, SMALLEST)];
    const [first, second] = merged([before, [...before, ...fresh]]);
    expect(second?.cells).toBe(first?.cells);
    expect(published(before, [...before, ...fresh])[1]?.cells).not.toBe(first?.cells);
  });

  it('leave what was published before as it was, and make nobody new', () => {
    const facts = people(1, SMALLEST);
    const [first, later] = readings([facts, [...facts, ...people(10, SMALLEST - 2)]]);
    const states = publishedStates([first!, { ...later!, humanOf: oneAndTwo }]);
    expect(states[1]?.cells).toBe(states[0]?.cells);
  });

  it('are not new by one entry where something of the other was taken back', () => {
    const facts = people(2, SMALLEST);
    const next = [...facts.slice(1), ...people(1, 1), ...people(10, SMALLEST - 1)];
    const [first, later] = readings([facts, next]);
    const states = publishedStates([first!, { ...later!, humanOf: oneAndTwo }]);
    expect(states[1]?.cells).toBe(states[0]?.cells);
  });
});
