import { holesIn, inWords, type Sentence } from './sentence.js';

const waiting: Sentence = {
  en: '{entries} {entries|entry waits|entries wait} since {day}.',
  fr: '{entries} {entries|temps attend|temps attendent} depuis {day}.',
};

describe('a sentence', () => {
  it.each([
    [0, '0 entries wait since Monday.', '0 temps attend depuis lundi.'],
    [1, '1 entry waits since Monday.', '1 temps attend depuis lundi.'],
    [2, '2 entries wait since Monday.', '2 temps attendent depuis lundi.'],
    [1_000_000, '1000000 entries wait since Monday.', '1000000 temps attendent depuis lundi.'],
  ])('agrees with %d as its language does', (entries, en, fr) => {
    const params = { entries, day: { en: 'Monday', fr: 'lundi' } };
    expect([inWords(waiting, params, 'en'), inWords(waiting, params, 'fr')]).toEqual([en, fr]);
  });

  it('keeps the holes that nothing fills, to be seen', () => {
    expect(inWords(waiting, { day: 'x' }, 'en')).toBe('{entries} {entries|entry waits|entries wait} since x.');
  });

  it('takes what fills it as it is: no dollar, and no hole of its own, means anything', () => {
    expect(inWords({ en: '{a} {b}', fr: '' }, { a: '$& {b}', b: '$1' }, 'en')).toBe('$& {b} $1');
  });

  it('names its holes once each', () => {
    expect(holesIn(waiting.fr)).toEqual(['day', 'entries']);
  });
});
