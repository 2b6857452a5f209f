import { Gauge, Histogram } from 'prom-client';
import type { ProcessState } from '@jalon/engine';
import { processMetrics, type ProcessMetrics } from '@jalon/engine/process';
import type { Telemetry } from '@jalon/ports';

/** The token by which Nest injects the metrics. */
export const METRICS = Symbol('Metrics');

/** The service's metrics: what reports to them, and how they are read. */
export interface Metrics extends Pick<ProcessMetrics, 'contentType'> {
  readonly telemetry: ProcessMetrics['telemetry'] & Pick<Telemetry, 'commandFinished' | 'appendBatch'>;
  /** A request was answered. */
  readonly onAnswer: (answered: AnsweredRequest) => void;
  /** The text that Prometheus reads. */
  readonly read: (state: ProcessState, liveStreams: number) => Promise<string>;
}

/** A request that was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern; null for an unknown path, which a client may have made up. */
  readonly route: string | null;
  readonly status: number;
  /** Until the answer had been sent; for a live stream, until it had begun. */
  readonly seconds: number;
}

/** The metrics of one API process: those of every process, and those of its requests. */
export function makeMetrics(): Metrics {
  const { registry, contentType, telemetry, read } = processMetrics();
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

  const requests = new Histogram({
    name: 'jalon_request_seconds',
    help: 'How long answers took, by method, route and class of status; a live stream, until it had begun.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers,
  });
  const following = new Gauge({
    name: 'jalon_live_streams',
    help: 'The live streams that are open.',
    registers,
  });

  return {
    telemetry: {
      ...telemetry,
      commandFinished: ({ command, result, seconds }) => commands.observe({ command, result }, seconds),
      appendBatch: (appends, seconds) => {
        batches.observe(appends);
        commits.observe(seconds);
      },
    },
    onAnswer: ({ method, route, status, seconds }) =>
      requests.observe({ method, route: route ?? 'none', status: `${Math.floor(status / 100)}xx` }, seconds),
    contentType,
    read: (state, liveStreams) => {
      following.set(liveStreams);
      return read(state);
    },
  };
}
