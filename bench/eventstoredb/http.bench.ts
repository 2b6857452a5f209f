import { join } from 'node:path';
import { makeSecrets } from '@jalon/engine';
import type { Bench, Side } from '../harness/bench.js';
import { startPostgres } from '../harness/postgres.js';
import { tokenFrom, viewsCaughtUp } from '../http/requests.js';
import { startLoadMaker } from '../http/load.js';
import { OUR_API, OUR_PROJECTOR, startService } from '../http/service.js';
import { openMeasuredServer } from './server.js';

const CLIENTS = 64;

/** Two services compared with one, on the same event server, views and projector. */
export const twoServices: Bench = {
  name: `esdb-http-${CLIENTS}`,
  unit: 'commands answered',
  ours: `${CLIENTS} keep-alive clients of two built services, half of them each, RegisterEmployer, a new id and key each`,
  raw: 'the same clients of one of the two; beside both a projector, views and keys in PostgreSQL',
  pace: { full: { rounds: 7, sliceMs: 1_000 }, quick: { rounds: 2, sliceMs: 300 } },
  whenAsked: true,
  elsewhere: true,

  async open({ folder }) {
    const server = await openMeasuredServer();
    const postgres = await startPostgres();
    const keysDir = join(folder, 'keys');
    await makeSecrets({ keysDir });
    const environment = {
      EVENT_STORE_URL: server.url,
      VIEW_STORE_URL: await postgres.database(),
      KEY_STORE_URL: await postgres.database(),
      PROJECTIONS: 'elsewhere',
    };
    const first = await startService(OUR_API, folder, environment);
    const second = await startService(OUR_API, folder, environment);
    const projector = await startService(OUR_PROJECTOR, folder, environment);
    const load = startLoadMaker();
    const token = await tokenFrom(keysDir);
    const side =
      (urls: readonly string[]): Side =>
      async (slice) => {
        const { milliseconds } = slice;
        const { waits } = await load.make({ urls, token, clients: CLIENTS, milliseconds });
        waits.forEach((wait) => slice.waited(wait));
        return waits.length;
      };
    return {
      against: server.what,
      ours: side([first.url, second.url]),
      raw: side([first.url]),
      untilIdle: () => viewsCaughtUp(first.url),
      async close() {
        load.stop();
        await Promise.all([first, second, projector].map((service) => service.stop()));
        await postgres.close();
        await server.close();
      },
    };
  },
};
