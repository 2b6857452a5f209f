import fc from 'fast-check';
import { ApiProblem } from '../problems/api-problem.js';
import { parseBody, refuseOtherCodings, refuseUnsupported } from './json-body.js';

function codeOf(body: string | Buffer): string {
  return codeOfWork(() => parseBody(Buffer.from(body as string)));
}

function codeOfWork(work: () => unknown): string {
  try {
    work();
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
    ['a name that every object has', '{"a":{"hasOwnProperty":1}}', 'FORBIDDEN_KEY'],
  ])('of %s', (_, body, code) => {
    expect(codeOf(body)).toBe(code);
  });

  it.each([
    ['of nulls', '{"a":[', 'null,', 'null]}'],
    ['of lists', '{"a":[', '[],', '[]]}'],
    ['of keys', '{', '"a@":1,', '"z":1}'],
    ['of lists in a list', '{"a":[[', '1],[', '1]]}'],
  ])('with more than 5,000 members %s', (_, begin, more, end) => {
    const of = (count: number) =>
      begin + Array.from({ length: count }, (_, at) => more.replace('@', `${at}`)).join('') + end;
    expect(codeOf(of(2_000))).toBe('read');
    expect(codeOf(of(6_000))).toBe('BODY_INVALID');
  });

  it('is refused for its members before one of them is looked at', () => {
    let looked = 0;
    const list = new Proxy(new Array<null>(6_000).fill(null), {
      get(target, name, receiver) {
        if (/^\d+$/.test(String(name))) looked += 1;
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
    expect(codeOfWork(() => refuseUnsupported({ list }))).toBe('BODY_INVALID');
    expect(looked).toBe(0);
  });

  it('is read as JSON.parse reads it, or refused', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        if (codeOf(text) === 'read') expect(parseBody(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('a body whose headers say that it', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['is JSON', { 'content-type': 'application/json' }, 'read'],
    ['is in UTF-8', { 'content-type': 'application/json; charset=UTF-8' }, 'read'],
    ['is in UTF-8, quoted', { 'content-type': 'application/json;charset="utf8"' }, 'read'],
    ['is as it is', { 'content-encoding': 'identity' }, 'read'],
    ['is in Latin-1', { 'content-type': 'application/json; charset=iso-8859-1' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['is in nothing', { 'content-type': 'application/json; charset=' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['is in UTF-16', { 'content-type': 'application/json; charset="utf-16"' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['is compressed', { 'content-encoding': 'gzip' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['is compressed twice', { 'content-encoding': 'identity, br' }, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('%s', (_, headers, code) => {
    expect(codeOfWork(() => refuseOtherCodings(headers))).toBe(code);
  });
});
