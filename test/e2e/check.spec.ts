import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { answerOf, jalon } from './cli.js';
import { clientOf } from './client.js';
import { THINGS } from './every-command.js';
import { startPopulatedService } from './populated-service.js';
import { foldersOnPostgres, onEventStoreDbDouble, onPostgres } from './storages.js';
import { foldersOfSuite, removeFolders, startService, type Folders } from './service.js';

jest.setTimeout(300_000);

interface Report {
  readonly sound: boolean;
  readonly events: { readonly events: number; readonly lastPosition: string } | null;
  readonly keys: { readonly keys: number } | null;
  readonly views: { readonly views: number; readonly rows: number } | null;
  readonly findings: readonly {
    readonly store: string;
    readonly code: string;
    readonly position?: string;
    readonly until?: string;
    readonly stream?: string;
    readonly view?: string;
    readonly detail: string;
  }[];
  readonly notChecked: readonly { readonly code: string }[];
}

async function checked(of: Folders): Promise<Report> {
  const run = await jalon(of, 'check', '--json');
  const report = answerOf(run) as Report;
  expect([run.code, run.stderr]).toEqual([report.sound ? 0 : 1, '']);
  expect(report.sound).toBe(report.findings.length === 0);
  return report;
}

describe('jalon check', () => {
  const folders = foldersOfSuite();
  const whole = folders();
  let logged: number;
  const mission = `mission-main.${THINGS.mission}`;

  beforeAll(async () => {
    const { service } = await startPopulatedService(whole);
    await service.end();
    logged = inFile(whole, 'events', (db) =>
      db
        .prepare<[string], number>(
          `SELECT position FROM events JOIN streams USING (stream) WHERE name = ? AND body ->> '$.type' = 'HoursLogged' LIMIT 1`,
        )
        .pluck()
        .get(mission),
    )!;
  });

  function copied(): Folders {
    const copy = folders();
    cpSync(whole.root, copy.root, { recursive: true });
    return copy;
  }

  function inFile<T>({ data }: Folders, name: string, work: (db: Database.Database) => T): T {
    const db = new Database(join(data, `${name}.sqlite`));
    try {
      return work(db);
    } finally {
      db.close();
    }
  }

  /** A copy in whose events somebody has written at a database prompt. */
  function tampered(sql: string, name = 'events'): Folders {
    const of = copied();
    inFile(of, name, (db) => {
      if (name === 'events') db.exec('DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_removed');
      db.exec(sql);
    });
    return of;
  }

  const found = ({ findings }: Report) => findings.map(({ code, position }) => [code, position]);

  it('finds nothing in sound stores, whether a service runs on them or not', async () => {
    const report = await checked(whole);
    expect(report).toMatchObject({ sound: true, findings: [], notChecked: [] });
    expect(report.events!.events).toBeGreaterThan(60);
    expect(report.events!.lastPosition).toBe(String(report.events!.events));
    expect(report.keys!.keys).toBeGreaterThan(3);
    expect(report.views!.rows).toBeGreaterThan(60);

    const service = await startService(copied());
    try {
      const hr = await clientOf(service);
      const writing = new AbortController();
      const writer = (async () => {
        for (let index = 0; !writing.signal.aborted; index += 1)
          await hr.post('/v1/employers', { name: `Alto ${index}` });
      })();
      const meanwhile = await checked(service.folders);
      writing.abort();
      await writer;
      expect(meanwhile.findings).toEqual([]);
      expect(meanwhile.events!.events).toBeGreaterThanOrEqual(report.events!.events);
    } finally {
      await service.end();
    }
  });

  it('names a changed byte once, with its stream and position', async () => {
    const report = await checked(
      tampered(`UPDATE events SET body = replace(body, '"data":{"', '"data":{ "') WHERE position = ${logged}`),
    );
    expect(found(report)).toEqual([['HASH', String(logged)]]);
    expect(report.findings[0]).toMatchObject({ store: 'events', stream: mission });
    expect(report.notChecked).toEqual([expect.objectContaining({ code: 'VIEWS_WITHOUT_EVENTS' })]);
  });

  it('names a changed event whose hash was computed again by the event after it', async () => {
    const of = tampered('');
    inFile(of, 'events', (db) => {
      const { createHash } = jest.requireActual<typeof import('node:crypto')>('node:crypto');
      const body = db.prepare<[number], string>('SELECT body FROM events WHERE position = ?').pluck().get(logged)!;
      const other = body.replace(/"minutes":(\d+)/, (_all, minutes: string) => `"minutes":${Number(minutes) + 60}`);
      expect(other).not.toBe(body);
      const hash = createHash('sha256').update(other).digest('hex');
      db.prepare('UPDATE events SET body = ?, hash = ? WHERE position = ?').run(other, hash, logged);
    });
    const report = await checked(of);
    expect(report.findings.filter(({ store }) => store === 'events').map(({ code, stream }) => [code, stream])).toEqual(
      [['LINK', mission]],
    );
  });

  it('names a removed event, and a removed beginning of the log', async () => {
    const report = await checked(tampered(`DELETE FROM events WHERE position = ${logged}`));
    expect(found(report)[0]).toEqual(['MISSING', String(logged)]);
    expect(report.findings[1]).toMatchObject({ code: 'LINK', stream: mission });
    const first = await checked(tampered('DELETE FROM events WHERE position <= 2'));
    expect(first.findings[0]).toMatchObject({ code: 'MISSING', position: '1', until: '2' });
  });

  it('notices that the newest events were cut off, since the views have seen them', async () => {
    const { findings } = await checked(
      tampered('DELETE FROM events WHERE position >= (SELECT max(position) - 1 FROM events)'),
    );
    expect(findings.map(({ code }) => code)).toContain('VIEWS_AHEAD');
  });

  it('names swapped positions', async () => {
    const next = inFile(whole, 'events', (db) =>
      db
        .prepare<[number, number], number>(
          'SELECT position FROM events WHERE position > ? AND stream = (SELECT stream FROM events WHERE position = ?) LIMIT 1',
        )
        .pluck()
        .get(logged, logged),
    )!;
    const report = await checked(
      tampered(
        `UPDATE events SET position = -1 WHERE position = ${logged};
         UPDATE events SET position = ${logged} WHERE position = ${next};
         UPDATE events SET position = ${next} WHERE position = -1`,
      ),
    );
    expect(report.findings.map(({ code, stream }) => [code, stream])).toContainEqual(['LINK', mission]);
  });

  it('names the row of a view that was changed, removed or added', async () => {
    const of = tampered(
      `UPDATE missions SET plannedMinutes = plannedMinutes + 1;
       DELETE FROM employers WHERE id = (SELECT min(id) FROM employers)`,
      'views',
    );
    const { findings } = await checked(of);
    expect(findings.map(({ store, code, view }) => [store, code, view])).toEqual(
      expect.arrayContaining([
        ['views', 'ROW_CHANGED', 'missions'],
        ['views', 'ROW_MISSING', 'employers'],
      ]),
    );
    expect(findings.find(({ view }) => view === 'missions')!.detail).toContain(THINGS.mission);
  });

  it('names the events on a torn page, and goes on behind it', async () => {
    const of = copied();
    const { page, size } = inFile(of, 'events', (db) => {
      db.pragma('wal_checkpoint(TRUNCATE)');
      const leaf =
        "SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 2";
      return {
        page: db.prepare<[], number>(leaf).pluck().get()!,
        size: db.pragma('page_size', { simple: true }) as number,
      };
    });
    const file = join(of.data, 'events.sqlite');
    const bytes = readFileSync(file);
    bytes.fill(0x5a, (page - 1) * size, page * size);
    writeFileSync(file, bytes);
    const { findings, events } = await checked(of);
    const codes = new Set(findings.map(({ code }) => code));
    expect([...codes]).toEqual(expect.arrayContaining(['PAGES', 'FILE']));
    expect(findings.find(({ code }) => code === 'FILE')).toMatchObject({
      store: 'events',
      position: expect.stringMatching(/^\d+$/),
    });
    expect(events!.events).toBeGreaterThan(40);
  });

  it('names keys that are missing or were changed', async () => {
    const { findings } = await checked(
      tampered(`DELETE FROM keys WHERE row = 1; UPDATE keys SET wrapped = zeroblob(60) WHERE row = 2`, 'keys'),
    );
    expect(findings.map(({ store, code }) => [store, code]).sort()).toEqual([
      ['keys', 'KEY_UNKNOWN'],
      ['keys', 'KEY_UNREADABLE'],
    ]);
  });

  const keyOf = (of: Folders) => join(of.keys, 'wrapping.key');

  it.each<[string, (of: Folders) => void]>([
    ['missing', (of) => rmSync(keyOf(of))],
    ['damaged', (of) => writeFileSync(keyOf(of), 'abc\n')],
    ['in a folder that is open to others', (of) => chmodSync(of.keys, 0o755)],
    ['that of another store', (of) => writeFileSync(keyOf(of), `${'ab'.repeat(32)}\n`)],
  ])('finds once that the wrapping key is %s, and still looks for the keys', async (_name, harm) => {
    const of = tampered('DELETE FROM keys WHERE row = 1', 'keys');
    harm(of);
    const { findings, keys, notChecked } = await checked(of);
    // A folder that is open to others also holds the key of the records.
    expect(findings.filter(({ store }) => store === 'keys').map(({ code }) => code)).toEqual([
      'WRAPPING_KEY',
      'KEY_UNKNOWN',
    ]);
    expect(findings[0]!.detail).toMatch(/ JALON_KEYS_DIR names its folder\.$/);
    expect([keys, notChecked.map(({ code }) => code)]).toEqual([null, ['KEYS_UNOPENED']]);
  });

  it('says of a file of events without a byte that it is empty', async () => {
    const of = copied();
    for (const end of ['', '-wal', '-shm']) rmSync(join(of.data, `events.sqlite${end}`), { force: true });
    writeFileSync(join(of.data, 'events.sqlite'), '', { mode: 0o600 });
    const { findings } = await checked(of);
    expect(findings.map(({ store, code }) => [store, code])).toEqual([['events', 'UNOPENED']]);
    expect(findings[0]!.detail).toContain('events.sqlite is empty. EVENT_STORE_URL names it');
  });

  it('says that the file of the events is missing, which variable names it, and what to do', async () => {
    const of = copied();
    for (const end of ['', '-wal', '-shm']) rmSync(join(of.data, `events.sqlite${end}`), { force: true });
    const { findings } = await checked(of);
    expect(findings.map(({ store, code }) => [store, code])).toEqual([['events', 'UNOPENED']]);
    expect(findings[0]!.detail).toMatch(
      /there is no file .*events\.sqlite\. EVENT_STORE_URL names it: name the right file/,
    );
  });

  it.each([
    ['keys', 'PAGES', 'KEYS_UNREAD'],
    ['views', 'UNOPENED', 'VIEWS_UNREAD'],
  ] as const)(
    'names the file of the %s where its pages are torn, and checks the other stores',
    async (store, code, left) => {
      const of = copied();
      inFile(of, store, (db) => db.pragma('wal_checkpoint(TRUNCATE)'));
      const file = join(of.data, `${store}.sqlite`);
      const bytes = readFileSync(file);
      writeFileSync(file, Buffer.concat([bytes.subarray(0, 4_096), bytes.subarray(4_096).fill(0x7f)]));
      const { findings, notChecked, events } = await checked(of);
      expect(events!.events).toBeGreaterThan(60);
      expect(new Set(findings.map((each) => `${each.store} ${each.code}`))).toEqual(new Set([`${store} ${code}`]));
      expect(notChecked.map((each) => each.code)).toContain(left);
    },
  );

  it('says that the file of the keys is missing, and which variable names it', async () => {
    const of = copied();
    for (const end of ['', '-wal', '-shm']) rmSync(join(of.data, `keys.sqlite${end}`), { force: true });
    const { stdout } = await jalon(of, 'check');
    expect(stdout).toMatch(
      /WRONG \(KEYS_MISSING\): .*keys\.sqlite is missing or holds no keys\. KEY_STORE_URL names it\.\n/,
    );
    expect(stdout).not.toContain('no-store');
  });

  it('gives no advice but chmod where others can read the keys', async () => {
    const of = copied();
    chmodSync(join(of.data, 'keys.sqlite'), 0o644);
    const { code, stdout } = await jalon(of, 'check');
    expect([code, stdout]).toEqual([1, expect.stringMatching(/KEYS_REFUSED.*chmod 600 /)]);
    expect(stdout).not.toContain('backup of the keys');
  });

  it('says what a missing store keeps it from checking', async () => {
    const of = copied();
    for (const end of ['', '-wal', '-shm']) rmSync(join(of.data, `views.sqlite${end}`), { force: true });
    expect((await checked(of)).notChecked).toEqual([expect.objectContaining({ code: 'NO_VIEWS' })]);
    writeFileSync(join(of.data, 'events.sqlite'), 'no database at all');
    const { findings, notChecked } = await checked(of);
    expect(findings.map(({ store, code }) => [store, code])).toContainEqual(['events', 'UNOPENED']);
    expect(notChecked.map(({ code }) => code)).toContain('EVENTS_UNREAD');
  });

  it('is told in words, with what to do, in both languages', async () => {
    const of = tampered(`DELETE FROM events WHERE position = ${logged}`);
    const english = await jalon(of, 'check');
    expect(english.stdout).toContain(`WRONG (MISSING): event at position ${logged}: it is missing\n`);
    expect(english.stdout).toMatch(
      /Events: keep the store as it is.*jalon restore, .*first\)\.\n2 things are wrong\.\n$/s,
    );
    const french = await jalon(of, 'check', '--lang', 'fr');
    expect(french.stdout).toContain(`ERREUR (MISSING)\u00A0: événement à la position ${logged}\u00A0: il manque\n`);
    const sound = await jalon(whole, 'check');
    expect([sound.code, sound.stdout]).toEqual([
      0,
      expect.stringMatching(/compared with a replay\nNothing is wrong\.\n$/),
    ]);
  });
});

