import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { checkedFetch } from './answer-check.js';
import { clientOf, exchange, expiredToken, tokenFor, type Client } from './client.js';
import { newFolders, removeFolders, startService, type Service } from './service.js';
import { made, registerParties, type Parties } from './parties.js';
import { tokensOf } from './position-tokens.js';

const folders = newFolders();
let service: Service;
let parties: Parties;
let hr: Client;
let token: string;

beforeAll(async () => {
  service = await startService(folders);
  parties = await registerParties(service);
  hr = parties.hr;
  token = await tokenFor(service, { tenant: 'main', person: hr.person, roles: ['hr'], organisation: null });
});
afterAll(async () => {
  await service.end();
  removeFolders(folders);
});

const json = { 'content-type': 'application/json' };
const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = json) =>
  exchange(`${service.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'accept-language': 'en', ...headers },
    body: body as string,
  });
const ID = '0198f0a0-0000-7000-8000-000000000001';

describe('a body that cannot be accepted', () => {
  it.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
    ['is empty', '', json, 400, 'BODY_INVALID'],
    ['is broken JSON', '{"name":', json, 400, 'BODY_INVALID'],
    ['is a list', '[]', json, 400, 'BODY_INVALID'],
    ['is null', 'null', json, 400, 'BODY_INVALID'],
    ['is not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), json, 400, 'BODY_INVALID'],
    ['holds __proto__', '{"__proto__":{"admin":true}}', json, 400, 'FORBIDDEN_KEY'],
    ['holds constructor.prototype', '{"constructor":{"prototype":{}}}', json, 400, 'FORBIDDEN_KEY'],
    ['holds a constructor', '{"name":"x","constructor":{"name":"y"}}', json, 400, 'FORBIDDEN_KEY'],
    ['holds an unknown field', '{"name":"x","colour":"red"}', json, 400, 'FIELD_UNKNOWN'],
    ['lacks a field', '{}', json, 400, 'FIELD_INVALID'],
    ['holds a wrong type', '{"name":5}', json, 400, 'FIELD_INVALID'],
    ['holds a huge number', '{"name":1e400}', json, 400, 'BODY_INVALID'],
    ['holds half a character', '{"name":"\\ud800"}', json, 400, 'BODY_INVALID'],
    ['is too large', JSON.stringify({ name: 'x'.repeat(256 * 1024) }), json, 413, 'BODY_TOO_LARGE'],
    ['is a form', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['is plain text', '{}', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['is in Latin-1', '{}', { 'content-type': 'application/json; charset=latin1' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['is compressed', '{}', { ...json, 'content-encoding': 'gzip' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['has no type', new Uint8Array([0x7b, 0x7d]), {}, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['has a nonsensical type', '{}', { 'content-type': ';;' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('because it %s', async (_, body, headers, status, code) => {
    const answer = await post('/v1/employers', body, headers);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('names every field and what to do', async () => {
    const answer = await post('/v1/employers', '{"name":"","siren":"","colour":"red"}');
    expect(answer.body).toMatchObject({ code: 'FIELD_UNKNOWN', params: { field: 'colour' } });
    expect(answer.body.errors).toEqual(
      expect.arrayContaining([
        { field: 'name', detail: '1 to 200 characters' },
        { field: 'siren', detail: '1 to 60 characters' },
        { field: 'colour', detail: expect.stringContaining('leave it out') },
      ]),
    );
  });

  it('may not say what the path says', async () => {
    const answer = await hr.post(`/v1/missions/${ID}/hours/${ID}/approval`, { entryId: ID });
    expect(answer.body).toMatchObject({ status: 400, code: 'FIELD_UNKNOWN', params: { field: 'entryId' } });
  });
});

describe('a request that goes nowhere', () => {
  it.each<[string, string, number, string]>([
    ['GET', '/v1/nothing', 404, 'ROUTE_UNKNOWN'],
    ['GET', '/v1/missions/', 404, 'ROUTE_UNKNOWN'],
    ['GET', '/V1/missions', 404, 'ROUTE_UNKNOWN'],
    ['GET', `/v1/missions/${ID}`, 404, 'NOT_FOUND'],
    ['GET', `/v1/missions/${ID}/history`, 404, 'NOT_FOUND'],
    ['GET', '/v1/missions/not-an-id', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?limit=0', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?limit=ten', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?limit=0x10', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?limit=1e1', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?limit=%205', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?limit=%2B5', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?limit=', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?limit=5.0', 400, 'QUERY_INVALID'],
    ['GET', '/docs/%2e%2e/package.json', 404, 'ROUTE_UNKNOWN'],
    ['GET', '/docs/..%2fpackage.json', 404, 'ROUTE_UNKNOWN'],
    ['GET', '/docs/%00', 404, 'ROUTE_UNKNOWN'],
    ['GET', `/docs/${'x'.repeat(300)}`, 404, 'ROUTE_UNKNOWN'],
    ['GET', '/docs/no-such-file.js', 404, 'ROUTE_UNKNOWN'],
    ['GET', '/v1/missions?limit=1&limit=2', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?colour=red', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?__proto__=1', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?constructor=1', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?hasOwnProperty=1', 400, 'QUERY_INVALID'],
    ['GET', '/v1/audit/events?%5F_proto__=1', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?cursor=%00', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?cursor=abc', 422, 'CURSOR_INVALID'],
    ['GET', '/v1/reports/impact?from=2026-13&to=2026-12', 400, 'QUERY_INVALID'],
    ['GET', '/v1/reports/impact?from=2026-12&to=2026-01', 422, 'PERIOD_REVERSED'],
    ['GET', '/v1/audit/events?to=2026-99-99', 400, 'QUERY_INVALID'],
    ['GET', '/v1/audit/events?from=2026-02-31', 400, 'QUERY_INVALID'],
    ['GET', '/v1/hours?from=2026-02-31', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions?to=2026-02-31', 400, 'QUERY_INVALID'],
    ['GET', '/v1/reports/impact?from=2026-01&to=2026-02&at=2026-99-99', 400, 'QUERY_INVALID'],
    ['GET', '/v1/missions/%zz', 400, 'REQUEST_MALFORMED'],
    ['GET', '/v1/missions/%ff', 400, 'REQUEST_MALFORMED'],
    ['GET', `/v1/missions/${'a'.repeat(300)}`, 404, 'ROUTE_UNKNOWN'],
    ['POST', '/v1/missions/not-an-id/acceptances', 400, 'PATH_INVALID'],
    ['POST', `/v1/missions/${ID.toUpperCase()}/acceptances`, 400, 'PATH_INVALID'],
    ['DELETE', '/v1/missions', 405, 'METHOD_NOT_ALLOWED'],
    ['PUT', `/v1/missions/${ID}`, 405, 'METHOD_NOT_ALLOWED'],
    ['GET', `/v1/missions/${ID}/acceptances`, 405, 'METHOD_NOT_ALLOWED'],
    ['POST', '/health/live', 405, 'METHOD_NOT_ALLOWED'],
  ])('%s %s is answered %i %s', async (method, path, status, code) => {
    const answer = await hr.send(method, path, method === 'POST' || method === 'PUT' ? { body: {} } : {});
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    if (status === 405) expect(answer.headers.get('allow')).toMatch(/^[A-Z]+(, [A-Z]+)*$/);
  });

  it('is told so without a token where there is nothing, and asked for one where there is something', async () => {
    expect((await exchange(`${service.url}/v1/nothing`)).status).toBe(404);
    const answer = await exchange(`${service.url}/v1/missions`);
    expect([answer.status, answer.body.code]).toEqual([401, 'AUTHENTICATION_REQUIRED']);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});

describe('an offer', () => {
  it('is nothing to someone else, neither itself nor what matches it', async () => {
    const { id, position } = await made(parties.employee, '/v1/offers', { employee: parties.employee.person });
    const seen = { 'jalon-min-position': position };
    for (const path of [`/v1/offers/${id}`, `/v1/offers/${id}/matches`]) {
      expect((await parties.employee.get(path, seen)).status).toBe(200);
      expect((await parties.manager.get(path, seen)).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
      // No organisation reads any offer: it is told so before anything is looked up.
      expect((await parties.charity.get(path, seen)).body).toMatchObject({ status: 403, code: 'QUERY_NOT_ALLOWED' });
    }
  });
});

describe('headers', () => {
  it.each<[Record<string, string>, number, string]>([
    [{ 'if-match': '1' }, 400, 'IF_MATCH_INVALID'],
    [{ 'if-match': 'W/"1"' }, 400, 'IF_MATCH_INVALID'],
    [{ 'if-match': '"7"' }, 412, 'REVISION_STALE'],
    [{ 'idempotency-key': 'two words' }, 400, 'KEY_INVALID'],
    [{ 'idempotency-key': 'x'.repeat(256) }, 400, 'KEY_INVALID'],
    [{ 'jalon-correlation-id': 'mine' }, 400, 'CORRELATION_ID_INVALID'],
  ])('%j on a command are answered %i %s', async (headers, status, code) => {
    const answer = await hr.post(`/v1/employers/${parties.employer}/revisions`, { name: 'Other' }, headers);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('with If-Match let a command through only at the revision that was seen', async () => {
    const { id, revision } = await made(hr, '/v1/employers', { name: 'Once' });
    const revise = (name: string) =>
      hr.post(`/v1/employers/${id}/revisions`, { name }, { 'if-match': `"${revision}"` });
    expect((await revise('Twice')).status).toBe(200);
    const stale = await revise('Thrice');
    expect(stale.body).toMatchObject({ status: 412, code: 'REVISION_STALE', params: { seen: 0, actual: 1 } });
    expect((await hr.post('/v1/employers', { name: 'New' }, { 'if-match': '"0"' })).body.code).toBe(
      'IF_MATCH_UNSUPPORTED',
    );
  });

  it('keep the correlation id that came, and give one otherwise', async () => {
    const answer = await hr.post('/v1/employers', { name: 'Traced' }, { 'jalon-correlation-id': ID });
    expect(answer.headers.get('jalon-correlation-id')).toBe(ID);
    const audited = await parties.auditor.get(`/v1/audit/events?stream=employer-main.${answer.body.id}`, {
      'jalon-min-position': answer.body.position,
    });
    expect(audited.body.items).toMatchObject([{ correlationId: ID, type: 'EmployerRegistered' }]);
    expect((await hr.get('/v1/employers')).headers.get('jalon-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['fr', 'fr'],
    ['fr-CH, en;q=0.5', 'fr'],
    ['de, en;q=0.3', 'en'],
    ['', 'fr'],
  ])('Accept-Language %p is answered in %s', async (accepted, language) => {
    const answer = await hr.get('/v1/missions/not-an-id', { 'accept-language': accepted });
    expect(answer.headers.get('content-language')).toBe(language);
    expect(answer.body.title).toBe(language === 'fr' ? 'Requête mal formée' : 'Malformed request');
  });

  it('Jalon-Min-Position waits for what is coming, and not for what may never come', async () => {
    const { id, position } = await made(hr, '/v1/employers', { name: 'Seen at once' });
    const seen = await hr.get(`/v1/employers/${id}`, { 'jalon-min-position': position });
    expect([seen.status, seen.body.name]).toEqual([200, 'Seen at once']);

    const tokens = tokensOf(service.folders);
    const ahead = tokens.give('main', String(BigInt(tokens.read('main', position)!) + 1_000n));
    const late = await hr.get('/v1/employers', { 'jalon-min-position': ahead });
    expect([late.status, late.body.code]).toEqual([503, 'NOT_YET_VISIBLE']);
    expect(late.headers.get('retry-after')).toBe('1');

    const foreign = await hr.get('/v1/employers', { 'jalon-min-position': tokens.give('other', '1') });
    expect([foreign.status, foreign.body.code]).toEqual([422, 'POSITION_UNKNOWN']);
    for (const plain of ['-1', '1'])
      expect((await hr.get('/v1/employers', { 'jalon-min-position': plain })).body.code).toBe('MIN_POSITION_INVALID');
  });
});

describe('caches', () => {
  it('keep nothing of what is under /v1, whoever asked and whatever came of it', async () => {
    const asked = [
      hr.get('/v1/employers'),
      hr.post('/v1/employers', { name: 'Kept by nobody' }),
      hr.get(`/v1/missions/${ID}`),
      hr.get('/v1/nothing'),
      exchange(`${service.url}/v1/missions`),
      parties.auditor.get('/v1/audit/events'),
    ];
    for (const { headers } of await Promise.all(asked)) expect(headers.get('cache-control')).toBe('no-store');
    expect((await hr.get('/v1/nothing')).headers.get('vary')).toBe('Accept-Language');
  });
});

describe('who is asking', () => {
  it.each([
    ['Basic aHI6aHI=', 'TOKEN_INVALID', 'scheme'],
    ['Bearer', 'TOKEN_INVALID', 'scheme'],
    ['Bearer not.a.token', 'TOKEN_INVALID', 'malformed'],
    ['', 'AUTHENTICATION_REQUIRED', undefined],
  ])('cannot be %p', async (authorization, code, reason) => {
    const answer = await exchange(`${service.url}/v1/missions`, { headers: { authorization } });
    expect([answer.status, answer.body.code, answer.body.reason]).toEqual([401, code, reason]);
  });

  it('is told why a token is not accepted, and what to do, in both languages', async () => {
    const authorization = `Bearer ${await expiredToken(service)}`;
    const told = async (language: string) =>
      (await exchange(`${service.url}/v1/missions`, { headers: { authorization, 'accept-language': language } })).body;
    expect(await told('en')).toMatchObject({
      reason: 'expired',
      detail: 'The token is not accepted: it has expired; get a new one.',
    });
    expect((await told('fr')).detail).toBe(
      'Le jeton n’est pas accepté\u00a0: il a expiré\u202f; demandez-en un nouveau.',
    );
  });

  it.each([
    ['*', 'fr'],
    ['de', 'fr'],
    ['en;q=0.2, fr;q=0.1', 'en'],
  ])('and asks for %p is answered in %p: the tenant’s language, unless they name one', async (asked, language) => {
    const { headers } = await parties.hr.get(`/v1/missions/${randomUUID()}`, { 'accept-language': asked });
    expect(headers.get('content-language')).toBe(language);
  });

  it('cannot be of a tenant that was never opened', async () => {
    const stranger = await clientOf(service, { tenant: 'never-opened' });
    expect((await stranger.get('/v1/missions')).body).toMatchObject({ status: 403, code: 'TENANT_UNKNOWN' });
    expect((await stranger.post('/v1/employers', { name: 'x' })).body).toMatchObject({ code: 'TENANT_UNKNOWN' });
  });

  it('is asked before the body is read', async () => {
    const answer = await exchange(`${service.url}/v1/employers`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'x'.repeat(300 * 1024),
    });
    expect(answer.status).toBe(401);
  });

  it('decides who reads the metrics', async () => {
    expect((await parties.employee.get('/metrics')).body.code).toBe('ROLE_REQUIRED');
    const { status, text } = await parties.auditor.get('/metrics');
    expect(status).toBe(200);
    expect(text).toMatch(/jalon_command_seconds_count\{command="RegisterEmployer",result="accepted"\} [1-9]/);
    expect(text).toMatch(/jalon_append_batch_size_count [1-9]/);
    expect(text).toMatch(/jalon_projection_lag_seconds \d/);
    expect(text).toMatch(/jalon_projection_lag_events \d/);
    expect(text).toMatch(/jalon_parked_streams 0/);
    for (const store of ['events', 'views', 'keys', 'destroyed-keys', 'records'])
      expect(text).toContain(`jalon_store_reachable{store="${store}"} 1\n`);
  });

  it('are counted by route and class of status, with nothing that a client wrote', async () => {
    const requests = (text: string) =>
      Object.fromEntries(
        [...text.matchAll(/^jalon_request_seconds_count\{(.*)\} (\d+)$/gm)].map(([, labels, count]) => [
          labels!,
          +count!,
        ]),
      );
    const measured = async () => (await parties.auditor.get('/metrics')).text;
    const before = requests(await measured());
    await hr.get(`/v1/missions/${ID}`);
    await hr.get('/much-hidden/one');
    await hr.get('/much-hidden/two');
    await exchange(`${service.url}/v1/missions`);
    const text = await measured();
    const more = Object.entries(requests(text)).flatMap(([labels, count]) =>
      count > (before[labels] ?? 0) ? [`${labels} ${count - (before[labels] ?? 0)}`] : [],
    );
    expect(more).toEqual(
      expect.arrayContaining([
        'method="GET",route="/v1/missions/:id",status="4xx" 1',
        'method="GET",route="none",status="4xx" 2',
        'method="GET",route="/v1/missions",status="4xx" 1',
      ]),
    );
    expect(text).not.toContain('much-hidden');
    expect(text).not.toContain(ID);
  });

  it('that follow what happens are counted as they begin, and while they last', async () => {
    const open = async () => /^jalon_live_streams (\d+)$/m.exec((await parties.auditor.get('/metrics')).text)?.[1];
    const stream = /^jalon_request_seconds_count\{method="GET",route="\/v1\/events\/stream",status="2xx"\} (\d+)$/m;
    const begun = async () => stream.exec((await parties.auditor.get('/metrics')).text)?.[1];
    expect([await open(), await begun()]).toEqual(['0', undefined]);
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${token}` };
    await checkedFetch(`${service.url}/v1/events/stream`, { headers, signal: leaving.signal });
    expect([await open(), await begun()]).toEqual(['1', '1']);
    leaving.abort();
    while ((await open()) !== '0') await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await begun()).toBe('1');
  });
});

