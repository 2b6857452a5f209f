import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createEventRegistry } from '@jalon/event-store';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import { openSqliteKeyStore } from '@jalon/privacy/sqlite';
import { openSqliteViewStore } from '@jalon/view-store';

/** Writes to a file that is not in WAL mode yet, as another process does that starts at the same moment. */
const WRITING = `
  const { parentPort, workerData } = require('node:worker_threads');
  const Database = require('better-sqlite3');
  const db = new Database(workerData);
  db.exec('BEGIN IMMEDIATE');
  parentPort.postMessage('writes');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  db.exec('COMMIT');
  db.close();
`;

describe('a store whose new file another process is making at the same moment', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'jalon-new-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const random = { bytes: (length: number) => randomBytes(length) };
  const openKeys = (file: string, destroyedFile: string) =>
    openSqliteKeyStore({ file, destroyedFile, keysDir: join(folder, 'keys'), random, mayCreate: true });

  it.each([
    ['events', (file: string) => openSqliteEventStore({ file, registry: createEventRegistry([]) })],
    ['keys', (file: string) => openKeys(file, join(folder, 'destroyed.db'))],
    ['list', (file: string) => openKeys(join(folder, 'data', 'other.db'), file)],
    ['views', (file: string) => openSqliteViewStore(file, [])],
  ])('waits for it: %s', async (name, open) => {
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    const file = join(folder, 'data', `${name}.db`);
    closeSync(openSync(file, 'a', 0o600));
    const other = new Worker(WRITING, { eval: true, workerData: file });
    const ended = once(other, 'exit');
    await once(other, 'message');

    const store = await open(file);
    await store.close();
    expect(await ended).toEqual([0]);
  });
});
