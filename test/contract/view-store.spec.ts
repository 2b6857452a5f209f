import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteViewStore } from '@jalon/view-store';
import { describeViewStore } from './view-store.contract.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-views-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describeViewStore('SQLite', (projections) => openSqliteViewStore(join(folder, 'views.db'), projections));
