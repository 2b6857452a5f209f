import 'reflect-metadata';
import { benchmarks } from './benchmarks.js';
import type { Bench, BenchSetup } from './harness/bench.js';
import { benchFolder, newFolderIn } from './harness/folder.js';
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

async function run({ benches, quick, events, json }: BenchOptions): Promise<void> {
  const folder = benchFolder();
  const machine = machineOf(folder);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const results: Result[] = [];
  let failed: Error | null = null;
  say(headline(machine));
  for (const bench of benches) {
    say(`${bench.name} ...`);
    try {
      results.push(await measured(bench, { folder: newFolderIn(folder, bench.name), quick, events }));
    } catch (error) {
      // The results so far are printed all the same, and then the failure.
      say(`${bench.name} failed`);
      failed = error instanceof Error ? error : new Error(String(error));
      break;
    }
  }
  const memory = peakMemory();
  process.stdout.write(
    json
      ? `${JSON.stringify({ machine, quick, results, peakMemoryMB: memory }, null, 2)}\n`
      : `${table(results)}\n\n${legend(results)}\nMost memory that this process held: ${memory} MB\n`,
  );
  if (failed !== null) throw failed;
}

/** The peak memory since the start, in megabytes: it includes setting up and both sides. */
function peakMemory(): number {
  return Math.round(process.resourceUsage().maxRSS / 1_024);
}

async function measured(bench: Bench, setup: BenchSetup): Promise<Result> {
  const { full, quick: short } = bench.pace ?? USUAL_PACE;
  const comparison = await bench.open(setup);
  const figures = await inRounds(comparison, setup.quick ? short : full);
  await comparison.close();
  const { against } = comparison;
  return { bench, figures, ...(against !== undefined && { against }) };
}
