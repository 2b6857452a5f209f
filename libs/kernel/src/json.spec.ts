import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { NotCanonical, canonicalJson, type Json } from './json.js';

describe('canonical JSON', () => {
  it.each<[string, Json, string]>([
    ['keys sorted, at every depth', { b: { d: 1, c: 2 }, a: [] }, '{"a":[],"b":{"c":2,"d":1}}'],
    ['keys that look like numbers sorted as text', { 10: 'x', 9: 'y', '': 'z' }, '{"":"z","10":"x","9":"y"}'],
    // U+1F600 is written D83D DE00, so it stands before U+FB33, whose code point is smaller.
    ['keys sorted by UTF-16 code units', { '\ufb33': 1, '😀': 2 }, '{"😀":2,"\ufb33":1}'],
    ['numbers as ECMAScript writes them', [1e21, 1e-7, 0.1, 100, -0], '[1e+21,1e-7,0.1,100,0]'],
    [
      'escapes in their shortest form',
      '"\\\b\f\n\r\t\u0001\u007f\u2028/',
      '"\\"\\\\\\b\\f\\n\\r\\t\\u0001\u007f\u2028/"',
    ],
    ['a key that objects know otherwise', JSON.parse('{"__proto__":{"a":1}}') as Json, '{"__proto__":{"a":1}}'],
    ['plain values', [null, true, false, 'é', '👍'], '[null,true,false,"é","👍"]'],
  ])('has %s', (_what, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each<[string, unknown]>([
    ['not a number', NaN],
    ['infinity', Infinity],
    ['undefined', undefined],
    ['a member that is undefined', { a: undefined }],
    ['a hole in a list', Array(1)],
    ['a big integer', 1n],
    ['a function', () => 1],
    ['half of a surrogate pair', 'a\ud83d'],
    ['a key with half of a pair', { '\ude00': 1 }],
  ])('does not exist for %s', (_what, value) => {
    expect(() => canonicalJson(value as Json)).toThrow(NotCanonical);
  });

  it('says the same of every JSON value as JSON.parse reads it back, and is its own canonical form', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as Json);
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
        // Through JSON, since it has no minus zero.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

/** Published with RFC 8785, under Apache-2.0: https://github.com/cyberphone/json-canonicalization/tree/master/testdata. */
const VECTORS = join(process.cwd(), 'libs/kernel/test-data/rfc8785');

describe('the vectors of RFC 8785', () => {
  it.each(readdirSync(join(VECTORS, 'input')))('%s', (name) => {
    const read = (side: string) => readFileSync(join(VECTORS, side, name), 'utf8');
    expect(canonicalJson(JSON.parse(read('input')) as Json)).toBe(read('output').trimEnd());
  });
});
