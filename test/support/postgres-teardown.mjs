// After a run of jest: waits until the PostgreSQL that it may have started is gone, and its folder with it.
import { once } from 'node:events';

export default async function tearDown() {
  const keeper = globalThis.postgresKeeper;
  if (!keeper || keeper.exitCode !== null) return;
  keeper.ref();
  const gone = once(keeper, 'exit');
  keeper.stdin.end();
  await gone;
}
