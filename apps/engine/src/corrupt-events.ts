import { CorruptEvent } from '@jalon/ports';

/** The corrupt events that this process has met since it started. */
export interface CorruptEvents {
  /** Notes the event that an error is about; any other error is ignored. */
  note(error: unknown): void;
  /** How many there are: one that was met again and again counts once. */
  count(): number;
}

/** A store in which everything is wrong is bad enough: this many are counted and told. */
const MOST = 1_000;

/** @param onMet called once for each event, however often it is met */
export function corruptEvents(onMet: (met: CorruptEvent) => void): CorruptEvents {
  const met = new Set<string>();
  return {
    note(error) {
      if (!(error instanceof CorruptEvent) || met.size >= MOST || met.has(error.message)) return;
      met.add(error.message);
      onMet(error);
    },
    count: () => met.size,
  };
}
