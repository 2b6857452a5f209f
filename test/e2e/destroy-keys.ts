import { join } from 'node:path';
import { systemRandom } from '@jalon/application';
import { openSqliteKeyStore } from '@jalon/privacy/sqlite';
import type { Folders } from './service.js';

/** What the erasure command will do: destroys a subject's keys in the key store itself. */
export async function destroyKeys({ data, keys }: Folders, subject: string): Promise<void> {
  const store = await openSqliteKeyStore({
    file: join(data, 'keys.sqlite'),
    keysDir: keys,
    destroyedFile: join(keys, 'destroyed.sqlite'),
    random: systemRandom,
    mayCreate: false,
  });
  expect(await store.destroy('main', subject)).not.toEqual([]);
  await store.close();
}
