import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench, Side } from './harness/bench.js';
import { tokenFrom, viewsCaughtUp } from './http/requests.js';
import { startLoadMaker } from './http/load.js';
import { OUR_API, startService } from './http/service.js';

const CLIENTS = 64;
const EMPTY_API = fileURLToPath(new URL('./http/empty-api.process.js', import.meta.url));

/** A command over HTTP, from the client's socket to the disk and back, while projections run. */
export const http: Bench = {
  name: `http-${CLIENTS}`,
  unit: 'commands answered',
  ours: `${CLIENTS} keep-alive clients of the built service, RegisterEmployer, a new id and key each`,
  raw: 'the same requests to the same Nest application over nothing: its handler answers at once',
  pace: { full: { rounds: 7, sliceMs: 1_000 }, quick: { rounds: 2, sliceMs: 300 } },

  elsewhere: true,

  async open({ folder }) {
    // The first service creates the keys, so that the second accepts the same tokens.
    const service = await startService(OUR_API, folder);
    const empty = await startService(EMPTY_API, folder);
    const load = startLoadMaker();
    const token = await tokenFrom(join(folder, 'keys'));
    const side =
      (url: string): Side =>
      async (slice) => {
        const { milliseconds } = slice;
        const { waits } = await load.make({ urls: [url], token, clients: CLIENTS, milliseconds });
        waits.forEach((wait) => slice.waited(wait));
        return waits.length;
      };

    return {
      ours: side(service.url),
      raw: side(empty.url),
      untilIdle: () => viewsCaughtUp(service.url),
      async close() {
        load.stop();
        await Promise.all([service.stop(), empty.stop()]);
      },
    };
  },
};
