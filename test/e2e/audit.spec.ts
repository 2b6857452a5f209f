import { parse } from 'csv-parse/sync';
import { everyCommand } from './every-command.js';
import { newFolders, removeFolders, startService, type Service } from './service.js';
import { registerWorld, type World } from './world.js';

jest.setTimeout(60_000);

const folders = newFolders();
let service: Service;
let world: World;
let seen: Readonly<Record<string, string>>;

beforeAll(async () => {
  service = await startService(folders);
  world = await registerWorld(service);
  const answers = await everyCommand(world, 'vu');
  seen = { 'jalon-min-position': answers.at(-1)!.headers.get('jalon-position')! };
});
afterAll(async () => {
  await service.end();
  removeFolders(folders);
});

describe('the audit trail', () => {
  it('says the same as JSON, as lines and as a table', async () => {
    const json = await world.auditor.get('/v1/audit/events', seen);
    expect(json.headers.get('content-type')).toMatch(/^application\/json/);
    const items = json.body.items as readonly Record<string, unknown>[];
    expect(items.length).toBeGreaterThan(60);

    const lines = await world.auditor.get('/v1/audit/events', { ...seen, accept: 'application/x-ndjson' });
    expect(lines.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
    expect(
      lines.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(items);

    const table = await world.auditor.get('/v1/audit/events', { ...seen, accept: 'text/csv' });
    expect(table.headers.get('content-type')).toMatch(/^text\/csv/);
    const rows = parse(table.text, { bom: true, columns: true }) as readonly Record<string, string>[];
    expect(rows.map(({ hash }) => hash)).toEqual(items.map(({ hash }) => hash));
  });

  it('can be had by actor, stream, type and day', async () => {
    const types = async (query: string) => {
      const { status, body } = await world.auditor.get(`/v1/audit/events?${query}`, seen);
      expect(status).toBe(200);
      return (body.items as readonly { type: string }[]).map(({ type }) => type);
    };
    expect(await types(`stream=employer-main.${world.employer}`)).toEqual(['EmployerRegistered']);
    expect(new Set(await types('type=HoursLogged'))).toEqual(new Set(['HoursLogged']));
    expect(await types(`actor=${world.employee.person}&type=OfferPublished`)).toHaveLength(2);
    expect(await types('from=2000-01-01&to=2000-12-31')).toEqual([]);
  });

  it('is for those who oversee, and for nobody else', async () => {
    for (const client of [world.employee, world.charity, world.manager]) {
      expect((await client.get('/v1/audit/events')).body).toMatchObject({ status: 403, code: 'QUERY_NOT_ALLOWED' });
    }
  });

  it('comes in no other form', async () => {
    const answer = await world.auditor.get('/v1/audit/events', { accept: 'text/html' });
    expect(answer.body).toMatchObject({ status: 406, code: 'NOT_ACCEPTABLE' });
  });
});
