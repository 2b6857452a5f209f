import fc from 'fast-check';
import { isRna, isSiren, wrongNumber } from './register-number.js';

describe('a SIREN', () => {
  it.each(['732829320', '356000000', '552100554', '784671695'])('%s is one', (number) => {
    expect(isSiren(number)).toBe(true);
  });

  it.each(['', '73282932', '7328293200', '732829321', '73282932O', ' 732829320'])('“%s” is none', (number) => {
    expect(isSiren(number)).toBe(false);
  });

  it('is no longer one with any single digit changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (place, step) => {
        const digits = Array.from('732829320');
        digits[place] = String((Number(digits[place]) + step) % 10);
        expect(isSiren(digits.join(''))).toBe(false);
      }),
    );
  });
});

describe('an RNA number', () => {
  it.each(['W751234567', 'W2A1000087', 'W9R1003215'])('%s is one', (number) => {
    expect(isRna(number)).toBe(true);
  });

  it.each(['', '751234567', 'W75123456', 'W7512345678', 'w751234567', 'WA51234567', 'W75123456X'])(
    '“%s” is none',
    (number) => {
      expect(isRna(number)).toBe(false);
    },
  );
});

describe('a number', () => {
  it('is held to the form of its own register', () => {
    expect(wrongNumber('siren', 'W751234567')?.rejection.code).toBe('SIREN_INVALID');
    expect(wrongNumber('rna', '732829320')?.rejection.code).toBe('RNA_INVALID');
    expect(wrongNumber('alsace-moselle', 'V42-F17')).toBeNull();
    expect(wrongNumber('foreign', 'HRB-1234')).toBeNull();
    expect(wrongNumber('siren', null)).toBeNull();
  });
});
