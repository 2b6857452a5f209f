import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openSqliteKeyStore } from '@jalon/privacy/sqlite';
import { describeRestoredKeys, type RestoredKeys } from './restored-keys.contract.js';

const random = { bytes: (length: number) => randomBytes(length) };
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-restored-'));
  folders.push(folder);
  return folder;
}

async function inFiles(): Promise<RestoredKeys> {
  const folder = newFolder();
  const [file, destroyedFile] = [join(folder, 'data', 'keys.db'), join(folder, 'keys', 'destroyed.db')];
  return {
    open: async (options) =>
      openSqliteKeyStore({ file, destroyedFile, keysDir: join(folder, 'keys'), random, mayCreate: true, ...options }),
    backUp: async () => copyFileSync(file, join(folder, 'backup.db')),
    async putBack() {
      for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true });
      copyFileSync(join(folder, 'backup.db'), file);
    },
    async loseList() {
      // A closed store is one file, without a write-ahead log beside it.
      for (const rest of ['-wal', '-journal']) expect(existsSync(destroyedFile + rest)).toBe(false);
      renameSync(destroyedFile, join(folder, 'lost.db'));
      return async () => renameSync(join(folder, 'lost.db'), destroyedFile);
    },
    async forgetList() {
      rmSync(destroyedFile);
      const database = new Database(file);
      database.exec('DROP TABLE destroyed_list');
      database.close();
    },
  };
}

describeRestoredKeys('in files', inFiles);
