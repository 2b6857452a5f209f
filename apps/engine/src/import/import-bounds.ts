const MEGABYTE = 1024 * 1024;

/** How large a file may be. Beyond, it is refused before a row goes in. */
export interface ImportBounds {
  readonly rows: number;
  /** What all rows say together, in characters: a mapping can repeat a long cell in many fields, or a long constant in every row. */
  readonly text: number;
  readonly workbook: WorkbookBounds;
  /** How long reading and mapping may take, in seconds. */
  readonly seconds: number;
  /** The heap of the process that reads, in MB. */
  readonly heap: number;
  /** How many rows that did not go in a report lists. */
  readonly listed: number;
}

export interface WorkbookBounds {
  /** What it unpacks to, in bytes. */
  readonly unpacked: number;
  /** Its cells up to the last one that is used, empty ones included. */
  readonly cells: number;
}

/** One import has the memory of its process. */
export const BOUNDS_OF_A_COMMAND: ImportBounds = {
  rows: 500_000,
  text: 512 * MEGABYTE,
  workbook: { unpacked: 64 * MEGABYTE, cells: 2_000_000 },
  seconds: 600,
  heap: 2_048,
  listed: 100_000,
};

/** Four imports share the memory of a service with everybody's requests. */
export const BOUNDS_IN_A_SERVICE: ImportBounds = {
  rows: 50_000,
  text: 64 * MEGABYTE,
  workbook: { unpacked: 16 * MEGABYTE, cells: 200_000 },
  seconds: 60,
  heap: 512,
  listed: 1_000,
};
