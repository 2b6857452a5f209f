import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The server that both sides speak to. */
export interface MeasuredServer {
  readonly url: string;
  /** Which one it is: to be told beside every figure. */
  readonly what: string;
  close(): Promise<void>;
}

const SERVER = /^(esdb|kurrentdb)(\+discover)?:\/\//;

/** How long our side waits for an answer: a busy machine is no silence, and what fills a server is in no hurry. */
export const PATIENCE_MS = 30_000;

/**
 * The server that EVENT_STORE_URL names, which keeps what is written to it; else the tests' double of one, in a process
 * of its own. Only against the first do figures tell how it will be.
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
  const [said] = (await Promise.race([once(child.stdout, 'data'), ended(child)])) as [Buffer];
  return {
    url: String(said),
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
