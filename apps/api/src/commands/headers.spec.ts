import { keyOf } from './idempotency-key.js';
import { revisionSeen } from './if-match.js';

const ids = { next: () => 'made' };
const codeOf = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('If-Match', () => {
  it.each([
    [undefined, undefined],
    ['*', undefined],
    ['"0"', 0],
    [' "12" ', 12],
    ['12', 'IF_MATCH_INVALID'],
    ['W/"12"', 'IF_MATCH_INVALID'],
    ['"12", "13"', 'IF_MATCH_INVALID'],
    ['"012"', 'IF_MATCH_INVALID'],
    ['"-1"', 'IF_MATCH_INVALID'],
    ['"99999999999999999999"', 'IF_MATCH_INVALID'],
    ['', 'IF_MATCH_INVALID'],
  ])('%p reads as %p', (header, seen) => {
    expect(codeOf(() => revisionSeen(header))).toBe(seen);
  });
});

describe('Idempotency-Key', () => {
  it.each([
    [undefined, 'made'],
    ['a', 'a'],
    ['"quoted"', '"quoted"'],
    ['x'.repeat(255), 'x'.repeat(255)],
    ['x'.repeat(256), 'KEY_INVALID'],
    ['', 'KEY_INVALID'],
    ['two words', 'KEY_INVALID'],
    ['sent, twice', 'KEY_INVALID'],
    ['clé', 'KEY_INVALID'],
    [['a', 'b'], 'KEY_INVALID'],
  ])('%p reads as %p', (header, key) => {
    expect(codeOf(() => keyOf(header, ids))).toBe(key);
  });
});
