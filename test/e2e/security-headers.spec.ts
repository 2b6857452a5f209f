import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { checkedFetch } from './answer-check.js';
import { tokenFor } from './client.js';
import { foldersOfSuite, startService, type Service } from './service.js';

/**
 * What every answer says (OWASP Secure Headers Project; ASVS 5.0, 3.4). Three kinds of answers
 * have no body to protect, and no headers but their own: to a preflight of CORS, and Node's own to a request without
 * `Host` and to an unknown `Expect`.
 */
const EVERY_ANSWER: Readonly<Record<string, RegExp>> = {
  'content-security-policy':
    /^default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'$/,
  'cross-origin-embedder-policy': /^require-corp$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /\bcamera=\(\), .*\bgeolocation=\(\), .*\bmicrophone=\(\), /,
  'referrer-policy': /^no-referrer$/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'x-permitted-cross-domain-policies': /^none$/,
};
/** What names the software, or was once sent against faults of old browsers and made new ones. */
const NO_ANSWER = ['server', 'x-powered-by', 'x-aspnet-version', 'expect-ct', 'public-key-pins', 'feature-policy'];

const PROXY = '127.0.0.1';
const folders = foldersOfSuite();
let service: Service;
let authorization: string;
beforeAll(async () => {
  service = await startService(folders(), { TRUSTED_PROXIES: PROXY, ALLOWED_ORIGINS: 'https://pages.example.org' });
  const bearer = { tenant: 'main', person: crypto.randomUUID(), roles: ['hr', 'admin'] as const, organisation: null };
  authorization = `Bearer ${await tokenFor(service, bearer)}`;
});
afterAll(() => service.end());

type Asked = [what: string, status: number, path: string, init?: RequestInit];
const json = { 'content-type': 'application/json' };

describe('every answer has the headers that protect a browser’s user', () => {
  const signed = (init: RequestInit = {}): RequestInit => ({
    ...init,
    headers: { authorization, ...(init.headers as Record<string, string>) },
  });
  it.each<Asked>([
    ['a list', 200, '/v1/employers'],
    ['an export', 200, '/v1/hours?format=csv'],
    ['something new', 201, '/v1/employers', { method: 'POST', body: '{"name":"Atelier Vauban"}', headers: json }],
    ['a body that is refused', 400, '/v1/employers', { method: 'POST', body: '{', headers: json }],
    ['a body of another type', 415, '/v1/employers', { method: 'POST', body: 'x' }],
    [
      'a command that is refused',
      404,
      `/v1/missions/${crypto.randomUUID()}/acceptances`,
      { method: 'POST', body: '{}', headers: json },
    ],
    ['a query that is refused', 400, '/v1/missions?limit=0'],
    ['what is not there', 404, `/v1/missions/${crypto.randomUUID()}`],
    ['an unknown path', 404, '/v1/nothing'],
    ['an unknown file', 404, '/docs/nothing.js'],
    ['another method', 405, '/v1/employers', { method: 'DELETE' }],
    ['a correlation id that is refused', 400, '/v1/employers', { headers: { 'jalon-correlation-id': 'mine' } }],
    ['a URL that cannot be read', 400, '/v1/missions/%zz'],
    ['no token', 401, '/v1/missions', { headers: { authorization: '' } }],
    ['the metrics', 200, '/metrics'],
    ['health', 200, '/health/ready'],
    ['a page', 200, '/'],
    ['the live stream', 200, '/v1/events/stream'],
  ])('%s (%i)', async (...[, status, path, init]: Asked) => {
    const leaving = new AbortController();
    const answer = await checkedFetch(`${service.url}${path}`, { ...signed(init), signal: leaving.signal });
    leaving.abort();
    expect(answer.status).toBe(status);
    expectProtected(Object.fromEntries(answer.headers), 'no-store');
    expect(answer.headers.get('strict-transport-security')).toBeNull();
  });

  it.each(['/docs', '/docs/page.js', '/docs/swagger-ui.css', '/openapi.json'])(
    'a file for everybody, which caches may keep for an hour: %s',
    async (path) => {
      const { status, headers } = await checkedFetch(`${service.url}${path}`);
      expect(status).toBe(200);
      expectProtected(Object.fromEntries(headers), 'max-age=3600');
    },
  );

  it.each([
    ['bytes that are no HTTP', 400, 'hello\r\n\r\n'],
    ['headers that are too large', 431, `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`],
    [
      'two lengths',
      400,
      'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n',
    ],
    ['a URL that names its server', 200, 'GET http://x/v1/employers HTTP/1.1\r\nhost: x\r\nconnection: close\r\n'],
  ])('%s (%i)', async (_, status, bytes) => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    socket.write(bytes.endsWith('\r\n\r\n') ? bytes : `${bytes}authorization: ${authorization}\r\n\r\n`);
    const [head = ''] = (await text(socket)).split('\r\n\r\n');
    const [line, ...fields] = head.split('\r\n');
    expect(line).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const headers = fields.map((field) => /^([^:]+): (.*)$/.exec(field) ?? []);
    expectProtected(Object.fromEntries(headers.map(([, name = '', value]) => [name.toLowerCase(), value])), 'no-store');
  });

  it('and asks for TLS only, once a trusted proxy was asked by TLS', async () => {
    const headers = { 'x-forwarded-proto': 'https' };
    const answer = await checkedFetch(`${service.url}/health/live`, { headers });
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
  });
});

function expectProtected(headers: Readonly<Record<string, string | undefined>>, caching: string): void {
  for (const [name, value] of Object.entries(EVERY_ANSWER))
    expect([name, headers[name]]).toEqual([name, expect.stringMatching(value)]);
  expect(headers['cache-control']).toBe(caching);
  expect(NO_ANSWER.filter((name) => name in headers)).toEqual([]);
  if (headers['content-type']?.startsWith('text/')) expect(headers['content-type']).toMatch(/charset=utf-8$/i);
}
