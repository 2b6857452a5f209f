import { availableParallelism } from 'node:os';
import type { Bench } from './bench.js';
import { fileSystemOf } from './folder.js';
import type { Figures, SideFigures } from './rounds.js';

/** What the figures were taken on. */
export interface Machine {
  readonly cores: number;
  readonly node: string;
  readonly platform: string;
  readonly fileSystem: string;
}

export type Result = Pick<Bench, 'name' | 'unit' | 'ours' | 'raw'> & { readonly figures: Figures };

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

const COLUMNS = ['', 'ratio', 'min..max', 'ours/s', 'raw/s', 'ours p50 p99 ms', 'raw p50 p99 ms', 'rounds'];

/** The results as a table for a terminal: ratios first, since only they mean something on another machine. */
export function table(results: readonly Result[]): string {
  const rows = [COLUMNS, ...results.map(rowOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  ')).join('\n');
}

/** What each line of the table puts beside what. */
export function legend(results: readonly Result[]): string {
  return results.map(({ name, unit, ours, raw }) => `${name}, in ${unit}: ${ours}\n  beside ${raw}`).join('\n');
}

function rowOf({ name, figures: { ratio, ours, raw, rounds } }: Result): readonly string[] {
  const spread = `${ratio.min.toFixed(2)}..${ratio.max.toFixed(2)}`;
  return [name, ratio.median.toFixed(2), spread, rate(ours), rate(raw), waits(ours), waits(raw), String(rounds)];
}

const rate = (side: SideFigures): string => Math.round(side.rate).toLocaleString('en');
const waits = ({ p50, p99 }: SideFigures): string => `${p50.toPrecision(3)} ${p99.toPrecision(3)}`;

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
