import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { newPostgresDatabase, until } from '@jalon/testing';
import { clientOf, exchange } from './client.js';
import { storeAsWrittenBy } from './older-stores.js';
import {
  foldersOfSuite,
  refusedProjector,
  refusedStart,
  startListening,
  startService,
  type Folders,
  type Service,
} from './service.js';

const folders = foldersOfSuite();

/** The files of the stores of an installation on one machine. */
const filesOf = ({ data, keys }: Folders) => ({
  events: join(data, 'events.sqlite'),
  keys: join(data, 'keys.sqlite'),
  list: join(keys, 'destroyed.sqlite'),
  records: join(data, 'records.sqlite'),
  views: join(data, 'views.sqlite'),
});
type Store = keyof ReturnType<typeof filesOf>;
const STORES: readonly Store[] = ['events', 'keys', 'list', 'records', 'views'];
const TABLE: Readonly<Record<Store, string>> = {
  events: 'installation',
  keys: 'installation',
  list: 'installation',
  records: 'installation',
  views: 'jalon_installation',
};

function inFile<T>(file: string, work: (db: Database.Database) => T): T {
  const db = new Database(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Every row of every table of a file. */
const rowsIn = (file: string) =>
  inFile(file, (db) => {
    const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck();
    // The lease changes whenever a service stops.
    const names = tables.all().filter((name) => name !== 'jalon_leases');
    return Object.fromEntries(names.map((name) => [name, db.prepare(`SELECT * FROM "${name}"`).all()]));
  });

const nameIn = (of: Folders, store: Store): string | null =>
  inFile(filesOf(of)[store], (db) => {
    const table = db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(TABLE[store]);
    if (!table) return null;
    return db.prepare<[], string>(`SELECT name FROM ${TABLE[store]}`).pluck().get() ?? null;
  });
const namesIn = (of: Folders) => STORES.map((store) => nameIn(of, store));

/** Puts the file of one store in the place of another's. */
function put(file: string, in_: string): void {
  for (const end of ['', '-wal', '-shm']) {
    rmSync(in_ + end, { force: true });
    if (existsSync(file + end)) cpSync(file + end, in_ + end);
  }
}

const remove = (file: string) => ['', '-wal', '-shm'].forEach((end) => rmSync(file + end, { force: true }));

async function withEmployer(of: Folders, name: string): Promise<void> {
  const service = await startService(of);
  const hr = await clientOf(service);
  const { body } = await hr.post('/v1/employers', { name });
  await hr.get('/v1/employers', { 'jalon-min-position': String(body.position) });
  await service.end();
}

async function employersOf(of: Folders): Promise<readonly string[]> {
  const service = await startService(of);
  try {
    const { body } = await (await clientOf(service)).get('/v1/employers');
    return (body.items as readonly { readonly name: string }[]).map(({ name }) => name);
  } finally {
    await service.end();
  }
}

describe('stores that belong to different installations', () => {
  const [mine, theirs] = [folders(), folders()];
  beforeAll(async () => {
    await withEmployer(mine, 'Alto');
    await withEmployer(theirs, 'Basso');
  });

  it('have names of their own, the same in each store of one', () => {
    const [own, others] = [new Set(namesIn(mine)), new Set(namesIn(theirs))];
    expect([own.size, others.size]).toEqual([1, 1]);
    expect([...own][0]).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(own).not.toEqual(others);
  });

  it.each<[string, Store, 'gone' | 'another', RegExp]>([
    ['the events are gone', 'events', 'gone', /There are no events in the event store .*events\.sqlite/],
    ['the events are another’s', 'events', 'another', /different installations: the event store .*EVENT_STORE_URL/],
    ['the keys are another’s', 'keys', 'another', /keys\.sqlite/],
    ['the list is another’s', 'list', 'another', /destroyed keys/],
    [
      'the records are another’s',
      'records',
      'another',
      /the record store .*records\.sqlite \(RECORD_STORE_URL\) is of/,
    ],
    ['the views are another’s', 'views', 'another', /the view store .*views\.sqlite \(VIEW_STORE_URL\) is of/],
  ])('refuse the start when %s, and nothing in them is changed', async (_what, store, how, sentence) => {
    const mixed = folders();
    cpSync(mine.root, mixed.root, { recursive: true });
    const files = filesOf(mixed);
    if (how === 'gone') remove(files[store]);
    else put(filesOf(theirs)[store], files[store]);
    const others = STORES.filter((name) => name !== store || how === 'another');
    const before = others.map((name) => rowsIn(files[name]));
    for (const refused of [await refusedStart(mixed), await refusedProjector(mixed)]) {
      expect([refused.code, refused.stderr]).toEqual([78, expect.stringMatching(sentence)]);
    }
    expect(others.map((name) => rowsIn(files[name]))).toEqual(before);

    put(filesOf(mine)[store], files[store]);
    expect(await employersOf(mixed)).toEqual(['Alto']);
  });

  it.each<[Store, string]>([
    ['events', 'EVENT_STORE_URL'],
    ['keys', 'KEY_STORE_URL'],
    ['list', 'DESTROYED_KEYS_URL'],
    ['records', 'RECORD_STORE_URL'],
    ['views', 'VIEW_STORE_URL'],
  ])('name the file of the %s where it is no database, its variable, and what to do', async (store, variable) => {
    const damaged = folders();
    cpSync(mine.root, damaged.root, { recursive: true });
    const file = filesOf(damaged)[store];
    remove(file);
    writeFileSync(file, 'no database at all', { mode: 0o600 });
    const { code, stderr } = await refusedStart(damaged);
    expect(code).toBe(78);
    expect(stderr).toContain(
      `${file} is no SQLite database, and was left as it is. ${variable} names it: name the right`,
    );
    expect(readFileSync(file, 'utf8')).toBe('no database at all');
  });

  it('are told in French', async () => {
    const mixed = folders();
    cpSync(mine.root, mixed.root, { recursive: true });
    remove(filesOf(mixed).events);
    const { stderr } = await refusedStart(mixed, { LANG: 'fr_FR.UTF-8' });
    expect(stderr).toMatch(
      /^Jalon ne démarre pas\.\n- Il n’y a aucun événement dans le magasin d’événements .*EVENT_STORE_URL/,
    );
  });

  it('need no views: they are built anew', async () => {
    const bare = folders();
    cpSync(mine.root, bare.root, { recursive: true });
    remove(filesOf(bare).views);
    expect(await employersOf(bare)).toEqual(['Alto']);
    expect(new Set(namesIn(bare)).size).toBe(1);
  });
});

describe('a service that was given the views of one installation and the events of another', () => {
  it('does not start, and the other goes on', async () => {
    const env = { VIEW_STORE_URL: await newPostgresDatabase() };
    const right = await startService(folders(), env);
    try {
      const hr = await clientOf(right);
      const alto = await hr.post('/v1/employers', { name: 'Alto' });
      const seen = { 'jalon-min-position': String(alto.body.position) };
      expect((await hr.get('/v1/employers', seen)).status).toBe(200);
      // As when EVENT_STORE_URL is forgotten after a move.
      const forgetful = folders();
      const refused = await refusedStart(forgetful, env);
      expect([refused.code, refused.stderr]).toEqual([78, expect.stringContaining('There are no events in')]);
      expect(existsSync(filesOf(forgetful).keys)).toBe(false);
      expect((await hr.get('/v1/employers', seen)).body.items).toHaveLength(1);
      expect((await exchange(`${right.url}/health/ready`)).body).toMatchObject({ status: 'ready' });
    } finally {
      await right.end();
    }
  });
});

describe('stores without names', () => {
  const unname = (of: Folders, stores: readonly Store[]) =>
    stores.forEach((store) => inFile(filesOf(of)[store], (db) => db.exec(`DELETE FROM ${TABLE[store]}`)));

  it('are named once when several processes start at once', async () => {
    const old = folders(storeAsWrittenBy('v2'));
    const env = { PROJECTIONS: 'elsewhere' };
    const services = await Promise.all([1, 2, 3].map(() => startListening(old, env)));
    await Promise.all(services.map((service) => service.end()));
    expect(new Set(namesIn(old)).size).toBe(1);
  });

  it('are named by the next start where a kill came between two of them', async () => {
    const old = folders(storeAsWrittenBy('v2'));
    let service: Service | null = null;
    const starting = startListening(old)
      .then((started) => (service = started))
      .catch(() => null);
    await until(() => nameIn(old, 'events') !== null);
    await starting;
    await service!.end('SIGKILL');
    const name = nameIn(old, 'events');
    for (const left of [1, 2, 3, 4]) {
      // What a kill leaves that comes after so many names: they are given in this order.
      unname(old, STORES.slice(left));
      await (await startService(old)).end();
      expect(namesIn(old)).toEqual(STORES.map(() => name));
    }
  });

  it('may be an older backup of events whose keys have a name', async () => {
    const mine = folders();
    await withEmployer(mine, 'Alto');
    const name = nameIn(mine, 'keys');
    unname(mine, ['events']);
    expect(await employersOf(mine)).toEqual(['Alto']);
    expect(nameIn(mine, 'events')).toBe(name);
  });
});

describe('an older backup of the events', () => {
  it('has the right name, and the views are built from it again', async () => {
    const mine = folders();
    await withEmployer(mine, 'Alto');
    const backup = join(mine.root, 'backup.sqlite');
    put(filesOf(mine).events, backup);
    await withEmployer(mine, 'Basso');
    put(backup, filesOf(mine).events);
    const service = await startService(mine);
    try {
      const { body } = await (await clientOf(service)).get('/v1/employers');
      expect(body.items).toEqual([expect.objectContaining({ name: 'Alto' })]);
      expect(service.log()).toContain('have seen events that this log does not hold');
    } finally {
      await service.end();
    }
  });
});

describe('a store of which a copy was declared the successor', () => {
  it('takes no command any more from a service that still runs on it, and says so', async () => {
    const mine = folders();
    const service = await startService(mine);
    try {
      const hr = await clientOf(service);
      expect((await hr.post('/v1/employers', { name: 'Alto' })).status).toBe(201);
      inFile(filesOf(mine).events, (db) => db.exec("UPDATE installation SET state = 'moved'"));
      const refused = await hr.post('/v1/employers', { name: 'Basso' });
      expect([refused.status, refused.body.code]).toEqual([503, 'STORE_MOVED']);
      expect((await hr.get('/v1/employers')).status).toBe(200);
      await until(async () => (await exchange(`${service.url}/health/ready`)).body.unreachable === 'events');
    } finally {
      await service.end();
    }
  });
});
