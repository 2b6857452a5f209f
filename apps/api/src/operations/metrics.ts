import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CommandObserved, ViewHealth } from '@jalon/application';

/** What is counted, and how it is read. */
export interface Metrics {
  /** A command ended. */
  readonly onCommand: (observed: CommandObserved) => void;
  /** So many appends shared one commit, which took so long. */
  readonly onAppendBatch: (appends: number, seconds: number) => void;
  readonly contentType: string;
  /** The text that Prometheus reads. */
  read(health: ViewHealth): Promise<string>;
}

/** Metrics of one service, in a registry of their own. Labels hold names of commands and results: never an id. */
export function makeMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
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
  const lagEvents = new Gauge({
    name: 'jalon_projection_lag_events',
    help: 'The events that some view has not seen.',
    registers,
  });
  const lagSeconds = new Gauge({
    name: 'jalon_projection_lag_seconds',
    help: 'How long the first event that some view has not seen has been waiting, since this process first looked.',
    registers,
  });
  const parked = new Gauge({
    name: 'jalon_parked_streams',
    help: 'Streams that a projection has set aside.',
    registers,
  });

  return {
    onCommand: ({ command, result, seconds }) => commands.observe({ command, result }, seconds),
    onAppendBatch: (appends, seconds) => {
      batches.observe(appends);
      commits.observe(seconds);
    },
    contentType: registry.contentType,
    read: (health) => {
      lagEvents.set(health.lagEvents);
      lagSeconds.set(health.behindForMs / 1_000);
      parked.set(health.parked.length);
      return registry.metrics();
    },
  };
}
