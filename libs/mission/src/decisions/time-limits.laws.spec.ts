import { addDays, mondayOf } from '@jalon/kernel';
import { ruleSet } from '@jalon/rules';
import fc from 'fast-check';
import { HALVES, type TimeGiven } from '../events.js';
import { beyondWorkingTime, minutesOf } from './time-limits.js';

const { limits } = ruleSet('base@1')!;

const aDay = fc.integer({ min: 0, max: 8 }).map((days) => addDays('2026-06-08', days));
const inMinutes = fc.record({
  date: aDay,
  unit: fc.constant('minutes' as const),
  minutes: fc.constantFrom(60, 180, 390, 576, 600),
  half: fc.constant(null),
  startsAt: fc.constant(null),
  onDuty: fc.constant(true),
});
const halfDay = fc.record({
  date: aDay,
  unit: fc.constant('half-day' as const),
  minutes: fc.constant(limits.halfDayMinutes),
  half: fc.constantFrom(...HALVES),
  startsAt: fc.constant(null),
  onDuty: fc.constant(true),
});

/** Times of a week or so, mostly of one unit, mostly within the limits. */
const times = fc.oneof(
  fc.array(fc.oneof(inMinutes, halfDay), { maxLength: 8 }),
  fc.array(fc.oneof({ weight: 9, arbitrary: halfDay }, { weight: 1, arbitrary: inMinutes }), { maxLength: 14 }),
);

/** The times that are let through, given one after the other. */
function taken(asked: readonly TimeGiven[]): readonly TimeGiven[] {
  return asked.reduce<readonly TimeGiven[]>(
    (before, added) => (beyondWorkingTime(added, before, limits) ? before : [...before, added]),
    [],
  );
}

const inHours = (some: readonly TimeGiven[]) => (some.some(({ unit }) => unit === 'minutes') ? minutesOf(some) : 0);

describe('the limits of working time', () => {
  it('are met by whatever was let through, whatever its units', () => {
    let mixed = 0;
    fc.assert(
      fc.property(times, (asked) => {
        const given = taken(asked);
        for (const { date } of given) {
          const day = given.filter((other) => other.date === date);
          const week = given.filter((other) => mondayOf(other.date) === mondayOf(date));
          expect(inHours(day)).toBeLessThanOrEqual(limits.minutesPerDay);
          expect(inHours(week)).toBeLessThanOrEqual(limits.minutesPerWeek);
          expect(day.filter(({ unit }) => unit === 'half-day').length).toBeLessThanOrEqual(limits.halfDaysPerDate);
          mixed += new Set(day.map(({ unit }) => unit)).size - 1;
        }
      }),
      { numRuns: 1_000 },
    );
    expect(mixed).toBeGreaterThan(100);
  });

  it('do not depend on the order in which time is written down', () => {
    const met = { whole: 0, refused: 0 };
    const inAnyOrder = times.chain((asked) =>
      fc.tuple(fc.constant(asked), fc.shuffledSubarray(asked, { minLength: asked.length, maxLength: asked.length })),
    );
    fc.assert(
      fc.property(inAnyOrder, ([asked, shuffled]) => {
        const whole = taken(asked).length === asked.length;
        expect(taken(shuffled).length === shuffled.length).toBe(whole);
        met[whole ? 'whole' : 'refused'] += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(met.whole, met.refused)).toBeGreaterThan(100);
  });
});
