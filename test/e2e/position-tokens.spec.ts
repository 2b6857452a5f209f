import { POSITION_TOKEN } from '@jalon/kernel';
import { openEngine, readConfig } from '@jalon/engine';
import { checkedFetch } from './answer-check.js';
import { clientOf, tokenFor, type Answer, type Client } from './client.js';
import { everyCommand } from './every-command.js';
import { confirmedMission, dayFromToday, made, newIds, registerParties, type Parties } from './parties.js';
import { tokensOf } from './position-tokens.js';
import { queryPaths } from './query-paths.js';
import { environmentOf, foldersOfSuite, startService, type Service } from './service.js';

const ROLES = ['hr', 'manager', 'employee', 'charity', 'auditor'] as const;
type Asked = Readonly<Record<string, readonly [status: number, text: string, headers: unknown]>>;

const folders = foldersOfSuite()();
const ids = newIds();
let service: Service;
let ours: Parties;
let last: string;
let before: Asked;
let after: Asked;
/** The commands of another tenant, between the two. */
let theirs: readonly Answer[];

/** Everything that the tenant’s people are answered, but for the record of their own questions. */
async function everyAnswer(): Promise<Asked> {
  const paths = queryPaths(ours).filter((path) => !/reads|refusals|stream/.test(path));
  const answers: Record<string, Asked[string]> = { 'from the beginning': [200, await told('0'), null] };
  answers['from now on'] = [200, await told(), null];
  for (const role of ROLES) for (const path of paths) answers[`${role} ${path}`] = await answerTo(ours[role], path);
  return answers;
}

/** What the live stream tells, after a position or from now on, up to the last of these people’s events. */
async function told(from?: string): Promise<string> {
  const { tenant, person } = ours.hr;
  const token = await tokenFor(service, { tenant, person, roles: ['hr'], organisation: null });
  const leaving = new AbortController();
  const response = await checkedFetch(`${service.url}/v1/events/stream${from === undefined ? '' : `?after=${from}`}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: leaving.signal,
  });
  let text = '';
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes(`id: ${last}\n`)) break;
  }
  leaving.abort();
  return text;
}

/** What depends on the moment of the request, and on how many there were. */
const OF_THE_REQUEST = /^(date|jalon-correlation-id|ratelimit|ratelimit-policy|connection|keep-alive)$/;

async function answerTo(client: Client, path: string): Promise<Asked[string]> {
  const { status, text, headers } = await client.get(path, { 'jalon-min-position': last });
  return [status, text, [...headers].filter(([name]) => !OF_THE_REQUEST.test(name))];
}

beforeAll(async () => {
  service = await startService(folders);
  const engine = await openEngine(readConfig(environmentOf(service.folders)), { project: false });
  await engine.openTenant({ tenant: 'other', zone: 'Europe/Paris', language: 'fr', mode: 'production' });
  await engine.close();
  ours = await registerParties(service, { ids });
  last = (await everyCommand(ours, 'Nordique')).at(-1)!.headers.get('jalon-position')!;
  before = await everyAnswer();
  const others = await registerParties(service, { tenant: 'other', ids });
  theirs = await everyCommand(others, 'Australe');
  const seen = { 'jalon-min-position': theirs.at(-1)!.headers.get('jalon-position')! };
  // Every view has seen it all, so that whatever could tell of it would.
  for (const path of ['/v1/audit/events', '/v1/missions', '/v1/needs', '/v1/people', '/v1/acts'])
    while ((await others.auditor.get(path, seen)).status === 503);
  after = await everyAnswer();
});
afterAll(() => service.end());

describe('what another tenant does', () => {
  it('changes no answer, header or file name, of any query, for anybody', () => {
    expect(theirs.length).toBeGreaterThan(50);
    expect(Object.keys(before).length).toBeGreaterThan(300);
    const differing = Object.keys(before).filter(
      (asked) => JSON.stringify(after[asked]) !== JSON.stringify(before[asked]),
    );
    expect(differing.map((asked) => [asked, before[asked], after[asked]])).toEqual([]);
  });

  it('cannot be counted by the positions of one’s own commands, nor of what follows them', async () => {
    const tokens = tokensOf(service.folders);
    const places = [last, (await made(ours.hr, '/v1/employers', { name: 'Après' })).position];
    for (const place of places) expect(place).toMatch(POSITION_TOKEN);
    // They lie far apart in the store.
    const [from, to] = places.map((place) => Number(tokens.read('main', place)));
    expect(to! - from!).toBeGreaterThan(100);
    expect(places.map((place) => tokens.read('other', place))).toEqual([null, null]);
  });

  it('is not told to anybody who is not asked who they are', async () => {
    const ready = await (await fetch(`${service.url}/health/ready`)).text();
    expect(ready).not.toMatch(/lagEvents|position/i);
  });
});

describe('a position that is sent back', () => {
  const routes = (token: string) => [
    `/v1/missions?asOf=${token}`,
    `/v1/hours?asOf=${token}`,
    `/v1/events/stream?after=${token}`,
    `/v1/reports/impact?from=2026-01&to=2026-12&groupBy=cause&asOf=${token}`,
  ];

  it('is refused where it was given to another tenant, or made up, and so is one of the store', async () => {
    const foreign = theirs.at(-1)!.headers.get('jalon-position')!;
    for (const token of [foreign, `p${'z'.repeat(21)}A`]) {
      for (const path of routes(token)) {
        const { status, body } = await ours.hr.get(path);
        expect([path, status, body.code]).toEqual([path, 422, 'POSITION_UNKNOWN']);
        expect(JSON.stringify(body)).not.toMatch(/\d{2,} |position \d/);
      }
    }
    for (const path of routes('12')) expect((await ours.hr.get(path)).status).toBe(400);
  });

  it('is known by every service of the installation', async () => {
    const mission = await confirmedMission(ours);
    const logged = await made(ours.employee, `/v1/missions/${mission}/hours`, {
      date: dayFromToday(-8),
      unit: 'minutes',
      minutes: 60,
    });
    const second = await startService(folders);
    try {
      const hr = await clientOf(second, { person: ours.hr.person });
      const { status, body } = await hr.get(`/v1/missions/${mission}?asOf=${logged.position}`);
      expect([status, body.asOf.position, body.pendingMinutes]).toEqual([200, logged.position, 60]);
    } finally {
      await second.end();
    }
  });
});
