import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environmentOf, type Folders } from './service.js';

/** The built command line. */
export const CLI_MAIN = join(__dirname, '../../dist/bin/cli.js');

/** What a command line wrote and how it ended. */
export interface CliRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line that is running. */
export interface CliProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<CliRun>;
  /** Waits until it has written a line that holds `text`. */
  readonly wrote: (text: string) => Promise<void>;
}

/** Runs the built command line over `folders`, in English. */
export function jalon(folders: Folders, ...args: readonly string[]): Promise<CliRun> {
  return startJalon(folders, ...args).ended;
}

export function startJalon(folders: Folders, ...args: readonly string[]): CliProcess {
  const child = spawn(process.execPath, [CLI_MAIN, ...args], {
    env: { ...environmentOf(folders), LANG: 'en_GB.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (written.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (written.stderr += chunk));
  const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    ...written,
  }));
  return {
    child,
    ended,
    wrote: async (text) => {
      while (!written.stdout.includes(text)) await Promise.race([once(child.stdout, 'data'), mustNotEnd(ended)]);
    },
  };
}

async function mustNotEnd(ended: Promise<CliRun>): Promise<never> {
  const { code, stderr } = await ended;
  throw new Error(`it ended with ${code} before it wrote what was waited for:\n${stderr}`);
}

/** The JSON answer of a command given `--json`, whatever its exit code. */
export function answerOf({ stdout, stderr }: CliRun): unknown {
  if (stdout === '') throw new Error(`no answer: ${stderr}`);
  return JSON.parse(stdout);
}

/** An event as `events tail --json` and `events show --json` give it, with what lies in its data. */
export interface StoredBody<Data> {
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly recordedAt: string;
  readonly data: Data;
}

export async function storedEvents<Data = Readonly<Record<string, unknown>>>(
  folders: Folders,
  ...filters: readonly string[]
): Promise<readonly StoredBody<Data>[]> {
  const { stdout } = await jalon(folders, 'events', 'tail', '--json', ...filters);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly body: StoredBody<Data> }).body);
}
