import { once } from 'node:events';

/** Lines to a stream that may be slow, or end before we do (`| head`). */
export interface Output {
  /** Waits for a slow reader; says nothing to one that is gone. */
  line(text: string): Promise<void>;
  /** Aborts when nobody reads any more. */
  readonly closed: AbortSignal;
  /** Whether a person is looking. */
  readonly isTerminal: boolean;
}

export function outputTo(stream: NodeJS.WriteStream): Output {
  const closed = new AbortController();
  stream.on('error', () => closed.abort());

  return {
    line: async (text) => {
      if (closed.signal.aborted || stream.write(`${text}\n`)) return;
      await once(stream, 'drain', { signal: closed.signal }).catch(() => undefined);
    },
    closed: closed.signal,
    isTerminal: stream.isTTY,
  };
}
