/** One piece of measuring time, given to one side. */
export interface Slice {
  readonly milliseconds: number;
  over(): boolean;
  /** Notes how long one caller waited for one answer. */
  waited(milliseconds: number): void;
}

/** One side of a comparison: works until the slice is over, and answers how many units it finished. */
export type Side = (slice: Slice) => number | Promise<number>;

/** Both sides, ready to run; each has its own files and shares nothing with the other but the machine. */
export interface Comparison {
  readonly ours: Side;
  readonly raw: Side;
  /** What both sides speak to, where a run may choose it: figures mean nothing without it. */
  readonly against?: string;
  /** Runs before each slice, unmeasured: one side's leftovers must not fall into the other's time. */
  readonly untilIdle?: () => Promise<void>;
  /** @throws Error when a side counted what it did not do */
  close(): Promise<void>;
}

/** How often, and how long at a time. */
export interface Rounds {
  readonly rounds: number;
  readonly sliceMs: number;
}

export interface Pace {
  readonly full: Rounds;
  readonly quick: Rounds;
}

/** What a comparison is set up in. */
export interface BenchSetup {
  /** An empty folder on the file system where data would lie. */
  readonly folder: string;
  readonly quick: boolean;
  /** How long the longest logs are. */
  readonly events: number;
}

/** Something of ours beside the least that any program would have to do for the same. */
export interface Bench {
  readonly name: string;
  /** What is counted, in the plural. */
  readonly unit: string;
  readonly ours: string;
  readonly raw: string;
  readonly pace?: Pace;
  /** Runs only when `--only` names it: it takes minutes, or what it needs is not installed with the rest. */
  readonly whenAsked?: true;
  /** The work is done by other processes, so this one's processor time says nothing of it. */
  readonly elsewhere?: true;
  open(setup: BenchSetup): Promise<Comparison>;
}
