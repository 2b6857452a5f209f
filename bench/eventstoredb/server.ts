import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The server that both sides use. */
export interface MeasuredServer {
  readonly url: string;
  /** Which server it is, to be printed with every figure. */
  readonly what: string;
  close(): Promise<void>;
}

const SERVER = /^(esdb|kurrentdb)(\+discover)?:\/\//;

/** Long, because the machine is busy, and filling a server is not urgent. */
export const IDLE_TIMEOUT_MS = 30_000;

/**
 * Opens the server of EVENT_STORE_URL, which keeps what is written to it, or else the tests' double in a process of its
 * own. Only figures of a real server are meaningful.
 */
export async function openMeasuredServer(): Promise<MeasuredServer> {
  const url = process.env['EVENT_STORE_URL'] ?? '';
  if (SERVER.test(url)) return { url, what: 'the server that EVENT_STORE_URL names', close: () => Promise.resolve() };
  const runner = ['test/support/run-typescript.cjs', 'test/double/double.process.ts'];
  const child = spawn(
    process.execPath,
    runner.map((file) => join(process.cwd(), file)),
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const [output] = (await Promise.race([once(child.stdout, 'data'), ended(child)])) as [Buffer];
  return {
    url: String(output),
    what: 'THE DOUBLE of the tests, in memory: no real server was measured',
    async close() {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}

async function ended(child: NodeJS.EventEmitter): Promise<never> {
  await once(child, 'exit');
  throw new Error('the double did not start');
}
