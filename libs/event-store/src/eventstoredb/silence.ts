import { setTimeout as pause } from 'node:timers/promises';
import { StoreUnavailable } from '../event-store.js';
import { NoAnswer } from './time-limit.js';

/** How soon a silent server is asked again. */
const ASK_AGAIN_MS = 100;

export interface Silence {
  /** Does `work`, unless the server is known to be silent: then nobody waits for it again. @throws StoreUnavailable */
  unlessSilent<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/**
 * A frozen server accepts everything and answers nothing. Once it has let a call wait for too long, the others are
 * refused at once, while `ask` finds out whether it answers again.
 *
 * @param ask one small question, which fails by itself when it is not answered
 */
export function createSilence(ask: () => Promise<unknown>): Silence {
  let silent: NoAnswer | null = null;
  let closed = false;

  function fellSilent(fault: NoAnswer): void {
    if (silent !== null || closed) return;
    silent = fault;
    void listen();
  }

  async function listen(): Promise<void> {
    while (silent !== null && !closed) {
      try {
        await ask();
        silent = null;
      } catch (error) {
        // It refuses, or is gone: whoever asks now is told so without waiting.
        if (error instanceof NoAnswer) await pause(ASK_AGAIN_MS, undefined, { ref: false });
        else silent = null;
      }
    }
  }

  return {
    async unlessSilent(work) {
      if (silent !== null) throw new StoreUnavailable('the event store has fallen silent', { cause: silent });
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
