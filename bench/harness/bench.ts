/** A period of time in which one side is measured. */
export interface Slice {
  readonly milliseconds: number;
  over(): boolean;
  /** Notes how long one caller waited for one answer. */
  waited(milliseconds: number): void;
}

/** One side of a comparison: it works until the slice is over, and returns the number of units that it finished. */
export type Side = (slice: Slice) => number | Promise<number>;

/** Both sides, ready to run. Each has its own files; they share nothing but the machine. */
export interface Comparison {
  readonly ours: Side;
  readonly raw: Side;
  /** The server that both sides use, if the run chose one: the figures depend on it. */
  readonly against?: string;
  /** Runs before each slice, unmeasured: it waits for work that the last slice left, which must not count for this one. */
  readonly untilIdle?: () => Promise<void>;
  /** @throws Error when a side counted work that it did not do */
  close(): Promise<void>;
}

/** The number of rounds, and the length of a slice. */
export interface Rounds {
  readonly rounds: number;
  readonly sliceMs: number;
}

export interface Pace {
  readonly full: Rounds;
  readonly quick: Rounds;
}

/** The surroundings of a comparison. */
export interface BenchSetup {
  /** An empty folder on the file system of the data. */
  readonly folder: string;
  readonly quick: boolean;
  /** The number of events in the longest logs. */
  readonly events: number;
}

/** Compares a part of Jalon with the minimal work that any program would need for the same result. */
export interface Bench {
  readonly name: string;
  /** The counted unit, in the plural. */
  readonly unit: string;
  readonly ours: string;
  readonly raw: string;
  readonly pace?: Pace;
  /** Runs only when `--only` names it: it takes minutes, or needs a package that is not installed by default. */
  readonly whenAsked?: true;
  /** Other processes do the work, so the processor time of this process is meaningless. */
  readonly elsewhere?: true;
  open(setup: BenchSetup): Promise<Comparison>;
}
