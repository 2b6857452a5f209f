import { checkedFetch } from './answer-check.js';
import { tokenFor } from './client.js';
import { foldersOfSuite, startService, type Service } from './service.js';

const ANA = '0190a000-0000-7000-8000-00000000000a';
const PAGES = 'https://pages.example.org';
const folders = foldersOfSuite();
let service: Service;
let token: string;

beforeAll(async () => {
  service = await startService(folders(), {
    REQUESTS_PER_MINUTE: '5',
    FAILURES_PER_MINUTE: '5',
    ALLOWED_ORIGINS: PAGES,
  });
  token = await tokenFor(service, { tenant: 'main', person: ANA, roles: ['hr'], organisation: null });
});
afterAll(() => service.end());

const ask = (headers: Record<string, string>, method = 'GET') =>
  checkedFetch(`${service.url}/v1/missions`, { method, headers: { 'accept-language': 'en', ...headers } });

async function lastOf(count: number, headers: Record<string, string>): Promise<Response> {
  let last = await ask(headers);
  for (let i = 1; i < count; i += 1) last = await ask(headers);
  return last;
}

describe('a service with limits', () => {
  it('answers so many requests of a person within a minute, and says when to go on', async () => {
    const authorization = `Bearer ${token}`;
    const fifth = await lastOf(5, { authorization });
    expect([fifth.status, fifth.headers.get('ratelimit-policy')]).toEqual([200, '"person";q=5;w=60']);
    const sixth = await ask({ authorization });
    expect([sixth.status, await sixth.json()]).toEqual([429, expect.objectContaining({ code: 'TOO_MANY_REQUESTS' })]);
    expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('answers so many requests without a valid token, while health is answered', async () => {
    const sixth = await lastOf(6, { authorization: 'Bearer nonsense' });
    expect([sixth.status, await sixth.json()]).toEqual([429, expect.objectContaining({ code: 'TOO_MANY_FAILURES' })]);
    expect((await checkedFetch(`${service.url}/health/live`)).status).toBe(200);
  });
});

describe('a page of another origin', () => {
  const preflight = (origin: string) =>
    fetch(`${service.url}/v1/missions`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,idempotency-key,if-match',
      },
    });

  it('may call the API where its origin is named', async () => {
    const { status, headers } = await preflight(PAGES);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, PAGES]);
    expect(headers.get('access-control-allow-headers')).toContain('idempotency-key');
    const refused = await ask({ origin: PAGES });
    expect(refused.headers.get('access-control-allow-origin')).toBe(PAGES);
    expect(refused.headers.get('access-control-expose-headers')).toContain('Jalon-Position');
  });

  it('may not where it is not named', async () => {
    const { headers } = await preflight('https://evil.example.org');
    expect(headers.get('access-control-allow-origin')).not.toBe('https://evil.example.org');
    expect((await ask({ origin: 'https://evil.example.org' })).headers.get('access-control-allow-origin')).not.toBe(
      'https://evil.example.org',
    );
  });
});
