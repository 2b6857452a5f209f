import { exchange, tokenFor } from './client.js';
import { foldersOfSuite, startService, type Service } from './service.js';

// Each request is bounded, and each text is read as JSON says it, or refused with a problem. Every answer is also checked
// against the OpenAPI document (`exchange`).

const folders = foldersOfSuite();
let service: Service;
let authorization: string;
beforeAll(async () => {
  service = await startService(folders());
  const bearer = { tenant: 'main', person: crypto.randomUUID(), roles: ['hr', 'admin'] as const, organisation: null };
  authorization = `Bearer ${await tokenFor(service, bearer)}`;
});
afterAll(() => service.end());

const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  exchange(`${service.url}${path}`, { headers: { authorization, ...headers } });
const send = (path: string, body: string | Uint8Array) =>
  exchange(`${service.url}${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: body as string,
  });

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Operation {
  readonly parameters?: readonly { readonly $ref?: string; readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

describe('every field of every request is bounded', () => {
  let document: Document;
  beforeAll(async () => {
    document = (await exchange(`${service.url}/openapi.json`)).body as Document;
  });
  const at = (path: string) => path.replaceAll(/\{\w+\}/g, () => crypto.randomUUID());
  const resolved = (schema: Schema): Schema =>
    schema.$ref === undefined
      ? schema
      : resolved(
          schema.$ref
            .split('/')
            .slice(1)
            .reduce<unknown>((part, step) => (part as Record<string, unknown>)[step], document) as Schema,
        );

  /** A value of a schema's own shape, with one part of it beyond every bound; and where that part is. */
  function beyond(given: Schema, field: string): readonly { readonly field: string; readonly value: unknown }[] {
    const schema = resolved(given);
    const types = [schema.type ?? []].flat();
    const parts = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap((part) => beyond(part, field));
    if (types.includes('string')) parts.push({ field, value: 'x'.repeat(20_000) });
    if (types.includes('integer') || types.includes('number'))
      parts.push({ field, value: 1e15 }, { field, value: -1e15 });
    if (types.includes('array')) {
      parts.push({ field, value: new Array<string>(4_000).fill('x') });
      if (schema.items)
        parts.push(...beyond(schema.items, `${field}[0]`).map((part) => ({ ...part, value: [part.value] })));
    }
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const inner = beyond(property, field === '' ? name : `${field}.${name}`);
      parts.push(...inner.map((part) => ({ ...part, value: { [name]: part.value } })));
    }
    return parts;
  }

  it('of bodies: a longer text, a longer list, a larger number is refused by name', async () => {
    const through: string[] = [];
    let tried = 0;
    for (const [path, { post }] of Object.entries(document.paths)) {
      const schema = post?.requestBody?.content['application/json']?.schema;
      if (!schema) continue;
      for (const { field, value } of beyond(schema, '')) {
        tried += 1;
        const { status, body } = await send(at(path), JSON.stringify(value));
        const errors = (body.errors ?? []) as readonly { readonly field: string }[];
        const [top = ''] = field.split(/[.[]/, 1);
        const named = errors.some((error) => error.field === field || error.field.split(/[.[]/, 1)[0] === top);
        if (status !== 400 || !named) through.push(`${path} ${field}: ${status} ${JSON.stringify(body)}`);
      }
    }
    expect(through).toEqual([]);
    expect(tried).toBeGreaterThan(200);
  });

  it('of queries: a longer value is refused', async () => {
    const through: string[] = [];
    let tried = 0;
    for (const [path, { get }] of Object.entries(document.paths)) {
      for (const { name, in: place } of get?.parameters?.map((each) => resolved(each) as typeof each) ?? []) {
        // A live stream does not end: test/e2e/live.journey.ts is about it.
        if (place !== 'query' || path.endsWith('/stream')) continue;
        tried += 1;
        const { status } = await ask(`${at(path)}?${name}=${'9'.repeat(8_000)}`);
        if (status !== 400 && status !== 422) through.push(`${path} ${name}: ${status}`);
      }
    }
    expect(through).toEqual([]);
    expect(tried).toBeGreaterThan(80);
  });

  it.each([
    ['URL', 431, 'HEADERS_TOO_LARGE', () => ask(`/v1/missions?cursor=${'x'.repeat(17_000)}`)],
    ['header', 431, 'HEADERS_TOO_LARGE', () => ask('/v1/missions', { 'x-more': 'y'.repeat(17_000) })],
    ['id in a path', 404, 'ROUTE_UNKNOWN', () => ask(`/v1/missions/${'x'.repeat(201)}`)],
    ['Accept', 406, 'NOT_ACCEPTABLE', () => ask('/v1/missions', { accept: 'x/y,'.repeat(3_000) })],
    ['position', 400, 'MIN_POSITION_INVALID', () => ask('/v1/missions', { 'jalon-min-position': '9'.repeat(8_000) })],
    ['correlation id', 400, 'CORRELATION_ID_INVALID', () => ask('/', { 'jalon-correlation-id': 'a'.repeat(8_000) })],
    ['token', 401, 'TOKEN_INVALID', () => ask('/v1/missions', { authorization: `Bearer ${'a.'.repeat(4_000)}` })],
  ] as const)('%s: %i %s', async (_, status, code, asked) => {
    const answer = await asked();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

/** `{"name": …}` around a text. */
const named = (json: string) => `{"name":${json}}`;
const READ = 'is read';
const REFUSED = 'BODY_INVALID';

/** In the manner of nst/JSONTestSuite: what a JSON text is, what it is not, and what RFC 8259 leaves to the reader. */
const JSON_TEXTS: readonly (readonly [what: string, body: string | Uint8Array, expected: string])[] = [
  // Well-formed.
  ['blanks around everything', ' \t\r\n{ \t"name"\r:\n"a" } \n', READ],
  ['every escape', named(String.raw`"\" \\ \/ \b \f \n \r \t \u00e9"`), READ],
  ['an escaped pair of surrogates', named(String.raw`"\ud83d\ude00"`), READ],
  ['characters of four bytes', named('"😀𝄞"'), READ],
  ['noncharacters', named('"\uffff\ufdd0"'), READ],
  ['U+2028 and U+2029, which JavaScript once ended lines at', named('"\u2028\u2029"'), READ],
  ['DEL', named('"\u007f"'), READ],
  ['an empty key', '{"":0}', READ],
  ['escapes in a key', String.raw`{"\u006eame":"a"}`, READ],
  ['the numbers', named('[0,-0,1.5,1e3,1E+3,1e-3,123456789012345678901234567890,0.1e1]'), READ],
  ['a number that becomes 0', named('1e-999'), READ],
  ['the literals', named('[true,false,null]'), READ],
  ['nesting as deep as allowed', `{"name":${'['.repeat(16)}${']'.repeat(16)}}`, READ],
  // Not well-formed.
  ...[
    '{"name":"a",}',
    '{,"name":"a"}',
    '{"name":"a" "b":1}',
    '{"name" "a"}',
    '{"name"::"a"}',
    '{name:"a"}',
    "{'name':'a'}",
    '{"name":"a"}}',
    '{"name":"a"}x',
    '{"name":"a"}{}',
    '{"name":"a"',
    '{"name":"a',
    '{"name":',
    '{"name"',
    '{',
    '}',
    '',
    ' ',
    '{"name":[1,]}',
    '{"name":[,1]}',
    '{"name":[1 2]}',
    '{"name":[1',
    '{"name":]}',
    '{"name":[}',
    '{"name":undefined}',
    '{"name":NaN}',
    '{"name":Infinity}',
    '{"name":-Infinity}',
    '{"name":True}',
    '{"name":nul}',
    '{"name":01}',
    '{"name":-01}',
    '{"name":+1}',
    '{"name":.5}',
    '{"name":5.}',
    '{"name":1e}',
    '{"name":1e+}',
    '{"name":-}',
    '{"name":0x1}',
    '{"name":1_000}',
    '{"name":１}',
    '{"name":"a\tb"}',
    '{"name":"a\nb"}',
    '{"name":"a\u0000b"}',
    '{"name":"a\u001fb"}',
    String.raw`{"name":"\x41"}`,
    String.raw`{"name":"\u12"}`,
    String.raw`{"name":"\u12G4"}`,
    String.raw`{"name":"\a"}`,
    String.raw`{"name":"\"}`,
    String.raw`{"name":"\U0001F600"}`,
    '{"name":"a"/**/}',
    '{"name":"a"}//',
    '#{"name":"a"}',
    '<name>a</name>',
    '*',
    '{"name":`a`}',
    '{\u00a0"name":"a"}',
    '{\u2060"name":"a"}',
    '{"name":\f"a"}',
    '[1,2,3]',
    '"a"',
    '1',
    'null',
    'true',
  ].map((text) => [JSON.stringify(text), text, REFUSED] as const),
  // Left to the reader: here.
  ['a byte order mark before the text', `\ufeff${named('"a"')}`, READ],
  ['two byte order marks', `\ufeff\ufeff${named('"a"')}`, READ],
  ['the same key twice', '{"name":1,"name":"a"}', READ],
  ['a number beyond a double', named('1e400'), REFUSED],
  ['a negative number beyond a double', named('[-1e400]'), REFUSED],
  ['one half of a surrogate pair', named(String.raw`"\ud800"`), REFUSED],
  ['the halves of a pair in the wrong order', named(String.raw`"\ude00\ud83d"`), REFUSED],
  ['half a pair in a list', named(String.raw`["\udead"]`), REFUSED],
  ['an escaped NUL', named(String.raw`"\u0000"`), REFUSED],
  ['nesting one level too deep', `{"name":${'['.repeat(17)}${']'.repeat(17)}}`, REFUSED],
  ['100,000 open lists', '['.repeat(100_000), REFUSED],
  ['50,000 open objects', '{"":'.repeat(50_000), REFUSED],
  ['a number of 100,000 digits', named('1'.repeat(100_000)), REFUSED],
  ['UTF-16', Buffer.from(`\ufeff${named('"a"')}`, 'utf16le'), REFUSED],
  ['a byte that UTF-8 does not have', Buffer.from([...Buffer.from('{"name":"'), 0xff, ...Buffer.from('"}')]), REFUSED],
  ['an over-long form of "/"', Buffer.from([...Buffer.from('{"name":"'), 0xc0, 0xaf, ...Buffer.from('"}')]), REFUSED],
  [
    'half of a pair in UTF-8',
    Buffer.from([...Buffer.from('{"name":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]),
    REFUSED,
  ],
  ['a character that is cut', Buffer.from([...Buffer.from('{"name":"'), 0xe2, 0x82, ...Buffer.from('"}')]), REFUSED],
  // Keys that would change other objects.
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', String.raw`\u005f_proto__`].map(
    (key) => [`the key ${key}`, `{"name":"a","${key}":{"polluted":true}}`, 'FORBIDDEN_KEY'] as const,
  ),
];

describe('a JSON text', () => {
  it.each(JSON_TEXTS)('%s', async (_, body, expected) => {
    const { status, body: answer } = await send('/v1/employers', body);
    expect(status).toBeLessThan(500);
    const readBy = status === 201 || ['FIELD_INVALID', 'FIELD_UNKNOWN'].includes(String(answer.code));
    expect(readBy ? READ : answer.code).toBe(expected);
  });

  it('changes no other object: what is asked afterwards is answered as before', async () => {
    const { status, text } = await ask('/v1/employers');
    expect(status).toBe(200);
    expect(text).not.toContain('polluted');
  });
});

/** In the manner of the Big List of Naughty Strings: texts that people and attackers send, and that broke programs. */
const NAUGHTY = [
  'undefined',
  'null',
  'NaN',
  'true',
  '0',
  '-1',
  '1e309',
  '0x0',
  '１２３',
  '٠١٢',
  '½',
  'Ω≈ç√∫˜µ≤≥÷',
  '¡™£¢∞§¶•ªº–≠',
  '﷽',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉A̴̵L̠G̷O',
  '田中さんにあげて下さい',
  '社會科學院語學研究所',
  '울란바토르',
  'Łódź',
  '﻿ﬀ',
  'ثم نفس سقطت',
  'בְּרֵאשִׁית',
  '\u202eabc\u202c',
  '\u200b\u200d\u2060x',
  '👩‍👩‍👧‍👦🏳️‍🌈🇫🇷',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' OR 1=1 --",
  "1'; DROP TABLE views; --",
  '$(touch /tmp/x)',
  '`id`',
  '${7*7}{{7*7}}<%= 7*7 %>',
  '../../../../etc/passwd',
  '..\\..\\boot.ini',
  'file:///etc/passwd',
  'CON',
  'C:\\nul',
  '%s%s%n%p',
  '%00%0d%0a',
  '() { :; }; echo x',
  "=cmd|' /C calc'!A0",
  '@SUM(1+1)',
  '+1+1',
  '-2+3',
  '{"$gt":""}',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  '*)(uid=*))(|(uid=*',
  '\\',
  '\\\\u0000',
  '"',
  "'",
  ';',
  '#',
];

describe('a naughty text', () => {
  it.each(NAUGHTY)('%j is kept as it is, as a name', async (name) => {
    const { status, body } = await send('/v1/employers', JSON.stringify({ name }));
    expect([status, body.code]).toEqual([201, undefined]);
    const read = await ask(`/v1/employers/${body.id as string}`, { 'jalon-min-position': String(body.position) });
    expect(read.body.name).toBe(name);
  });

  it.each(NAUGHTY)('%j is refused as an id, a query and a header', async (text) => {
    const id = await ask(`/v1/missions/${encodeURIComponent(text)}`);
    expect([400, 404]).toContain(id.status);
    const query = await ask(`/v1/missions?employee=${encodeURIComponent(text)}&${encodeURIComponent(text)}=1`);
    expect([query.status, query.body.code]).toEqual([400, 'QUERY_INVALID']);
    const header = Buffer.from(text)
      .toString('latin1')
      .replaceAll(/[^\x20-\x7e\x80-\xff]/g, '?');
    expect((await ask('/v1/missions', { 'jalon-min-position': `x${header}` })).status).toBe(400);
  });

  it('leaves nothing behind but what was accepted: no error in the log, and the service is ready', async () => {
    expect(
      service
        .log()
        .split('\n')
        .filter((line) => line.includes('"level":50')),
    ).toEqual([]);
    expect((await ask('/health/ready')).body).toMatchObject({ status: 'ready', parkedStreams: 0 });
  });
});
