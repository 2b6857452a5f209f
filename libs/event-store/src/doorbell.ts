/** How readers at the end of the log learn that there may be more. */
export interface Doorbell {
  ring(): void;
  /** Resolves when the bell rings, after `milliseconds`, or when `signal` aborts: at the first of them. */
  heard(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export function createDoorbell(): Doorbell {
  const waiting = new Set<() => void>();
  return {
    ring() {
      for (const wake of [...waiting]) wake();
    },
    heard(milliseconds, signal) {
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        signal.addEventListener('abort', wake);
        waiting.add(wake);
        if (signal.aborted) wake();
      });
    },
  };
}
