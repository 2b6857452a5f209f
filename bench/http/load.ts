import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The load for a server, and its duration. */
export interface Load {
  /** The URL of a server, or of several that share the clients evenly. */
  readonly urls: readonly string[];
  readonly token: string;
  readonly clients: number;
  readonly milliseconds: number;
}

export interface LoadResult {
  /** The time that each accepted command waited for its answer, in milliseconds. */
  readonly waits: readonly number[];
  /** The statuses of the other requests. */
  readonly refused: readonly number[];
  readonly milliseconds: number;
}

export interface LoadMaker {
  /** @throws Error when a command was not accepted */
  make(load: Load): Promise<LoadResult>;
  stop(): void;
}

export function startLoadMaker(): LoadMaker {
  const child = fork(fileURLToPath(new URL('./load.process.js', import.meta.url)));
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    async make(load) {
      child.send(load);
      const [result] = (await once(child, 'message')) as [LoadResult];
      const [status] = result.refused;
      if (status !== undefined) throw new Error(`${result.refused.length} commands were refused, with ${status}`);
      return result;
    },
    stop() {
      process.off('exit', kill);
      kill();
    },
  };
}
