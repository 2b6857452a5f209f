import { availableParallelism } from 'node:os';
import type { Bench } from './bench.js';
import { fileSystemOf } from './folder.js';
import type { Figures, SideFigures } from './rounds.js';

/** The machine and the versions of a measurement. */
export interface Machine {
  readonly cores: number;
  readonly node: string;
  readonly platform: string;
  readonly fileSystem: string;
}

export interface Result {
  readonly bench: Bench;
  readonly figures: Figures;
  readonly against?: string;
}

export function machineOf(folder: string): Machine {
  return {
    cores: availableParallelism(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    fileSystem: fileSystemOf(folder),
  };
}

export function headline({ cores, node, platform, fileSystem }: Machine): string {
  return `${cores} cores, Node ${node}, ${platform}, data on ${fileSystem}`;
}

const COLUMNS = ['', 'ratio', 'min..max', 'ours/s', 'raw/s', 'cpu us', 'raw cpu us', 'p50 p99 ms', 'raw p50 p99 ms'];

/** The results as a table for a terminal. Ratios come first: only they can be compared between machines. */
export function table(results: readonly Result[]): string {
  const rows = [COLUMNS, ...results.map(rowOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  ')).join('\n');
}

/** The two sides of each line of the table. */
export function legend(results: readonly Result[]): string {
  return results
    .map(({ bench: { name, unit, ours, raw }, against }) =>
      [`${name}, in ${unit}: ${ours}`, `  beside ${raw}`, ...(against ? [`  both against ${against}`] : [])].join('\n'),
    )
    .join('\n');
}

function rowOf({ bench: { name, elsewhere }, figures: { ratio, ours, raw } }: Result): readonly string[] {
  const spread = `${ratio.min.toFixed(2)}..${ratio.max.toFixed(2)}`;
  const processor = [ours, raw].map((side) => (elsewhere ? UNKNOWN : digits(side.processor)));
  return [name, ratio.median.toFixed(2), spread, rate(ours), rate(raw), ...processor, waits(ours), waits(raw)];
}

const UNKNOWN = '-';
const rate = (side: SideFigures): string => Math.round(side.rate).toLocaleString('en');
const waits = ({ p50, p99 }: SideFigures): string => `${digits(p50)} ${digits(p99)}`;
const digits = (value: number): string => (Number.isNaN(value) ? UNKNOWN : String(Number(value.toPrecision(3))));

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
