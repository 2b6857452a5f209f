import { once } from 'node:events';
import { openEngine, readConfig } from '@jalon/engine';

/** One of several processes on one new folder. When told to, it starts the engine and writes who operates `main`. */
async function startAtTheWord(): Promise<void> {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  const engine = await openEngine(readConfig(process.env));
  const { operator } = await engine.tenants.require('main');
  process.stdout.write(JSON.stringify(operator));
  await engine.close();
  process.stdin.destroy();
}

void startAtTheWord();
