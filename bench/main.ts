import 'reflect-metadata';
import { benchmarks } from './benchmarks.js';
import type { Bench } from './harness/bench.js';
import { benchFolder, roomIn } from './harness/folder.js';
import { readOptions, UsageError, type BenchOptions } from './harness/options.js';
import { headline, legend, machineOf, table, type Result } from './harness/report.js';
import { inRounds, USUAL_PACE } from './harness/rounds.js';

const EXIT_USAGE = 2;

try {
  await run(readOptions(process.argv.slice(2), benchmarks));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_USAGE;
}

async function run({ benches, quick, json }: BenchOptions): Promise<void> {
  const folder = benchFolder();
  const machine = machineOf(folder);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const results: Result[] = [];
  say(headline(machine));
  for (const bench of benches) {
    say(`${bench.name} ...`);
    results.push(await measured(bench, roomIn(folder, bench.name), quick));
  }
  const text = json ? JSON.stringify({ machine, quick, results }, null, 2) : `${table(results)}\n\n${legend(results)}`;
  process.stdout.write(`${text}\n`);
}

async function measured(bench: Bench, folder: string, quick: boolean): Promise<Result> {
  const { full, quick: short } = bench.pace ?? USUAL_PACE;
  const contest = await bench.open({ folder, quick });
  const figures = await inRounds(contest, quick ? short : full);
  await contest.close();
  return { bench, figures };
}
