import { setTimeout as pause } from 'node:timers/promises';

const PROBE_INTERVAL_MS = 100;
/** At most so many unanswered probes before the next reconnection. */
const MAX_PROBES_BEFORE_RECONNECT = 8;
/** So many late answers in a row open the circuit. */
const LATE_IN_A_ROW = 3;

export interface CircuitBreaker {
  /**
   * Does `work`, unless the circuit is open: then it fails at once.
   *
   * @param evenIfOpen does it then too: for what is worth waiting for
   * @throws what `refusal` makes, while the circuit is open
   */
  run<T>(work: () => Promise<T>, options?: { readonly evenIfOpen: boolean }): Promise<T>;
  /** Ends the probes. */
  stop(): void;
}

export interface CircuitBreakerOptions {
  /** One small request, which times out by itself. */
  readonly probe: () => Promise<unknown>;
  /** Whether an error says that no answer came in time. Any other is an answer, or says at once that the server is gone. */
  readonly isLate: (error: unknown) => boolean;
  /** Whether an error says that the server was not asked at all, so that it is probed; no error does by default. */
  readonly isUnasked?: (error: unknown) => boolean;
  /** The error of calls that are refused, made from that of the last late answer. */
  readonly refusal: (late: unknown) => Error;
  /** Makes the next probe use another connection, where the client would go on using the same. */
  readonly reconnect?: () => void;
}

/**
 * A slow server answers late now and then; a frozen one accepts everything and answers nothing. One late answer is that
 * call's alone. After several in a row, with no answer between them, the circuit is open: other calls fail at once, and do
 * not wait for the server. From the first late answer on the server is probed, and an unanswered probe counts as a late
 * answer. A call that never reached the server is neither an answer nor a late one, but the server is probed then: all
 * connections may be in use because it is frozen, or because they run long statements. The first answer, even a refusal,
 * closes the circuit. After an unanswered probe the client reconnects, because a proxy or another leader may be the reason.
 */
export function createCircuitBreaker({
  probe,
  isLate,
  isUnasked = () => false,
  refusal,
  reconnect = () => undefined,
}: CircuitBreakerOptions): CircuitBreaker {
  let lateInARow = 0;
  let answers = 0;
  let isInDoubt = false;
  let lastLate: unknown = null;
  let probing = false;
  let stopped = false;

  function countAnswer(): void {
    answers += 1;
    lateInARow = 0;
    isInDoubt = false;
  }

  async function answerOf<T>(work: () => Promise<T>): Promise<T> {
    try {
      const answer = await work();
      countAnswer();
      return answer;
    } catch (error) {
      if (isLate(error)) {
        lateInARow += 1;
        lastLate = error;
      } else if (isUnasked(error)) isInDoubt = true;
      // A server that refuses, or is gone, is known at once, so calls need not be held back.
      else countAnswer();
      throw error;
    }
  }

  const isSuspect = () => lateInARow > 0 || isInDoubt;

  async function probeUntilAnswered(): Promise<void> {
    if (probing) return;
    probing = true;
    let unanswered = 0;
    let probesBeforeReconnect = 1;
    const isOver = () => !isSuspect() || stopped;
    while (!isOver()) {
      const answersBefore = answers;
      await answerOf(probe).catch(() => undefined);
      if (isOver()) break;
      // While other calls are answered, the connection is fine.
      if (answers === answersBefore) unanswered += 1;
      // Less and less often: a server that is only slow must not be reconnected to again and again.
      if (unanswered === probesBeforeReconnect) {
        reconnect();
        unanswered = 0;
        probesBeforeReconnect = Math.min(probesBeforeReconnect * 2, MAX_PROBES_BEFORE_RECONNECT);
      }
      await pause(PROBE_INTERVAL_MS, undefined, { ref: false });
    }
    probing = false;
  }

  return {
    async run(work, { evenIfOpen } = { evenIfOpen: false }) {
      if (lateInARow >= LATE_IN_A_ROW && !evenIfOpen) {
        throw refusal(lastLate);
      }
      try {
        return await answerOf(work);
      } finally {
        if (isSuspect() && !stopped) void probeUntilAnswered();
      }
    },
    stop() {
      stopped = true;
    },
  };
}
