import { once } from 'node:events';
import type { Language } from '@jalon/kernel';
import type { ExitCode } from './failure.js';

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

/** What a command knows of where it runs. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  readonly environment: NodeJS.ProcessEnv;
  readonly language: Language;
  /** Aborts at the first SIGINT or SIGTERM: commands end at the next good moment. */
  readonly interrupted: AbortSignal;
}

/**
 * What a command does once its line has been read. Its module is loaded then and not before: help, a usage error and the other
 * commands do without what it stands on.
 */
export type CliCommand = (terminal: Terminal) => Promise<ExitCode>;
export type RunCommand = (work: CliCommand) => Promise<void>;
