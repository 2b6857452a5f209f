import { Histogram } from 'prom-client';
import type { CommandObserved } from '@jalon/application';
import { processMetrics, type ProcessMetrics } from '@jalon/engine/process';

/** What is counted, and how it is read. */
export interface Metrics extends Pick<ProcessMetrics, 'contentType' | 'read'> {
  /** A command ended. */
  readonly onCommand: (observed: CommandObserved) => void;
  /** So many appends shared one commit, which took so long. */
  readonly onAppendBatch: (appends: number, seconds: number) => void;
}

/** Metrics of one service: every process's, and those of commands. Labels hold names of commands and results: never an id. */
export function makeMetrics(): Metrics {
  const { registry, contentType, read } = processMetrics();
  const registers = [registry];
  const commands = new Histogram({
    name: 'jalon_command_seconds',
    help: 'How long commands took, by name and how they ended.',
    labelNames: ['command', 'result'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const batches = new Histogram({
    name: 'jalon_append_batch_size',
    help: 'How many appends shared one commit.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });
  const commits = new Histogram({
    name: 'jalon_append_commit_seconds',
    help: 'How long a commit took.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers,
  });

  return {
    onCommand: ({ command, result, seconds }) => commands.observe({ command, result }, seconds),
    onAppendBatch: (appends, seconds) => {
      batches.observe(appends);
      commits.observe(seconds);
    },
    contentType,
    read,
  };
}