describe.each([onPostgres, onEventStoreDbDouble])('jalon check over %s', (_name, empty) => {
  it('checks what a server lets it check, finds nothing in sound stores, and says what was left out', async () => {
    const of = await empty();
    try {
      const { service, seen, parties } = await startPopulatedService(of);
      await parties.hr.get('/v1/employers', seen);
      const report = await checked(of);
      await service.end();
      expect(report.findings).toEqual([]);
      expect(report.events!.events).toBeGreaterThan(60);
      expect(report.keys!.keys).toBeGreaterThan(3);
      expect(report.views!.rows).toBeGreaterThan(60);
      const left = report.notChecked.map(({ code }) => code);
      expect(left.length).toBeGreaterThan(0);
      expect(left).toEqual(left.map(() => 'SERVER_PAGES'));
    } finally {
      removeFolders(of);
    }
  });
});

it('jalon check makes nothing in PostgreSQL: a view that no service has made is not checked', async () => {
  const of = await foldersOnPostgres();
  const client = new Client(of.env!['VIEW_STORE_URL']);
  await client.connect();
  const catalogue = async () =>
    (
      await client.query(`
        SELECT n.nspname, c.relname, c.oid::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname LIKE 'jalon%' ORDER BY 1, 2
      `)
    ).rows;
  try {
    const { service } = await startPopulatedService(of);
    await service.end();
    await client.query("DELETE FROM jalon_views.jalon_projections WHERE projection = 'directory'");
    const before = await catalogue();
    const { findings, notChecked } = await checked(of);
    expect(findings).toEqual([]);
    expect(notChecked.map(({ code }) => code)).toEqual(expect.arrayContaining(['SERVER_PAGES', 'VIEW_UNBUILT']));
    expect(await catalogue()).toEqual(before);

    await client.query('DROP SCHEMA jalon_views CASCADE');
    const without = await catalogue();
    expect((await checked(of)).notChecked.map(({ code }) => code)).toContain('NO_VIEWS');
    expect(await catalogue()).toEqual(without);
  } finally {
    await client.end();
    removeFolders(of);
  }
});
