import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '@jalon/kernel';
import { cachingKeyStore, makeWrappingKey } from '@jalon/privacy';
import { memoryKeyStore } from '@jalon/privacy/memory';
import { openPostgresKeyStore, postgresDestroyedList } from '@jalon/privacy/postgres';
import { openSqliteKeyStore } from '@jalon/privacy/sqlite';
import { newPostgresDatabase } from '@jalon/testing';
import { describeKeyStore } from './key-store.contract.js';

// The first request waits until the PostgreSQL server has started.

const random: Random = { bytes: (length) => randomBytes(length) };
const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-keys-'));
  folders.push(folder);
  return folder;
}

function openInNewFolder() {
  const folder = newFolder();
  return openSqliteKeyStore({
    file: join(folder, 'data', 'keys.db'),
    keysDir: join(folder, 'keys'),
    destroyedFile: join(folder, 'keys', 'destroyed.db'),
    random,
    mayCreate: true,
  });
}

async function openInNewDatabase() {
  const [url, keysDir] = [await newPostgresDatabase(), join(newFolder(), 'keys')];
  makeWrappingKey(keysDir, random);
  return openPostgresKeyStore({ url, keysDir, destroyed: postgresDestroyedList(url), random, mayCreate: true });
}

describeKeyStore('memory', () => memoryKeyStore(random));
describeKeyStore('sqlite', openInNewFolder);
describeKeyStore('cached sqlite', async () => cachingKeyStore(await openInNewFolder()));
describeKeyStore('postgres', openInNewDatabase);
