import { StoreUnreachable } from '@jalon/ports';

/** The server did not answer in time. It may still do what it was asked to do. */
export class AnswerTimeout extends StoreUnreachable {
  constructor(milliseconds: number) {
    super(`the event store did not answer within ${Math.round(milliseconds)} ms`);
  }
}

export interface IdleTimeout {
  /** Starts the time again: something came. */
  restart(): void;
  clear(): void;
}

/**
 * Calls `onTimeout` when `restart` was not called for `milliseconds`. Answers that arrived while this process itself was
 * busy are handled first: a long turn of the event loop is not the server's fault.
 */
export function startIdleTimeout(milliseconds: number, onTimeout: (error: AnswerTimeout) => void): IdleTimeout {
  let cleared = false;
  let restarted = false;
  const timer = setTimeout(() => {
    restarted = false;
    setImmediate(() => {
      if (!cleared && !restarted) onTimeout(new AnswerTimeout(milliseconds));
    });
  }, milliseconds);
  return {
    restart() {
      restarted = true;
      timer.refresh();
    },
    clear() {
      cleared = true;
      clearTimeout(timer);
    },
  };
}

/** Resolves as `work` does, or rejects with `AnswerTimeout` if that comes first. The result of late work is ignored. */
export function withTimeout<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timeout = startIdleTimeout(milliseconds, reject);
    void work.then(resolve, reject).finally(() => timeout.clear());
  });
}