describe('bytes that are not a request', () => {
  it.each([
    ['no HTTP at all', 400, 'hello\r\n\r\n'],
    ['two lengths', 400, 'POST /v1/employers HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx'],
    ['endless headers', 431, `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`],
  ])('of the kind %s are answered %i', async (_, status, bytes) => {
    const text = await raw(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).toContain('application/problem+json');
  });

  it('are no harm to anyone else', async () => {
    expect((await exchange(`${service.url}/health/live`)).body).toEqual({ status: 'live' });
  });
});

describe('the open routes', () => {
  it.each(['/', '/health/live', '/health/ready', '/openapi.json', '/docs', '/docs/swagger-ui-bundle.js'])(
    '%s answers without a token',
    async (path) => {
      expect((await exchange(`${service.url}${path}`)).status).toBe(200);
    },
  );

  it('hold a documentation page that needs nothing from elsewhere', async () => {
    const page = await exchange(`${service.url}/docs`);
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    expect(addresses.length).toBeGreaterThan(2);
    expect(addresses.filter((address) => /^(https?:)?\/\//.test(address))).toEqual([]);
    for (const address of addresses) {
      expect((await exchange(new URL(address, `${service.url}/docs`).href)).status).toBe(200);
    }
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';.*style-src 'self';/);
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
  });
});

/** Writes bytes to the service's socket and reads all that comes back. */
function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('close', () => resolve(text)).on('error', reject);
    socket.setTimeout(5_000, () => socket.destroy());
  });
}
