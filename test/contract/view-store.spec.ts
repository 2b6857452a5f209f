import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteViewStore } from '@jalon/view-store';
import Database from 'better-sqlite3';
import { describeViewStore } from './view-store.contract.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-views-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describeViewStore('SQLite', (projections) => openSqliteViewStore(join(folder, 'views.db'), projections));

it('keeps its file to its owner', async () => {
  const file = join(folder, 'views.db');
  await (await openSqliteViewStore(file, [])).close();
  expect(statSync(file).mode & 0o777).toBe(0o600);
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
