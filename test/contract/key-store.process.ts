import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { openKeyStore } from '@jalon/privacy/sqlite';

/** One of two processes on one key store: at the word, opens it, asks for each subject's key, and says what it was given. */
async function askForKeys(file: string, keysDir: string, subjects: readonly string[]): Promise<void> {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  const keys = openKeyStore({ file, keysDir, random: { bytes: (length) => randomBytes(length) }, mayCreate: true });
  const kids: string[] = [];
  for (const subject of subjects) kids.push((await keys.keyOf({ tenant: 'main', subject, purpose: 'identity' })).kid);
  await keys.close();
  process.stdout.write(JSON.stringify(kids));
  process.stdin.destroy();
}

const [file = '', keysDir = '', subjects = ''] = process.argv.slice(2);
void askForKeys(file, keysDir, subjects.split(','));
