// Before a run of jest: the process that starts a PostgreSQL if a specification asks for one. In a group of its own: an
// interrupted run ends it by closing its standard input, whatever ended the run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export default async function setUp({ rootDir }) {
  const keeper = spawn(process.execPath, [join(rootDir, 'test/support/postgres-server.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const [port] = await once(keeper.stdout, 'data');
  process.env.JALON_TEST_POSTGRES = String(port).trim();
  globalThis.postgresKeeper = keeper;
  for (const handle of [keeper, keeper.stdin, keeper.stdout]) handle.unref();
}
