// node scripts/run.mjs <api | cli | bench> [arguments]: makes the clone ready, then becomes that program.
// The program is imported, not spawned: signals, standard streams and the exit code are its own.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensure } from './ensure.mjs';

const MAINS = {
  api: 'bin/api.js',
  projector: 'bin/projector.js',
  cli: 'bin/cli.js',
  bench: 'bench/main.js',
};

const [target, ...args] = process.argv.slice(2);
const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist');
const main = join(dist, MAINS[target] ?? '');

try {
  if (!(target in MAINS)) throw new Error(`Usage: node scripts/run.mjs <${Object.keys(MAINS).join(' | ')}>`);
  // The cli's output is read by scripts: it says nothing of getting ready, except to a terminal.
  await ensure({ quiet: target === 'cli' });
  if (!existsSync(main)) throw new Error(`There is no ${target} in this build yet.`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

if (process.env.npm_lifecycle_event === 'start') stopWithParent();
process.argv = [process.argv[0], main, ...args];
process.title = `jalon ${target}`;
await import(pathToFileURL(main).href);

// package.json says `exec node`, so that npm's signals reach the service and not a shell between them. A killed npm
// (SIGKILL) passes nothing on: then the service notices that it was orphaned, and stops as if asked to.
function stopWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}
