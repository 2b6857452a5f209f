import fc from 'fast-check';
import { addDays, daysBetween } from '@jalon/kernel';
import { shiftTo } from './date-shift.js';

describe('shifting the dates of a demonstration', () => {
  it('moves 2011 and 2012 to 2025 and 2026', () => {
    const days = shiftTo(2026, 2012);
    expect(addDays('2012-06-04', days)).toBe('2026-06-01');
    expect(addDays('2011-01-22', days)).toBe('2025-01-18');
  });

  it('moves nothing within the same year', () => {
    expect(shiftTo(2026, 2026)).toBe(0);
  });

  it('keeps the day of the week, and the day of the year within four days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1990, max: 2100 }), fc.integer({ min: -60, max: 60 }), (latest, years) => {
        const days = shiftTo(latest + years, latest);
        expect(Math.abs(days % 7)).toBe(0);
        const sameDay = `${latest + years}-06-15`;
        expect(Math.abs(daysBetween(addDays(`${latest}-06-15`, days), sameDay))).toBeLessThanOrEqual(4);
      }),
    );
  });
});
