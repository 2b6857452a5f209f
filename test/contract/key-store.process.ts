import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { openPostgresKeyStore, postgresDestroyedList } from '@jalon/privacy/postgres';
import { openSqliteKeyStore } from '@jalon/privacy/sqlite';

const random = { bytes: (length: number) => randomBytes(length) };

/** One of two processes on one key store. When told to, it opens it, asks for each subject's key and writes what it got. */
async function askForKeys(location: string, keysDir: string, subjects: readonly string[]): Promise<void> {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  const options = { keysDir, random, mayCreate: true };
  const keys = location.startsWith('postgres:')
    ? await openPostgresKeyStore({ url: location, destroyed: postgresDestroyedList(location), ...options })
    : await openSqliteKeyStore({ file: location, destroyedFile: join(keysDir, 'destroyed.db'), ...options });
  const kids: string[] = [];
  for (const subject of subjects) kids.push((await keys.keyOf({ tenant: 'main', subject, purpose: 'identity' })).kid);
  await keys.close();
  process.stdout.write(JSON.stringify(kids));
  process.stdin.destroy();
}

const [location = '', keysDir = '', subjects = ''] = process.argv.slice(2);
void askForKeys(location, keysDir, subjects.split(','));
