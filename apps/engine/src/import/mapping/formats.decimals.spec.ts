import fc from 'fast-check';
import { scaled } from './formats.js';

const whole = { decimal: '.', times: 1, rounded: false } as const;

describe('decimal numbers of files', () => {
  it('keeps whole numbers', () => {
    expect(scaled('2700', whole)).toBe(2700);
    expect(scaled('-3', whole)).toBe(-3);
    expect(scaled('1 500', whole)).toBe(1500);
    expect(scaled('1 500', whole)).toBe(1500);
    expect(scaled('4.0', whole)).toBe(4);
  });

  it('multiplies digits, not floats', () => {
    expect(scaled('1.1', { ...whole, times: 60 })).toBe(66);
    expect(scaled('3,5', { decimal: ',', times: 60, rounded: false })).toBe(210);
    expect(scaled('1.001', { ...whole, times: 60 })).toBeNull();
  });

  it('rounds coordinates half away from zero', () => {
    const degrees = { decimal: '.', times: 100_000, rounded: true } as const;
    expect(scaled('40.720942', degrees)).toBe(4_072_094);
    expect(scaled('-73.997929', degrees)).toBe(-7_399_793);
    expect(scaled('-0.000005', degrees)).toBe(-1);
    expect(scaled('-0.000001', degrees)).toBe(0);
    expect(scaled('40.72664935898081', degrees)).toBe(4_072_665);
  });

  it.each(['', 'abc', '1e3', '1,5', '1.2.3', '--1', '0x10', '9'.repeat(40), 'NaN', '1 50'])(
    'reads no number in %j',
    (text) => {
      expect(scaled(text, whole)).toBeNull();
    },
  );

  it('agrees with integer arithmetic', () => {
    fc.assert(
      fc.property(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 99 }), (units, hundredths) => {
        const sign = units < 0 ? -1 : 1;
        const expected = units * 100 + sign * hundredths;
        const text = `${units}.${String(hundredths).padStart(2, '0')}`;
        expect(scaled(text, { decimal: '.', times: 100, rounded: false })).toBe(expected);
      }),
    );
  });
});
