import { setTimeout as pause } from 'node:timers/promises';
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

const PROBE_INTERVAL_MS = 100;
/** At most so many unanswered probes before the next reconnection. */
const MAX_PROBES_BEFORE_RECONNECT = 8;

export interface CircuitBreaker {
  /** Does `work`, unless the circuit is open: then it fails at once. @throws StoreUnavailable */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Ends the probes. */
  stop(): void;
}

/**
 * A frozen server accepts everything and answers nothing. After the first call that timed out the circuit is open: other
 * calls fail at once, and do not wait for the server. Meanwhile it is probed. The first answer, even a refusal, closes the
 * circuit. If a probe times out too, the client reconnects, because a proxy or another leader may be the reason.
 *
 * @param probe one small request, which times out by itself
 * @param reconnect makes the next probe use another connection
 */
export function createCircuitBreaker(probe: () => Promise<unknown>, reconnect: () => void): CircuitBreaker {
  let openedBy: AnswerTimeout | null = null;
  let stopped = false;

  function open(error: AnswerTimeout): void {
    if (openedBy !== null || stopped) return;
    openedBy = error;
    void probeUntilAnswered();
  }

  async function probeUntilAnswered(): Promise<void> {
    let unanswered = 0;
    let probesBeforeReconnect = 1;
    while (openedBy !== null && !stopped) {
      try {
        await probe();
        openedBy = null;
      } catch (error) {
        // The server refuses, or is gone. Either is known at once, so calls no longer need to be held back.
        if (!(error instanceof AnswerTimeout)) {
          openedBy = null;
          return;
        }
        unanswered += 1;
        // Less and less often: a server that is only slow must not be reconnected to again and again.
        if (unanswered === probesBeforeReconnect) {
          reconnect();
          unanswered = 0;
          probesBeforeReconnect = Math.min(probesBeforeReconnect * 2, MAX_PROBES_BEFORE_RECONNECT);
        }
        await pause(PROBE_INTERVAL_MS, undefined, { ref: false });
      }
    }
  }

  return {
    async run(work) {
      if (openedBy !== null) throw new StoreUnreachable('the event store has fallen silent', { cause: openedBy });
      try {
        return await work();
      } catch (error) {
        if (error instanceof AnswerTimeout) open(error);
        throw error;
      }
    },
    stop() {
      stopped = true;
    },
  };
}
