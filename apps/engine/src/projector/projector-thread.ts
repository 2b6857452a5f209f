import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ProjectionRunner } from '@jalon/application';
import { backOff, notify } from '@jalon/kernel';
import type { Telemetry } from '@jalon/ports';
import type { TracingConfig } from '../tracing/tracing.js';
import type { ProjectedStores } from './projector.js';
import { fromPlainError, type FromThread, type ThreadTask, type ToThread } from './thread-protocol.js';

export interface ProjectorThreadOptions {
  readonly stores: ProjectedStores;
  readonly holder: string;
  /** Where the thread sends its traces; null where nothing is traced. */
  readonly tracing: TracingConfig | null;
  /** Told when the views have moved, or the projector's state has changed. */
  readonly onProgress: () => void;
  /** Told of faults and reconnections in the thread, and when a thread ends by itself. */
  readonly telemetry: Telemetry;
  /** The program of the thread: the built one next to this file, unless a spec names another. */
  readonly program?: URL;
}

/** A projector in a thread of its own: its work takes no time from commands and queries. */
export interface ProjectorThread extends ProjectionRunner {
  /** To be called after a commit: the thread reads at once instead of within 100 ms. */
  readonly committed: () => void;
}

const PROGRAM = new URL('./projector.thread.js', import.meta.url);
/** A page or the making of an index ends within this time; else it is cut off, which the views survive. */
const STOPS_WITHIN_MS = 3_000;
/** A thread that has run for this long has recovered from the end of the last one. */
const STEADY_MS = 10_000;

/** Twice what a build needs. Without a bound, V8 lets garbage grow to the size of the whole process's heap. */
const HEAP_MB = 96;

const IDLE: FromThread = { state: 'none', failure: null };

/** Runs the projector in a thread, and starts it again, after growing pauses, when it ends by itself. */
export function projectorThread(options: ProjectorThreadOptions): ProjectorThread {
  const { stores, holder, tracing, onProgress, telemetry, program = PROGRAM } = options;
  let last = IDLE;
  let ended: Error | null = null;
  let thread: Worker | null = null;

  const post = (message: ToThread) => thread?.postMessage(message);

  function onMessage(message: FromThread): void {
    last = message;
    if (message.fault) telemetry.fault(fromPlainError(message.fault));
    if (message.reconnected) telemetry.reconnected();
    if (message.leaseAhead !== undefined) telemetry.leaseAhead(message.leaseAhead);
    notify(onProgress);
  }

  /** Resolves when the thread has ended: with the reason, or null when it was asked to end. */
  async function live(signal: AbortSignal): Promise<Error | null> {
    const { eventStore, viewStore, storePatienceMs } = stores;
    const task: ThreadTask = { stores: { eventStore, viewStore, storePatienceMs }, holder, tracing };
    const worker = new Worker(program, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    const errors: Error[] = [];
    let cut: NodeJS.Timeout | undefined;
    let begun = false;
    const stop = () => {
      // A thread that is still loading has nothing under way, and would get the message late.
      if (!begun) return void worker.terminate();
      post('stop');
      cut = setTimeout(() => void worker.terminate(), STOPS_WITHIN_MS);
    };
    worker.once('message', () => (begun = true));
    thread = worker.on('message', onMessage).on('error', (error: Error) => errors.push(error));
    signal.addEventListener('abort', stop);
    const code = await new Promise<number>((resolve) => worker.once('exit', resolve));
    signal.removeEventListener('abort', stop);
    clearTimeout(cut);
    thread = null;
    last = IDLE;
    notify(onProgress);
    const [error] = errors;
    if (error || signal.aborted) return error ?? null;
    return new Error(`the projector's thread ended by itself, with ${code}`);
  }

  async function run(signal: AbortSignal): Promise<void> {
    const waits = backOff();
    while (!signal.aborted) {
      const steady = setTimeout(() => {
        ended = null;
        waits.reset();
      }, STEADY_MS);
      const why = await live(signal);
      clearTimeout(steady);
      if (!why) return;
      ended = why;
      telemetry.fault(why);
      await pause(waits.next(), undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    run,
    state: () => last.state,
    failure: () => ended ?? (last.failure && fromPlainError(last.failure)),
    committed: () => post('committed'),
  };
}
