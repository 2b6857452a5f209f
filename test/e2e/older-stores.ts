import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { newFolders, type Folders } from './service.js';

export const STORES = join(__dirname, '../fixtures/stores');

/** The versions whose stores are kept. */
export const storedVersions = readdirSync(STORES).filter((name) => statSync(join(STORES, name)).isDirectory());

/** A copy of a store as a version wrote it. */
export function storeAsWrittenBy(version: string): Folders {
  const folders = newFolders();
  for (const part of ['data', 'keys'] as const) {
    mkdirSync(folders[part], { recursive: true, mode: 0o700 });
    for (const file of readdirSync(join(STORES, version, `${part}-folder`))) {
      const bytes = gunzipSync(readFileSync(join(STORES, version, `${part}-folder`, file)));
      writeFileSync(join(folders[part], file.replace(/\.gz$/, '')), bytes, { mode: 0o600 });
    }
  }
  return folders;
}
