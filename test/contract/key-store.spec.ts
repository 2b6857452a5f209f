import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '@jalon/kernel';
import { cachingKeyStore, memoryKeyStore } from '@jalon/privacy';
import { openKeyStore } from '@jalon/privacy/sqlite';
import { describeKeyStore } from './key-store.contract.js';

const random: Random = { bytes: (length) => randomBytes(length) };
const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function openInNewFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-keys-'));
  folders.push(folder);
  return openKeyStore({
    file: join(folder, 'data', 'keys.db'),
    keysDir: join(folder, 'keys'),
    random,
    mayCreate: true,
  });
}

describeKeyStore('memory', () => memoryKeyStore(random));
describeKeyStore('sqlite', openInNewFolder);
describeKeyStore('cached sqlite', () => cachingKeyStore(openInNewFolder()));
