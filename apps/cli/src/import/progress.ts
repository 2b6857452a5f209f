import { SingleBar, Presets } from 'cli-progress';

export interface Progress {
  step(): void;
  stop(): void;
}

/** A bar on standard error where a person is looking, nothing otherwise. */
export function progressOf(total: number, isTerminal: boolean): Progress {
  if (!isTerminal) return { step: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    { stream: process.stderr, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}
