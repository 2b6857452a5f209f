import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { jalon } from './cli.js';
import { clientOf } from './client.js';
import { countsEvents, onSqlite, type Storage } from './storages.js';
import { newFolders, removeFolders, startService, type Folders } from './service.js';
import { storedBytes, type StoredBytes } from './stored-events.js';
import { seenAt } from './position-tokens.js';

const YEAR = ['seed', '--missions', '40', '--seed', 'vauban', '--json'] as const;

interface Seeded {
  readonly tenant: string;
  readonly already: boolean;
  readonly commands: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly events: Readonly<Record<string, number>>;
  readonly position: string;
}

interface StoredBody {
  readonly type: string;
  readonly stream: string;
  readonly recordedAt: string;
  readonly data: { readonly claims?: readonly object[]; readonly key?: string; readonly attempt?: number };
}

async function seeded(folders: Folders): Promise<Seeded> {
  const { code, stdout, stderr } = await jalon(folders, ...YEAR);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Seeded;
}

const bodiesOf = (bytes: readonly StoredBytes[]) => bytes.map(([body]) => JSON.parse(body) as StoredBody);

/** Each event's type, stream and moment. */
const storyOf = (bytes: readonly StoredBytes[]): readonly string[] =>
  bodiesOf(bytes).map(({ type, stream, recordedAt }) => `${recordedAt} ${stream} ${type}`);

/** A copy of a folder whose log ends at a position. */
function cutAfter(position: number, whole: Folders, { root, data }: Folders): void {
  cpSync(whole.root, root, { recursive: true });
  rmSync(join(data, 'views.sqlite'), { force: true });
  const db = new Database(join(data, 'events.sqlite'));
  db.exec('DROP TRIGGER events_are_never_removed');
  db.prepare('DELETE FROM events WHERE position > ?').run(position);
  db.close();
}

