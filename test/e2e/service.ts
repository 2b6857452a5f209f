import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkedFetch } from './answer-check.js';

const MAIN = join(__dirname, '../../dist/bin/api.js');
const PROJECTOR = join(__dirname, '../../dist/bin/projector.js');

/** The folders of a service. */
export interface Folders {
  readonly root: string;
  readonly data: string;
  readonly keys: string;
  /** Further environment variables for its processes. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Suites ask faster than people and their programs do; test/e2e/limits.spec.ts tests the limits. */
const NO_LIMITS = { REQUESTS_PER_MINUTE: '9999999', FAILURES_PER_MINUTE: '9999999' };

/** The environment by which a process finds them. */
export function environmentOf({ data, keys, env }: Folders): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], JALON_DATA_DIR: data, JALON_KEYS_DIR: keys, ...NO_LIMITS, ...env };
}

/** The built service, running as a process of its own. */
export interface Service {
  readonly url: string;
  readonly pid: number;
  readonly folders: Folders;
  /** Everything it has written to its log so far. */
  readonly log: () => string;
  /** Sends a signal and waits for the end. */
  readonly end: (signal?: NodeJS.Signals) => Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export function newFolders(): Folders {
  const root = mkdtempSync(join(tmpdir(), 'jalon-e2e-'));
  return { root, data: join(root, 'data'), keys: join(root, 'keys') };
}

export function removeFolders({ root }: Folders): void {
  rmSync(root, { recursive: true, force: true });
}

/** Makes folders, or takes some, that are removed after the suite in which this is called. */
export function foldersOfSuite(): (own?: Folders) => Folders {
  const made: Folders[] = [];
  afterAll(() => made.forEach(removeFolders));
  return (own = newFolders()) => {
    made.push(own);
    return own;
  };
}

/** Starts the service on a free port. Waits until it listens and, where it projects itself, until every view answers. */
export async function startService(
  folders: Folders = newFolders(),
  env: NodeJS.ProcessEnv = {},
  logFile?: string,
): Promise<Service> {
  const service = await startListening(folders, env, logFile);
  const projects = { ...folders.env, ...env }['PROJECTIONS'] !== 'elsewhere';
  // On a slow machine the first build takes longer than a start waits for it; the log says so.
  if (projects && service.log().includes('not every view answers yet')) await viewsBuilt(service);
  return service;
}

/** Starts the service likewise, but waits only until it listens. */
export function startListening(folders: Folders, env: NodeJS.ProcessEnv = {}, logFile?: string): Promise<Service> {
  return started(launch(folders, env, MAIN, logFile), folders, logFile);
}

async function viewsBuilt({ url }: Service): Promise<void> {
  for (;;) {
    const { status } = (await (await checkedFetch(`${url}/health/ready`)).json()) as { readonly status: string };
    if (status !== 'partly-ready') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Starts a projector likewise: it listens too, for its health and metrics. */
export function startProjector(folders: Folders, env: NodeJS.ProcessEnv = {}): Promise<Service> {
  return started(launch(folders, env, PROJECTOR), folders);
}

async function started(child: ChildProcess, folders: Folders, logFile?: string): Promise<Service> {
  const log = logFile === undefined ? collect(child.stdout) : () => readFileSync(logFile, 'utf8');
  const ended = end(child);
  const url = await Promise.race([listening(child, log), ended]);
  if (typeof url !== 'string') throw new Error(`the service did not start:\n${url.stderr}`);
  return {
    url,
    pid: child.pid ?? 0,
    folders,
    log,
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Starts a service that is expected to refuse to start, and waits for its end. */
export function refusedStart(folders: Folders, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return end(launch(folders, env));
}

/** The same of a projector. */
export function refusedProjector(folders: Folders): Promise<Ended> {
  return end(launch(folders, {}, PROJECTOR));
}

function launch(folders: Folders, env: NodeJS.ProcessEnv = {}, program = MAIN, logFile?: string): ChildProcess {
  const log = logFile === undefined ? 'pipe' : openSync(logFile, 'a');
  const child = spawn(process.execPath, [program], {
    env: { ...environmentOf(folders), PORT: '0', ...env },
    stdio: ['ignore', log, 'pipe'],
  });
  if (log !== 'pipe') closeSync(log);
  return child;
}

async function listening(child: ChildProcess, log: () => string): Promise<string> {
  for (;;) {
    const [, url] = /listening at (http:[^"]+)"/.exec(log()) ?? [];
    if (url) return url;
    // A log in a file is looked at again after a moment.
    await (child.stdout ? once(child.stdout, 'data') : pause(50));
  }
}

async function end(child: ChildProcess): Promise<Ended> {
  const written = collect(child.stderr);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  // The first start prints an address to log in by, which changes each time.
  const stderr = written().replace(/^Log in within ten minutes, once: .*\n/m, '');
  return { code, signal, stderr };
}

function collect(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
}
