import { NoAnswer } from './time-limit.js';

export interface ByteBudget {
  /**
   * Resolves when `bytes` may be sent, in the order asked, with what gives them back.
   *
   * @throws NoAnswer when that does not come within `milliseconds`: nothing was sent
   */
  take(bytes: number, milliseconds: number): Promise<() => void>;
}

interface Waiting {
  readonly bytes: number;
  readonly go: () => void;
}

/** Bounds what is under way at once. Whatever is larger than the whole goes alone. */
export function createByteBudget(most: number): ByteBudget {
  const queue: Waiting[] = [];
  let used = 0;

  const fits = (bytes: number) => used === 0 || used + bytes <= most;

  function give(bytes: number): void {
    used -= bytes;
    admit();
  }

  function admit(): void {
    for (let next = queue[0]; next && fits(next.bytes); next = queue[0]) {
      queue.shift();
      next.go();
    }
  }

  return {
    take: (bytes, milliseconds) =>
      new Promise((resolve, reject) => {
        const waiting: Waiting = {
          bytes,
          go() {
            clearTimeout(timer);
            used += bytes;
            resolve(() => give(bytes));
          },
        };
        const timer = setTimeout(() => {
          queue.splice(queue.indexOf(waiting), 1);
          reject(new NoAnswer(milliseconds));
          // Who stood behind it may be small enough.
          admit();
        }, milliseconds);
        queue.push(waiting);
        admit();
      }),
  };
}
