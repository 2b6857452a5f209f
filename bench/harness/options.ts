import { parseArgs } from 'node:util';
import type { Bench } from './bench.js';

export interface BenchOptions {
  readonly json: boolean;
  readonly quick: boolean;
  readonly benches: readonly Bench[];
}

/** The command line does not say what may be run. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export function readOptions(args: readonly string[], all: readonly Bench[]): BenchOptions {
  const { json, quick, only } = parse(args);
  const unknown = only.find((name) => !all.some((bench) => bench.name.startsWith(name)));
  if (unknown !== undefined) throw new UsageError(`There is no ${unknown}. There are: ${namesOf(all)}.`);
  const wanted = all.filter(({ name }) => only.length === 0 || only.some((prefix) => name.startsWith(prefix)));
  return { json, quick, benches: wanted };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
      },
    });
    return values;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${problem}\nUsage: npm run bench -- [--quick] [--json] [--only <beginning of a name>]...`);
  }
}

function namesOf(benches: readonly Bench[]): string {
  return benches.map(({ name }) => name).join(', ');
}
