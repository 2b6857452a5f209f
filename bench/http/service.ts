import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A server in its own process. */
export interface Service {
  readonly url: string;
  stop(): Promise<void>;
}

/** The built service. */
export const OUR_API = fileURLToPath(new URL('../../apps/api/src/main.js', import.meta.url));
export const OUR_PROJECTOR = fileURLToPath(new URL('../../apps/projector/src/main.js', import.meta.url));

const STARTS_WITHIN_MS = 30_000;

/**
 * Starts a built program as an API with its data and keys in `folder`, and waits until it answers. Its log goes to a file,
 * as under a service manager.
 *
 * @throws Error with the end of the log when the program does not start
 */
export async function startService(
  program: string,
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(folder, `service-${port}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      JALON_DATA_DIR: join(folder, 'data'),
      // A bench asks faster than a person and their programs do.
      REQUESTS_PER_MINUTE: '9999999',
      JALON_KEYS_DIR: join(folder, 'keys'),
      ...environment,
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'exit').finally(() => process.off('exit', kill));

  const deadline = performance.now() + STARTS_WITHIN_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      kill();
      throw new Error(`${program} did not start:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`);
    }
    await pause(50);
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
