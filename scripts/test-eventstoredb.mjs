// The tests that need a real EventStoreDB 22.10 or later, against the one that EVENT_STORE_URL names, and a cluster where one
// is given. What they are given, and what they do with it: docs/operations/eventstoredb.md.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

if (!/^(esdb|esdb\+discover|kurrentdb|kurrentdb\+discover):\/\//.test(process.env.EVENT_STORE_URL ?? '')) {
  process.stderr.write('Set EVENT_STORE_URL to a server of yours, such as esdb://127.0.0.1:2113?tls=false\n');
  process.stderr.write('real EventStoreDB: NOT RUN\n');
  process.exit(1);
}

const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(process.execPath, [jest, '--runInBand', 'test/eventstoredb', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, JALON_REAL_EVENT_STORE: 'yes' },
});
process.exit(status ?? 1);
