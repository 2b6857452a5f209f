import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { EngineConfig } from '@jalon/engine';
import type { Answer, Task } from './mission.tasks.js';

/** A child process that does tasks on a folder (mission.process.ts). */
export interface Child {
  /** @throws ChildGone when it ends before it has answered */
  ask(task: Task): PendingTask;
  /** Continues it where a test that failed left it stopped. */
  proceed(): void;
  kill(): Promise<void>;
  /** Lets it finish what it does, and waits for its end. */
  end(): Promise<void>;
}

export interface PendingTask {
  readonly answer: Promise<Answer>;
  /** Resolves when the process has announced that it sends itself a signal now. */
  readonly signalled: Promise<void>;
  /** Continues the stopped process, and waits for the answer. */
  resume(): Promise<Answer>;
}

export class ChildGone extends Error {
  override readonly name = 'ChildGone';

  constructor(readonly signal: NodeJS.Signals | null) {
    super(`the process is gone (${signal ?? 'by itself'})`);
  }
}

type Line = { readonly id: number } & ({ readonly answer: Answer } | { readonly signalling: string });

const RESUME_AGAIN_MS = 50;

/** Starts it and waits until it has opened the folder. */
export async function startChild({ dataDir, keysDir }: EngineConfig): Promise<Child> {
  const program = ['test/support/run-typescript.cjs', 'test/torture/mission.process.ts'];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], JALON_DATA_DIR: dataDir, JALON_KEYS_DIR: keysDir },
  });
  const closed = once(child, 'close');
  const waiting = new Map<number, { onLine: (line: Line) => void; onGone: (gone: ChildGone) => void }>();
  // A write to a process that was just killed does not fail the test.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout });
  const ready = once(lines, 'line');
  lines.on('line', (text) => {
    const line = JSON.parse(text) as Line;
    waiting.get(line.id)?.onLine(line);
  });
  void closed.then(([, signal]: unknown[]) => {
    for (const { onGone } of waiting.values()) onGone(new ChildGone(signal as NodeJS.Signals | null));
  });
  const end = async (how: () => unknown) => {
    how();
    await closed;
  };
  await Promise.race([ready, closed.then(() => Promise.reject(new Error('the process did not start')))]);
  let asked = 0;

  return {
    ask(task) {
      const id = (asked += 1);
      const answer = deferred<Answer>();
      const signalled = deferred<undefined>();
      waiting.set(id, {
        onLine: (line) => {
          if ('signalling' in line) {
            signalled.resolve(undefined);
            return;
          }
          answer.resolve(line.answer);
          signalled.reject(new Error(`it answered before it came to its signal: ${JSON.stringify(line.answer)}`));
        },
        onGone: (gone) => {
          answer.reject(gone);
          signalled.reject(gone);
        },
      });
      child.stdin.write(`${JSON.stringify({ id, task })}\n`);
      return {
        answer: answer.promise,
        signalled: signalled.promise,
        resume: () => resumed(answer.promise, () => child.kill('SIGCONT')),
      };
    },
    proceed: () => void child.kill('SIGCONT'),
    kill: () => end(() => child.kill('SIGKILL')),
    end: () => end(() => child.stdin.end()),
  };
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** A promise that may be awaited later than it fails, or never. */
function deferred<T>(): Deferred<T> {
  let settle: Pick<Deferred<T>, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  promise.catch(() => undefined);
  return { promise, ...settle! };
}

/** Continued again until it answers: a SIGCONT that comes just before the SIGSTOP is lost. */
async function resumed(answer: Promise<Answer>, proceed: () => void): Promise<Answer> {
  const again = setInterval(proceed, RESUME_AGAIN_MS);
  proceed();
  try {
    return await answer;
  } finally {
    clearInterval(again);
  }
}
