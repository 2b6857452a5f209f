import fc from 'fast-check';
import { same, stands } from './sameness.js';

describe('two JSON values', () => {
  it('are the same when they say the same, whatever the order of members', () => {
    expect(same({ a: 1, b: [{ c: null, d: 'x' }] }, { b: [{ d: 'x', c: null }], a: 1 })).toBe(true);
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
    expect(same(a, b)).toBe(false);
  });

  it('are the same as their copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(same(value as never, structuredClone(value) as never)).toBe(true);
      }),
    );
  });
});

describe('values stand in a state', () => {
  it('where it holds each of them, whatever else it holds', () => {
    expect(stands({ name: 'Atelier', skills: ['a'] }, { status: 'open', skills: ['a'], name: 'Atelier' })).toBe(true);
  });

  it('and not where one is missing, different or merely inherited', () => {
    expect(stands({ name: null }, {})).toBe(false);
    expect(stands({ skills: ['a'] }, { skills: ['a', 'b'] })).toBe(false);
    expect(stands({ toString: null }, Object.create({ toString: null }) as object)).toBe(false);
  });
});
