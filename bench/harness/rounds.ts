import type { Comparison, Pace, Rounds, Side } from './bench.js';
import { median, percentile } from './statistics.js';

export const USUAL_PACE: Pace = {
  full: { rounds: 11, sliceMs: 250 },
  quick: { rounds: 3, sliceMs: 80 },
};

export interface SideFigures {
  /** Units a second: the median of the rounds. */
  readonly rate: number;
  /** Processor time for one unit, in microseconds, of all threads. A busy machine disturbs this figure least. */
  readonly processor: number;
  /** The time that one caller waited for an answer, in milliseconds, over all rounds. */
  readonly p50: number;
  readonly p99: number;
}

export interface Figures {
  readonly rounds: number;
  readonly ours: SideFigures;
  readonly raw: SideFigures;
  /** Ours divided by raw, each pair from one round. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
}

interface Measured {
  readonly rates: number[];
  readonly processor: number[];
  readonly waits: number[];
}

/**
 * Runs both sides in turn, round after round. So other work of the machine affects both, and the ratio of a pair is more
 * reliable than either rate. The side that begins changes each round; the first round warms up and is not counted.
 */
export async function inRounds(comparison: Comparison, { rounds, sliceMs }: Rounds): Promise<Figures> {
  const ours: Measured = { rates: [], processor: [], waits: [] };
  const raw: Measured = { rates: [], processor: [], waits: [] };
  const turns = [
    [comparison.ours, ours],
    [comparison.raw, raw],
  ] as const;
  for (let round = 0; round <= rounds; round += 1) {
    for (const [side, measured] of round % 2 === 0 ? turns : turns.toReversed()) {
      await comparison.untilIdle?.();
      const slice = await runSlice(side, sliceMs);
      if (round === 0) continue;
      measured.rates.push(slice.rate);
      measured.processor.push(slice.processor);
      for (const wait of slice.waits) measured.waits.push(wait);
    }
  }
  return { rounds, ours: figuresOf(ours), raw: figuresOf(raw), ratio: ratioOf(ours.rates, raw.rates) };
}

async function runSlice(side: Side, milliseconds: number) {
  const waits: number[] = [];
  const usedBefore = process.cpuUsage();
  const started = performance.now();
  const end = started + milliseconds;
  const done = await side({
    milliseconds,
    over: () => performance.now() >= end,
    waited: (wait) => void waits.push(wait),
  });
  const elapsed = performance.now() - started;
  const { user, system } = process.cpuUsage(usedBefore);
  return { rate: (done * 1_000) / elapsed, processor: (user + system) / done, waits };
}

function figuresOf({ rates, processor, waits }: Measured): SideFigures {
  return { rate: median(rates), processor: median(processor), p50: percentile(waits, 50), p99: percentile(waits, 99) };
}

function ratioOf(ours: readonly number[], raw: readonly number[]): Figures['ratio'] {
  const ratios = ours.map((rate, round) => rate / (raw[round] ?? Number.NaN));
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}
