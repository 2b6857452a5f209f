import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Whose live streams are followed: one for each token. */
export interface Follow {
  readonly url: string;
  readonly tokens: readonly string[];
}

/** Followers in a process of their own, until they are stopped. Resolves when every stream has begun. */
export async function startFollowers(follow: Follow): Promise<{ stop(): void }> {
  const child = fork(fileURLToPath(new URL('./followers.process.js', import.meta.url)));
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.send(follow);
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the followers could not all follow')));
  await Promise.race([once(child, 'message'), ended]);
  // They end when they are stopped.
  ended.catch(() => undefined);
  return {
    stop() {
      process.off('exit', kill);
      kill();
    },
  };
}
