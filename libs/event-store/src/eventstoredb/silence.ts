import { setTimeout as pause } from 'node:timers/promises';
import { StoreSilent } from '@jalon/ports';
import { NoAnswer } from './time-limit.js';

/** How soon a silent server is asked again. */
const ASK_AGAIN_MS = 100;
/** After so many questions without an answer another connection is tried at the latest. */
const MOST_UNANSWERED = 8;

export interface Silence {
  /** Does `work`, unless the server is known to be silent: then nobody waits for it again. @throws StoreUnavailable */
  unlessSilent<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/**
 * A frozen server accepts everything and answers nothing. Once it has let a call wait for too long, the others are
 * refused at once, while `ask` finds out whether it answers again: after `leave`, perhaps over another connection, or
 * another server, since it may be what lies between that is silent.
 *
 * @param ask one small question, which fails by itself when it is not answered
 */
export function createSilence(ask: () => Promise<unknown>, leave: () => void): Silence {
  let silent: NoAnswer | null = null;
  let closed = false;

  function fellSilent(fault: NoAnswer): void {
    if (silent !== null || closed) return;
    silent = fault;
    void listen();
  }

  async function listen(): Promise<void> {
    let unanswered = 0;
    let patience = 1;
    while (silent !== null && !closed) {
      try {
        await ask();
        silent = null;
      } catch (error) {
        // It refuses, or is gone: whoever asks now is told so without waiting.
        if (!(error instanceof NoAnswer)) {
          silent = null;
          return;
        }
        unanswered += 1;
        // Not each time: one that only thinks for long is not to be connected to again and again.
        if (unanswered === patience) {
          leave();
          unanswered = 0;
          patience = Math.min(patience * 2, MOST_UNANSWERED);
        }
        await pause(ASK_AGAIN_MS, undefined, { ref: false });
      }
    }
  }

  return {
    async unlessSilent(work) {
      if (silent !== null) throw new StoreSilent('the event store has fallen silent', { cause: silent });
      try {
        return await work();
      } catch (error) {
        if (error instanceof NoAnswer) fellSilent(error);
        throw error;
      }
    },
    close() {
      closed = true;
    },
  };
}
