import { join } from 'node:path';
import type { Bench, Side } from './harness/bench.js';
import { startFollowers } from './http/followers.js';
import { startLoadMaker } from './http/load.js';
import { tokenFrom, viewsCaughtUp } from './http/requests.js';
import { OUR_API, startService } from './http/service.js';

const CLIENTS = 8;

/** How long commands wait while people follow the live stream, each a person of their own. */
export const besideFollowers = (followers: number): Bench => ({
  name: `beside-${followers}-followers`,
  unit: 'commands answered',
  ours: `${CLIENTS} keep-alive clients of the built service, RegisterEmployer, while ${followers} people follow its live stream`,
  raw: 'the same to another such service, which nobody follows',
  pace: { full: { rounds: 7, sliceMs: 2_000 }, quick: { rounds: 1, sliceMs: 500 } },

  elsewhere: true,

  async open({ folder }) {
    const followed = await startService(OUR_API, folder, { LIVE_STREAMS_PER_SERVICE: String(followers) });
    const keys = join(folder, 'keys');
    // An installation of its own.
    const quietKeys = join(folder, 'quiet-keys');
    const quietFolders = { JALON_DATA_DIR: join(folder, 'quiet-data'), JALON_KEYS_DIR: quietKeys };
    const quiet = await startService(OUR_API, folder, quietFolders);
    const load = startLoadMaker();
    const tokens = await Promise.all(Array.from({ length: followers }, () => tokenFrom(keys)));
    const following = await startFollowers({ url: followed.url, tokens });
    const side =
      (url: string, token: string): Side =>
      async (slice) => {
        const { waits } = await load.make({ urls: [url], token, clients: CLIENTS, milliseconds: slice.milliseconds });
        waits.forEach((wait) => slice.waited(wait));
        return waits.length;
      };
    return {
      ours: side(followed.url, await tokenFrom(keys)),
      raw: side(quiet.url, await tokenFrom(quietKeys)),
      untilIdle: () => Promise.all([viewsCaughtUp(followed.url), viewsCaughtUp(quiet.url)]).then(() => undefined),
      async close() {
        following.stop();
        load.stop();
        await Promise.all([followed.stop(), quiet.stop()]);
      },
    };
  },
});
