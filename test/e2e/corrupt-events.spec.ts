import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { until } from '@jalon/testing';
import { jalon } from './cli.js';
import { checkedFetch } from './answer-check.js';
import { clientOf, exchange, tokenFor } from './client.js';
import { THINGS } from './every-command.js';
import { startPopulatedService } from './populated-service.js';
import { foldersOfSuite, refusedStart, startListening, type Folders, type Service } from './service.js';
import { tokensOf } from './position-tokens.js';

const folders = foldersOfSuite();

const fileOf = ({ data }: Folders) => join(data, 'events.sqlite');

function tamper(of: Folders, sql: string): void {
  const db = new Database(fileOf(of));
  db.exec(`DROP TRIGGER IF EXISTS events_are_never_changed; DROP TRIGGER IF EXISTS events_are_never_removed; ${sql}`);
  db.close();
}

/** One byte of the data of the event at a position. */
const oneByteAt = (position: number) =>
  `UPDATE events SET body = replace(body, '"data":{"', '"data":{ "') WHERE position = ${position}`;

describe('a service whose log holds a corrupt event', () => {
  const whole = folders();
  let position: number;
  let revision: number;
  beforeAll(async () => {
    const { service } = await startPopulatedService(whole);
    await service.end();
    const db = new Database(fileOf(whole));
    ({ position, revision } = db
      .prepare<[string], { readonly position: number; readonly revision: number }>(
        `SELECT position, revision FROM events JOIN streams USING (stream)
         WHERE name = ? AND body ->> '$.type' = 'HoursLogged' LIMIT 1`,
      )
      .get(`mission-main.${THINGS.mission}`)!);
    db.close();
  });

  const copied = (): Folders => {
    const copy = folders();
    cpSync(whole.root, copy.root, { recursive: true });
    return copy;
  };
  const toldIn = (service: Service) =>
    service
      .log()
      .split('\n')
      .filter((line) => line.includes('run \\"jalon check\\"'));

  it('says so in every answer that needs it, in its health, its metrics and once in its log', async () => {
    const damaged = copied();
    const service = await startListening(damaged);
    try {
      const [hr, auditor] = [await clientOf(service), await clientOf(service, { roles: ['auditor'] })];
      expect((await exchange(`${service.url}/health/ready`)).body).toMatchObject({ corruptEvents: 0 });
      tamper(damaged, oneByteAt(position));

      const entry = '99999999-9999-4999-8999-999999999999';
      const answers = [
        // An export begins with the first event of its page.
        await auditor.get(`/v1/audit/events?type=HoursLogged`),
        await auditor.get(`/v1/audit/events?type=HoursLogged`, { accept: 'text/csv' }),
        await hr.get(`/v1/missions/${THINGS.mission}?revision=${revision}`),
        await hr.post(`/v1/missions/${THINGS.mission}/hours/${entry}/approval`),
      ];
      expect(answers.map(({ status, body }) => [status, body?.code])).toEqual(
        answers.map(() => [500, 'EVENT_CORRUPT']),
      );
      expect(answers[0]!.body.detail).toContain('jalon check');
      const french = await auditor.get(`/v1/audit/events?type=HoursLogged`, { 'accept-language': 'fr' });
      expect(french.body.detail).toMatch(/^Un événement stocké, nécessaire ici, est corrompu/);

      const ready = await exchange(`${service.url}/health/ready`);
      expect([ready.status, ready.body]).toEqual([
        200,
        expect.objectContaining({ status: 'partly-ready', corruptEvents: 1 }),
      ]);
      expect((await auditor.get('/metrics')).text).toMatch(/^jalon_corrupt_events 1$/m);
      const told = toldIn(service);
      expect(told).toHaveLength(1);
      expect(JSON.parse(told[0]!)).toMatchObject({ position: String(position), why: 'HASH', level: 50 });
      expect(service.log()).not.toContain('INTERNAL');
      // Everything else goes on.
      expect((await hr.post('/v1/employers', { name: 'Basso' })).status).toBe(201);
    } finally {
      await service.end();
    }
  });

  it('says so where the projector meets it, and projects what lies before', async () => {
    const damaged = copied();
    tamper(damaged, oneByteAt(position));
    for (const end of ['', '-wal', '-shm']) rmSync(join(damaged.data, `views.sqlite${end}`), { force: true });
    const service = await startListening(damaged);
    try {
      await until(async () => (await exchange(`${service.url}/health/ready`)).body.corruptEvents === 1);
      await until(async () => (await exchange(`${service.url}/health/ready`)).body.projectorFails === true);
      expect(toldIn(service)).toHaveLength(1);
      expect(service.log()).not.toContain('a fault in the background');
    } finally {
      await service.end();
    }
  });

  it('ends an open live stream where it meets it, after what lies before, and refuses to open it again', async () => {
    const damaged = copied();
    tamper(damaged, oneByteAt(position));
    const service = await startListening(damaged);
    try {
      const token = await tokenFor(service, {
        tenant: 'main',
        person: randomUUID(),
        roles: ['hr'],
        organisation: null,
      });
      // Where the answer is cut, whoever reads a copy of it to check it is cut off too.
      const tokens = tokensOf(damaged);
      const follow = (after: number, by: typeof checkedFetch = checkedFetch) =>
        by(`${service.url}/v1/events/stream?after=${after === 0 ? 0 : tokens.give('main', String(after))}`, {
          headers: { authorization: `Bearer ${token}` },
        });
      const open = await follow(0, fetch);
      expect(open.status).toBe(200);
      const told: string[] = [];
      // It is cut: a client then reconnects from where it was.
      await expect(
        (async () => {
          for await (const part of open.body!.pipeThrough(new TextDecoderStream())) told.push(part);
        })(),
      ).rejects.toThrow();
      const ids = [...told.join('').matchAll(/^id: (.*)$/gm)].map(([, id]) => Number(tokens.read('main', id!)));
      expect(ids.at(-1)).toBe(position - 1);

      const again = await follow(position - 1);
      expect([again.status, await again.json()]).toEqual([500, expect.objectContaining({ code: 'EVENT_CORRUPT' })]);
      expect((await follow(position + 1)).status).toBe(200);
      expect((await exchange(`${service.url}/health/ready`)).body).toMatchObject({ corruptEvents: 1 });
      expect(toldIn(service)).toHaveLength(1);
      expect(service.log()).not.toContain('"stack"');
    } finally {
      await service.end();
    }
  });

  it('is named by the command line, with what to do, in both languages', async () => {
    const damaged = copied();
    tamper(damaged, oneByteAt(position));
    const stream = `mission-main.${THINGS.mission}`;
    for (const command of [
      ['replay', 'views'],
      ['replay', 'missions'],
      ['events', 'tail'],
      ['events', 'show', stream],
    ]) {
      const { code, stderr } = await jalon(damaged, ...command);
      expect([command, code, stderr]).toEqual([
        command,
        1,
        expect.stringMatching(
          new RegExp(`A stored event is corrupt: event .* at position ${position} \\(${stream}, .*jalon check`),
        ),
      ]);
    }
    const french = await jalon(damaged, 'replay', 'views', '--lang', 'fr');
    expect(french.stderr).toMatch(
      /Un événement stocké est corrompu.*à la position .*ses octets n’ont pas son empreinte/,
    );
  });

  it('does not start where a start needs it, and says what to do', async () => {
    const damaged = copied();
    tamper(damaged, oneByteAt(1));
    const { code, stderr } = await refusedStart(damaged);
    expect([code, stderr]).toEqual([
      78,
      expect.stringMatching(
        /at position 1 \(tenant-main\.main, 0\): its bytes do not have its hash\. Keep .*jalon check/,
      ),
    ]);
  });

  it('says so where a page of its file is torn', async () => {
    const damaged = copied();
    const db = new Database(fileOf(damaged));
    db.pragma('wal_checkpoint(TRUNCATE)');
    const page = db
      .prepare<[], number>(
        "SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 2",
      )
      .pluck()
      .get()!;
    const size = db.pragma('page_size', { simple: true }) as number;
    db.close();
    const bytes = readFileSync(fileOf(damaged));
    bytes.fill(0x5a, (page - 1) * size, (page - 1) * size + size);
    writeFileSync(fileOf(damaged), bytes);
    expect(existsSync(fileOf(damaged))).toBe(true);
    const { code, stderr } = await jalon(damaged, 'replay', 'views');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/events\.sqlite is damaged \(.*jalon restore.*jalon check/),
    ]);
  });
});