export function describeSeed(storages: readonly Storage[]): void {
  describe.each(storages)('jalon seed, over %s', (storage, empty) => {
    const [inAFile, cut] = [newFolders(), newFolders()];
    let one: Folders;
    let first: Seeded;
    let bytes: readonly StoredBytes[];

    beforeAll(async () => {
      one = await empty();
      first = await seeded(one);
      bytes = await storedBytes(one);
    });
    afterAll(() => [one, inAFile, cut].forEach(removeFolders));

    it('lives a whole year, with all that happens in one', () => {
      expect(first).toMatchObject({ tenant: 'demo', from: '2025-01-01', to: '2026-01-01' });
      expect(Object.keys(first.events)).toEqual(
        expect.arrayContaining([
          ...['OfferPublished', 'NeedPublished', 'MissionProposed', 'MissionConfirmed', 'MissionWithdrawn'],
          ...['HoursLogged', 'HoursApproved', 'HoursRejected', 'HoursCorrected'],
          ...['MissionClosed', 'OutcomesConfirmed', 'MissionEvaluated'],
        ]),
      );
      // Some acceptances come too late for a place.
      expect(first.refused['NEED_FULL']).toBeGreaterThan(0);
    });

    it('gives the same stored bytes in another empty folder, and the same views', async () => {
      // Secrets that are not given are drawn at random too, which changes everything drawn after them.
      if (!countsEvents(one)) expect(await jalon(inAFile, 'keys', 'make')).toMatchObject({ code: 0 });
      expect({ ...(await seeded(inAFile)), position: first.position }).toEqual(first);
      expect(await storedBytes(inAFile)).toEqual(bytes);
      if (!countsEvents(one)) return;
      const views = await Promise.all(
        [one, inAFile].map((folders) =>
          jalon(folders, 'replay', 'views', '--json', '--out', join(folders.root, 'views')),
        ),
      );
      expect(views[0]?.stdout.split('\n').length).toBeGreaterThan(10);
      expect(views[1]?.stdout).toBe(views[0]?.stdout);
    });

    it('gives back the places of what was cancelled in its own time, and leaves nothing of it to a service', () => {
      const events = bodiesOf(bytes);
      const given = events.filter(({ type }) => type === 'MissionCancelled').flatMap(({ data }) => data.claims ?? []);
      expect(given).not.toEqual([]);
      const released = events.filter(({ type }) => type === 'ClaimReleased');
      expect(released.map(({ stream, data }) => ({ owner: stream, key: data.key, attempt: data.attempt }))).toEqual(
        given,
      );
      expect(released.filter(({ recordedAt }) => recordedAt >= '2026-01-02')).toEqual([]);
    });

    it('adds nothing when it is given again, and says that it was already so', async () => {
      const { commands, position } = first;
      expect(first.already).toBe(false);
      expect(await seeded(one)).toEqual({ ...first, already: true, events: {}, refused: {} });
      const { stdout } = await jalon(one, ...YEAR.slice(0, -1));
      expect(stdout).toBe(
        `demo: this year from 2025-01-01 to 2026-01-01 had already been lived (${commands} commands); nothing was added, and the log ends at position ${position}\n`,
      );
      expect(await storedBytes(one)).toEqual(bytes);
    });

    // What no storage decides is tested once.
    if (storage === onSqlite[0]) {
      it('is told from the real in every view and report', async () => {
        const service = await startService(one);
        try {
          const hr = await clientOf(service, { tenant: 'demo', roles: ['hr', 'auditor'] });
          const seen = seenAt(one, 'demo', first.position);
          const period = 'from=2025-01&to=2025-12';
          for (const path of [
            '/v1/missions',
            '/v1/hours',
            `/v1/reports/impact?${period}`,
            '/v1/needs',
            '/v1/audit/events',
          ]) {
            expect((await hr.get(path, seen)).body).toMatchObject({ mode: 'demo' });
          }
          const file = await hr.get('/v1/hours?format=csv', seen);
          expect(file.headers.get('content-disposition')).toContain('jalon-demo-hours');
          const { body } = await hr.get(`/v1/reports/impact?${period}`, seen);
          expect(body.total.confirmedMinutes).toBeGreaterThan(10_000);
          const real = await clientOf(service);
          expect((await real.get('/v1/missions', seenAt(one, 'main', first.position))).body).not.toHaveProperty('mode');
        } finally {
          await service.end();
        }
      });

      it.each([
        [['--tenant', 'main'], 'in production'],
        [['--tenant', 'nobody'], 'There is no tenant nobody'],
        [['--from', '2090-01-01'], 'has not come'],
      ])('with %j is refused', async (more, sentence) => {
        const { code, stderr } = await jalon(one, ...YEAR, ...more);
        expect([code, stderr]).toEqual([1, expect.stringContaining(sentence)]);
      });

      it('takes the needs that there are, and refuses where there are none', async () => {
        expect((await jalon(one, 'tenant', 'open', 'vide', '--mode', 'demo')).code).toBe(0);
        const none = await jalon(one, 'seed', '--missions', '5', '--seed', 'z', '--tenant', 'vide', '--on-needs');
        expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('no need')]);
        const some = await jalon(
          one,
          'seed',
          '--missions',
          '5',
          '--seed',
          'z',
          '--tenant',
          'demo',
          '--on-needs',
          '--json',
        );
        expect(some.code).toBe(0);
        const { events } = JSON.parse(some.stdout) as Seeded;
        expect(events).toMatchObject({ MissionProposed: expect.any(Number) });
        expect(events).not.toHaveProperty('NeedPublished');
      });
    }

    // The last test, because it empties the server.
    it('goes on from where it was interrupted, through the same year, and tells what came after', async () => {
      const half = Math.floor(bytes.length / 2);
      cutAfter(half, inAFile, cut);
      const there = countsEvents(one) ? cut : await movedTo(await empty());
      const rest = await seeded(there);
      // Ids and nonces are drawn anew, so that no key is ever used twice with one nonce. The story is the same.
      const story = storyOf(await storedBytes(there));
      expect(story).toEqual(storyOf(bytes));
      const added = Object.values(rest.events).reduce((sum, number) => sum + number, 0);
      expect(rest.already).toBe(false);
      expect(added).toBeLessThanOrEqual(bytes.length - half);
      for (const [code, number] of Object.entries(rest.refused))
        expect(number).toBeLessThanOrEqual(first.refused[code] ?? 0);
    });

    /** Copies the events of a seed that was cut off to another store; its keys stay. */
    async function movedTo({ env }: Folders): Promise<Folders> {
      const { code, stderr } = await jalon(
        cut,
        'copy',
        '--from',
        'sqlite:',
        '--to',
        env!['EVENT_STORE_URL']!,
        '--successor',
      );
      expect([code, stderr]).toEqual([0, '']);
      return { ...cut, env: env! };
    }
  });
}
