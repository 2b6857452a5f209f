import fc from 'fast-check';
import { equalityOf, equalityOfOptional, equalJson, isAlreadySo } from './equality.js';
import { ERASED, personal } from './personal.js';

describe('two JSON values', () => {
  it('are the same when they say the same, whatever the order of members', () => {
    expect(equalJson({ a: 1, b: [{ c: null, d: 'x' }] }, { b: [{ d: 'x', c: null }], a: 1 })).toBe(true);
  });

  it.each([
    [[1], [1, 2]],
    [[1, 2], [1]],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [{}, []],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: null }, { b: null }],
    [null, {}],
    [{}, null],
    [null, 0],
    ['1', 1],
    [false, null],
  ])('%j and %j differ', (a, b) => {
    expect(equalJson(a, b)).toBe(false);
  });

  it('are the same as their copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(equalJson(value as never, structuredClone(value) as never)).toBe(true);
      }),
    );
  });
});

describe('values are already so in a state', () => {
  it('where it holds each of them, whatever else it holds', () => {
    expect(isAlreadySo({ name: 'Atelier', skills: ['a'] }, { status: 'open', skills: ['a'], name: 'Atelier' })).toBe(
      true,
    );
  });

  it('and not where one is missing, different or merely inherited', () => {
    expect(isAlreadySo({ name: null }, {})).toBe(false);
    expect(isAlreadySo({ skills: ['a'] }, { skills: ['a', 'b'] })).toBe(false);
    expect(isAlreadySo({ toString: null }, Object.create({ toString: null }) as object)).toBe(false);
  });
});

const stored = personal('a');

describe('the equality of a text with the stored one', () => {
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
  ] as const)('of %j to %j, opened as %j, is %s', (given, held, opened, equality) => {
    expect(equalityOf(given, held, opened)).toBe(equality);
  });

  it.each([
    ['a', { value: 'a' }, 'same'],
    ['a', ERASED, 'different'],
    [null, ERASED, 'same'],
    ['a', undefined, 'erased'],
  ] as const)('of %j to one that may be missing, opened as %j, is %s', (given, opened, equality) => {
    expect(equalityOfOptional(given, stored, opened)).toBe(equality);
  });
});
