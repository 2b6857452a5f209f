import fc from 'fast-check';
import { ApiProblem } from '../problems/api-problem.js';
import { parseBody } from './json-body.js';

function codeOf(body: string | Buffer): string {
  try {
    parseBody(Buffer.from(body as string));
    return 'read';
  } catch (error) {
    if (error instanceof ApiProblem) return error.code;
    throw error;
  }
}

describe('a body', () => {
  it.each([
    ['an object', '{"a":[1,{"b":null}]}', 'read'],
    ['an object behind a byte order mark', '\ufeff{}', 'read'],
    ['nothing', '', 'BODY_INVALID'],
    ['blanks', '  ', 'BODY_INVALID'],
    ['a list', '[]', 'BODY_INVALID'],
    ['a text', '"x"', 'BODY_INVALID'],
    ['null', 'null', 'BODY_INVALID'],
    ['half of an object', '{"a":', 'BODY_INVALID'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'BODY_INVALID'],
    ['a number beyond a double', '{"a":1e999}', 'BODY_INVALID'],
    ['half of a surrogate pair', '{"a":"\\ud800"}', 'BODY_INVALID'],
    ['a NUL', '{"a":"\\u0000"}', 'BODY_INVALID'],
    ['a bottomless nesting', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'BODY_INVALID'],
    ['__proto__', '{"a":{"__proto__":{"x":1}}}', 'FORBIDDEN_KEY'],
    ['an escaped __proto__', '{"\\u005f\\u005fproto__":{}}', 'FORBIDDEN_KEY'],
    ['constructor.prototype', '{"constructor":{"prototype":{}}}', 'FORBIDDEN_KEY'],
    ['a constructor of its own', '{"a":[{"constructor":1}]}', 'FORBIDDEN_KEY'],
  ])('of %s', (_, body, code) => {
    expect(codeOf(body)).toBe(code);
  });

  it('is read as it was written, or refused: nothing else happens', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        if (codeOf(text) === 'read') expect(parseBody(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });
});
