import { likenessOf, likenessOfSome } from './likeness.js';
import { ERASED, personal } from './personal.js';

const stored = personal('a');

describe('the likeness of a text to the one that stands', () => {
  it.each([
    ['a', stored, { value: 'a' }, 'same'],
    ['b', stored, { value: 'a' }, 'different'],
    [null, stored, { value: 'a' }, 'different'],
    [undefined, stored, ERASED, 'different'],
    ['a', null, { value: null }, 'different'],
    [undefined, null, { value: null }, 'same'],
    [null, null, undefined, 'same'],
    ['a', stored, ERASED, 'erased'],
    ['a', stored, undefined, 'erased'],
    // A text that happens to be the word for an erased one.
    ['erased', personal('erased'), { value: 'erased' }, 'same'],
  ] as const)('of %j to %j, opened as %j, is %s', (given, held, opened, likeness) => {
    expect(likenessOf(given, held, opened)).toBe(likeness);
  });

  it.each([
    ['a', { value: 'a' }, 'same'],
    ['a', ERASED, 'different'],
    [null, ERASED, 'same'],
    ['a', undefined, 'erased'],
  ] as const)('of %j to one that may be missing, opened as %j, is %s', (given, opened, likeness) => {
    expect(likenessOfSome(given, stored, opened)).toBe(likeness);
  });
});
