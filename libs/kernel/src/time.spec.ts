import fc from 'fast-check';
import {
  addDays,
  addYears,
  canonicalZone,
  civilDateIn,
  daysBetween,
  instantPlus,
  isCivilDate,
  isInstant,
  isMonth,
  isZone,
  lastDayOf,
  laterOf,
  mondayOf,
  monthAfter,
  monthsIn,
} from './time.js';

const days = fc.integer({ min: -200_000, max: 200_000 }).map((offset) => addDays('2000-01-01', offset));

describe('civil dates', () => {
  it('are days that exist, written in full', () => {
    expect(isCivilDate('2024-02-29')).toBe(true);
    expect(isCivilDate('2025-02-29')).toBe(false);
    expect(isCivilDate('2025-2-9')).toBe(false);
    expect(isCivilDate(20250209)).toBe(false);
  });

  it('follow the zone, not UTC', () => {
    expect(civilDateIn('Europe/Paris', '2026-03-01T23:30:00.000Z')).toBe('2026-03-02');
    expect(civilDateIn('America/Martinique', '2026-03-01T03:30:00.000Z')).toBe('2026-02-28');
  });

  it('keep 29 February on the 28th in a year that has none', () => {
    expect(addYears('2024-02-29', 3)).toBe('2027-02-28');
    expect(addYears('2024-02-29', 4)).toBe('2028-02-29');
  });

  it('end their month on its last day', () => {
    expect(lastDayOf('2024-02')).toBe('2024-02-29');
    expect(lastDayOf('2026-12')).toBe('2026-12-31');
    expect(monthAfter('2026-12')).toBe('2027-01');
    expect(monthsIn('2026-03', '2026-03')).toBe(1);
    expect(monthsIn('2025-11', '2027-02')).toBe(16);
  });

  it('are as far apart as the days that were added', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -5_000, max: 5_000 }), (date, count) => {
        expect(daysBetween(date, addDays(date, count))).toBe(count);
      }),
    );
  });

  it('belong to a week that begins on a Monday at most six days before', () => {
    fc.assert(
      fc.property(days, (date) => {
        const monday = mondayOf(date);
        expect(new Date(monday).getUTCDay()).toBe(1);
        expect(daysBetween(monday, date)).toBeGreaterThanOrEqual(0);
        expect(daysBetween(monday, date)).toBeLessThan(7);
      }),
    );
  });
});

describe('instants', () => {
  it('are UTC to the millisecond, and nothing else', () => {
    expect(isInstant('2026-01-01T00:00:00.000Z')).toBe(true);
    expect(isInstant('2026-01-01T00:00:00Z')).toBe(false);
    expect(isInstant('2026-01-01T25:00:00.000Z')).toBe(false);
  });

  it('never go back when the later of two is kept', () => {
    expect(laterOf('2026-01-01T00:00:00.000Z', '2025-12-31T23:59:59.999Z')).toBe('2026-01-01T00:00:00.000Z');
    expect(instantPlus('2026-01-01T00:00:00.000Z', -1)).toBe('2025-12-31T23:59:59.999Z');
  });
});

describe('zones and months', () => {
  it('are known ones', () => {
    expect(isZone('Europe/Paris')).toBe(true);
    expect(isZone('Europe/Atlantis')).toBe(false);
    expect(isMonth('2026-02')).toBe(true);
    expect(isMonth('2026-13')).toBe(false);
  });

  it('have one spelling that is kept', () => {
    expect(canonicalZone('europe/PARIS')).toBe('Europe/Paris');
    expect(canonicalZone('Europe/Atlantis')).toBeNull();
  });

  it('are not remembered under every other spelling', () => {
    const spellings = [...Array(2_000).keys()].map((bits) =>
      'europe/paris'.replace(/./g, (letter, at: number) => ((bits >> at) & 1 ? letter.toUpperCase() : letter)),
    );
    expect(spellings.every(isZone)).toBe(true);
    const made = jest.spyOn(Intl, 'DateTimeFormat');
    spellings.forEach(isZone);
    expect(made.mock.calls.length).toBeGreaterThan(1_000);
    made.mockRestore();
  });
});
