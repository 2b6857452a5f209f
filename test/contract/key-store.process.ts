import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { openPostgresKeyStore, postgresDestroyedList } from '@jalon/privacy/postgres';
import { openSqliteKeyStore } from '@jalon/privacy/sqlite';

const random = { bytes: (length: number) => randomBytes(length) };

/** One of two processes on one key store: at the word, opens it, asks for each subject's key, and says what it was given. */
async function askForKeys(place: string, keysDir: string, subjects: readonly string[]): Promise<void> {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  const options = { keysDir, random, mayCreate: true };
  const keys = place.startsWith('postgres:')
    ? await openPostgresKeyStore({ url: place, destroyed: postgresDestroyedList(place), ...options })
    : await openSqliteKeyStore({ file: place, destroyedFile: join(keysDir, 'destroyed.db'), ...options });
  const kids: string[] = [];
  for (const subject of subjects) kids.push((await keys.keyOf({ tenant: 'main', subject, purpose: 'identity' })).kid);
  await keys.close();
  process.stdout.write(JSON.stringify(kids));
  process.stdin.destroy();
}

const [place = '', keysDir = '', subjects = ''] = process.argv.slice(2);
void askForKeys(place, keysDir, subjects.split(','));
