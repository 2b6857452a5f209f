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
  /** Told when the views have moved, or the projector stands otherwise than before. */
  readonly onProgress: () => void;
  /** Told of faults and reconnections in the thread, and when a thread ends by itself. */
  readonly telemetry: Telemetry;
  /** What the thread runs: the built program beside this file, unless a spec names another. */
  readonly program?: URL;
}

/** A projector in a thread of its own: what it does takes no time from commands and queries. */
export interface ProjectorThread extends ProjectionRunner {
  /** To be called after a commit: the thread looks at once instead of within 100 ms. */
  readonly committed: () => void;
}

const PROGRAM = new URL('./projector.thread.js', import.meta.url);
/** A page, or the making of an index, ends within it; what does not is cut off, which the views survive. */
const STOPS_WITHIN_MS = 3_000;
/** A thread that has gone on for so long has recovered from the end of the last one. */
const STEADY_MS = 10_000;

/** Twice what a build holds. Without a bound its garbage is left lying until it is as much as the whole process should hold. */
const HEAP_MB = 96;

const IDLE: FromThread = { state: 'none', failure: null };

/** Runs the projector in a thread, and starts it again, with growing pauses, when it ends unasked. */
export function projectorThread(options: ProjectorThreadOptions): ProjectorThread {
  const { stores, holder, tracing, onProgress, telemetry, program = PROGRAM } = options;
  let stands = IDLE;
  let ended: Error | null = null;
  let thread: Worker | null = null;

  const post = (message: ToThread) => thread?.postMessage(message);

  function onMessage(message: FromThread): void {
    stands = message;
    if (message.fault) telemetry.fault(fromPlainError(message.fault));
    if (message.reconnected) telemetry.reconnected();
    notify(onProgress);
  }

  /** Resolves when the thread has ended: with why, unless it was asked to. */
  async function live(signal: AbortSignal): Promise<Error | null> {
    const { eventStore, viewStore } = stores;
    const task: ThreadTask = { stores: { eventStore, viewStore }, holder, tracing };
    const worker = new Worker(program, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    const errors: Error[] = [];
    let cut: NodeJS.Timeout | undefined;
    let begun = false;
    const stop = () => {
      // One that is still loading has nothing under way, and would hear of it late.
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
    stands = IDLE;
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
    state: () => stands.state,
    failure: () => ended ?? (stands.failure && fromPlainError(stands.failure)),
    committed: () => post('committed'),
  };
}
