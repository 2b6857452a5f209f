import { Presets, SingleBar } from 'cli-progress';
import { inWords, type Sentence, type SentenceParams } from '@jalon/kernel';
import type { Terminal } from './terminal.js';

export interface Progress {
  step(): void;
  stop(): void;
}

/** A bar on standard error if it is a terminal; otherwise nothing. */
export function progressOf(total: number, isTerminal: boolean): Progress {
  if (!isTerminal) return { step: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    { stream: process.stderr, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}

const STEPS = 100;

/** Runs one phase of a long command, with its name and a progress bar. `work` reports its progress, from 0 to 1. */
export async function phase<T>(
  { err, language }: Terminal,
  sentence: Sentence,
  params: SentenceParams,
  work: (done: (share: number) => void) => Promise<T>,
): Promise<T> {
  if (err.isTerminal) await err.line(inWords(sentence, params, language));
  const bar = progressOf(STEPS, err.isTerminal);
  let shown = 0;
  try {
    return await work((share) => {
      for (; shown < Math.floor(share * STEPS); shown += 1) bar.step();
    });
  } finally {
    bar.stop();
  }
}
