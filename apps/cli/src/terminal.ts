import { once } from 'node:events';
import type { Language } from '@jalon/kernel';
import type { ExitCode } from './failure.js';

/** Writes lines to a stream that may be slow, or close before the command ends (`| head`). */
export interface Output {
  /** Waits for a slow reader; writes nothing once the reader is gone. */
  line(text: string): Promise<void>;
  /** Aborts when the reader is gone. */
  readonly closed: AbortSignal;
  /** Whether the stream is a terminal. */
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

/** The surroundings of a command. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  readonly environment: NodeJS.ProcessEnv;
  readonly language: Language;
  /** Aborts at the first SIGINT or SIGTERM: commands then end at the next safe point. */
  readonly interrupted: AbortSignal;
}

/** A command's work. Its module is loaded only now, so help and usage errors do not load the engine. */
export type CliCommand = (terminal: Terminal) => Promise<ExitCode>;
export type RunCommand = (work: CliCommand) => Promise<void>;
