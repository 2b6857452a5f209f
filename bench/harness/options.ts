import { parseArgs } from 'node:util';
import type { Bench } from './bench.js';

export interface BenchOptions {
  readonly json: boolean;
  readonly quick: boolean;
  /** The number of events in the longest logs. */
  readonly events: number;
  readonly benches: readonly Bench[];
}

/** The arguments of the command line are wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export function readOptions(args: readonly string[], all: readonly Bench[]): BenchOptions {
  const { json, quick, only, events } = parse(args);
  const unknown = only.find((name) => !all.some((bench) => bench.name.startsWith(name)));
  if (unknown !== undefined) throw new UsageError(`There is no ${unknown}. There are: ${namesOf(all)}.`);
  if (!/^[1-9][0-9]{3,8}$/.test(events)) throw new UsageError(`--events ${events}: from 1000 to 999999999.`);
  const wanted = all.filter(({ name, whenAsked }) =>
    only.length === 0 ? !whenAsked : only.some((prefix) => name.startsWith(prefix)),
  );
  return { json, quick, events: Number(events), benches: wanted };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        events: { type: 'string', default: '10000000' },
      },
    });
    return values;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `${problem}\nUsage: npm run bench -- [--quick] [--json] [--events <number>] [--only <beginning of a name>]...`,
    );
  }
}

function namesOf(benches: readonly Bench[]): string {
  return benches.map(({ name }) => name).join(', ');
}
