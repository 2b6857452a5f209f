import { join } from 'node:path';
import { STAR_EXAMPLES } from '@jalon/engine';
import Database from 'better-sqlite3';
import { newFolders, removeFolders, type Service } from './service.js';
import { serviceWithEverything } from './service-with-everything.js';
import { dayFromToday, type World } from './world.js';

jest.setTimeout(60_000);

const folders = newFolders();
const [AS_IT_STANDS, AS_IT_WAS, HOW_FAR] = Object.values(STAR_EXAMPLES) as [string, string, string];
let service: Service;
let world: World;
let seen: Readonly<Record<string, string>>;

beforeAll(async () => {
  ({ service, world, seen } = await serviceWithEverything(folders));
});
afterAll(async () => {
  await service.end();
  removeFolders(folders);
});

const period = { from: dayFromToday(-40).slice(0, 7), to: dayFromToday(0).slice(0, 7) };

async function reported(asOf?: string): Promise<unknown> {
  const path = `/v1/reports/impact?from=${period.from}&to=${period.to}&groupBy=cause`;
  const { body } = await world.hr.get(asOf === undefined ? path : `${path}&asOf=${asOf}`, seen);
  const rows = body.rows as readonly { readonly key: string | null; readonly confirmedMinutes: number }[];
  return rows
    .filter((row) => row.confirmedMinutes > 0)
    .map((row) => ({ cause: row.key, minutes: row.confirmedMinutes }));
}

describe('the star, read by another program while the service runs', () => {
  it('gives the figures of the report, as they stand and as they were', async () => {
    const { body } = await world.auditor.get('/v1/audit/events?type=HoursApproved', seen);
    const approvals = body.items as readonly { readonly recordedAt: string }[];
    const star = new Database(join(folders.data, 'views.sqlite'), { readonly: true });
    try {
      const asked = { tenant: 'main', ...period };
      const rows = star.prepare(AS_IT_STANDS).all(asked);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows).toEqual(await reported());
      const before = new Date(Date.parse(approvals[0]!.recordedAt) - 1).toISOString();
      const past = [before, ...approvals.map(({ recordedAt }) => recordedAt)];
      for (const at of past) expect(star.prepare(AS_IT_WAS).all({ ...asked, at })).toEqual(await reported(at));
      expect(star.prepare(AS_IT_WAS).all({ ...asked, at: before })).not.toEqual(rows);
    } finally {
      star.close();
    }
  });

  it('says how far it is', async () => {
    const star = new Database(join(folders.data, 'views.sqlite'), { readonly: true });
    const progress = star.prepare(HOW_FAR).all() as readonly {
      readonly projection: string;
      readonly position: string;
    }[];
    star.close();
    const names = progress.map(({ projection }) => projection);
    expect(names).toEqual(['audit', 'claims', 'directory', 'marketplace', 'missions']);
    for (const { position } of progress)
      expect(Number(position)).toBeGreaterThanOrEqual(Number(seen['jalon-min-position']));
  });
});
