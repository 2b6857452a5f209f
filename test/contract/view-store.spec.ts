import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ViewStore } from '@jalon/ports';
import type { Projection } from '@jalon/kernel';
import { openPostgresViewStore, openSqliteViewStore, type ViewStoreHooks } from '@jalon/view-store';
import Database from 'better-sqlite3';
import { newPostgresDatabase, stored } from '@jalon/testing';
import { Client } from 'pg';
import { describeBiViews } from './view-store.bi.contract.js';
import { describeViewStore } from './view-store.contract.js';
import { describePackedIndex } from './view-store.packed-index.contract.js';
import { describeVersions, doors } from './view-store.versions.contract.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-views-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describeViewStore('SQLite', (...given) => openSqliteViewStore(join(folder, 'views.db'), ...given));
describeVersions('SQLite', (projections) => openSqliteViewStore(join(folder, 'views.db'), projections));
describePackedIndex('SQLite', (projections) => openSqliteViewStore(join(folder, 'views.db'), projections));

describeBiViews(
  'SQLite',
  (projections) => openSqliteViewStore(join(folder, 'views.db'), projections),
  async (sql) => {
    const db = new Database(join(folder, 'views.db'), { readonly: true });
    try {
      return db.prepare<[], Record<string, unknown>>(sql).all();
    } finally {
      db.close();
    }
  },
);

describe('over a database of its own for each test', () => {
  let database: Promise<string>;
  beforeEach(async () => {
    database = newPostgresDatabase();
    await database;
  });
  const open = async (projections: readonly Projection[], hooks: ViewStoreHooks = {}): Promise<ViewStore> =>
    openPostgresViewStore(await database, projections, hooks);

  describeViewStore('PostgreSQL', open);
  describeVersions('PostgreSQL', open);
  describePackedIndex('PostgreSQL', open);
  describeBiViews('PostgreSQL', open, async (sql) => {
    const client = new Client(await database);
    await client.connect();
    await client.query("SET search_path = jalon_bi; SET TIME ZONE 'UTC'");
    return client
      .query<Record<string, unknown>>(sql)
      .then(({ rows }) => rows)
      .finally(() => client.end());
  });
});

it('keeps no version for an event that changed nothing', async () => {
  const file = join(folder, 'views.db');
  const views = await openSqliteViewStore(file, [doors]);
  await views.takeLease('spec', 1_000);
  const painted = (colour: string) => ({ type: 'Painted', data: { colour } });
  const events = stored([painted('red'), painted('red'), painted('green'), painted('green')]);
  await views.applyPage(doors, events.slice(0, 2), 'spec');
  await views.applyPage(doors, events, 'spec');
  await views.close();
  const db = new Database(file, { readonly: true });
  const kept = db.prepare('SELECT colour, knownFrom, knownTo FROM doors ORDER BY knownFrom').raw().all();
  db.close();
  expect(kept).toEqual([
    ['red', '1'.padStart(20, '0'), '3'.padStart(20, '0')],
    ['green', '3'.padStart(20, '0'), null],
  ]);
});

describe('the indexes of a build', () => {
  const painted = stored([{ type: 'Painted', data: { colour: 'red' } }]);
  const going = new AbortController().signal;
  const indexesIn = (file: string): readonly string[] => {
    const db = new Database(file, { readonly: true });
    const found = db.prepare<[], string>(`SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`);
    // An index is known by its table and columns, not by its name.
    const indexes = found
      .pluck()
      .all()
      .map((text) => text.replace(/ INDEX "\w+"/, ' INDEX'));
    db.close();
    return indexes.sort();
  };

  it('are made once it is filled, one after the other, and are those of tables that were fed from the first event', async () => {
    const file = join(folder, 'views.db');
    const views = await openSqliteViewStore(file, [doors]);
    await views.takeLease('spec', 1_000);
    const live = indexesIn(file);
    expect(live).toEqual([
      'CREATE INDEX on "doors" ("tenant", "colour", "id", "knownFrom")',
      'CREATE UNIQUE INDEX on "doors" ("tenant", "id") where "knownTo" is null',
      'CREATE UNIQUE INDEX on "passages" ("tenant", "door") where "knownTo" is null',
    ]);
    // Each build reuses the names that the one before has freed.
    for (let round = 0; round < 3; round += 1) {
      await views.reset(doors, 'shadow', 'spec');
      await views.applyPage(doors, painted, 'spec', 'shadow');
      expect(indexesIn(file)).toEqual(live);
      for (let made = 1; made <= live.length; made += 1) {
        expect(await views.addIndex(doors, 'spec', going)).toBe(true);
        expect(indexesIn(file)).toHaveLength(live.length + made);
      }
      expect(await views.addIndex(doors, 'spec', going)).toBe(false);
      expect(await views.swap(doors, 'spec')).toBe(true);
      expect(indexesIn(file)).toEqual(live);
    }
    await views.close();
  });

  it('are made by the swap where somebody left them out', async () => {
    const file = join(folder, 'views.db');
    const views = await openSqliteViewStore(file, [doors]);
    await views.takeLease('spec', 1_000);
    const live = indexesIn(file);
    await views.reset(doors, 'shadow', 'spec');
    await views.applyPage(doors, painted, 'spec', 'shadow');
    await views.addIndex(doors, 'spec', going);
    await views.swap(doors, 'spec');
    expect(indexesIn(file)).toEqual(live);
    await views.close();
  });
});

it('keeps its file to its owner', async () => {
  const file = join(folder, 'views.db');
  await (await openSqliteViewStore(file, [])).close();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('opens a file from before leases had a length, and takes one that ends too late', async () => {
  const file = join(folder, 'views.db');
  await (await openSqliteViewStore(file, [])).close();
  const db = new Database(file);
  db.exec('ALTER TABLE jalon_leases DROP COLUMN lengthMs');
  db.prepare(`INSERT INTO jalon_leases VALUES ('projector', 'gone', ?)`).run(Date.now() + 3_600_000);
  db.close();
  const views = await openSqliteViewStore(file, []);
  expect(await views.takeLease('spec', 4_000)).toBe(true);
  await views.close();
});

it('opens a file from before checkpoints named their event', async () => {
  const file = join(folder, 'views.db');
  await (await openSqliteViewStore(file, [])).close();
  const db = new Database(file);
  db.exec('ALTER TABLE jalon_projections DROP COLUMN last');
  db.exec(`INSERT INTO jalon_projections (projection, version, position, tables) VALUES ('old', 1, '7', '[]')`);
  db.close();
  const views = await openSqliteViewStore(file, []);
  expect(await views.read((reader) => reader.progress())).toMatchObject([{ projection: 'old', last: null }]);
  await views.close();
});
