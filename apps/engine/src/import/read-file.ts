import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { SentenceParams } from '@jalon/kernel';
import { ImportFailure } from './import-failure.js';
import type { ImportMessage } from './import.messages.js';
import { mappedRows, type ReadingTask } from './mapped-rows.js';
import type { MappedRow } from './row-outcome.js';

/** A file that was read to its end. */
export interface MappedFile<Draft> {
  readonly rows: readonly MappedRow<Draft>[];
  /** The columns that the mapping does not read. */
  readonly unusedColumns: readonly string[];
}

/**
 * Reads and maps a file.
 *
 * @throws ImportFailure for a file that cannot be read to its end, or is beyond its bounds
 * @throws the reason of `signal` when it aborts
 */
export type ReadFile = <Draft>(task: ReadingTask, signal: AbortSignal) => Promise<MappedFile<Draft>>;

/** What the thread says. After some rows it waits until they are taken. */
export type FromReader =
  | { readonly rows: string }
  | { readonly unusedColumns: readonly string[] }
  | { readonly failure: { readonly code: ImportMessage; readonly params: SentenceParams } };

/** What the thread is told. */
export type ToReader = 'taken';

const PROGRAM = new URL('./read-file.thread.js', import.meta.url);

const SECOND_MS = 1_000;

/**
 * Reads in a thread of its own, which ends with its bounds or with `signal`, whatever it is doing: a file or a mapping from
 * outside can take no time from others, and no memory but its own.
 *
 * @param program the built program of the thread, where a spec names it
 */
export function readInThread(program: URL = PROGRAM): ReadFile {
  return async <Draft>(task: ReadingTask, signal: AbortSignal) => {
    signal.throwIfAborted();
    const { kind, file, mapping, bounds } = task;
    const rows: MappedRow<Draft>[] = [];
    const end: { failure?: Error; unusedColumns?: readonly string[] } = {};

    const worker = new Worker(program, {
      workerData: { kind, file, mapping, bounds } satisfies ReadingTask,
      resourceLimits: { maxOldGenerationSizeMb: bounds.heap },
    });
    const stop = (why: Error) => {
      end.failure ??= why;
      void worker.terminate();
    };
    worker.on('message', (message: FromReader) => {
      if (end.failure) return;
      if ('failure' in message) stop(new ImportFailure(message.failure.code, message.failure.params));
      else if ('unusedColumns' in message) end.unusedColumns = message.unusedColumns;
      else {
        for (const row of JSON.parse(message.rows) as readonly MappedRow<Draft>[]) rows.push(row);
        // Only now the next: others get their turn between two.
        setImmediate(() => worker.postMessage('taken' satisfies ToReader));
      }
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      end.failure ??= outOfMemory
        ? new ImportFailure('FILE_TOO_HEAVY', { file: file.name, limit: bounds.heap })
        : error;
    });
    const onAbort = () => stop(signal.reason as Error);
    signal.addEventListener('abort', onAbort);
    // Counted, not measured: a process that was frozen has not worked on it.
    let seconds = 0;
    const clock = setInterval(() => {
      seconds += 1;
      if (seconds >= bounds.seconds)
        stop(new ImportFailure('FILE_TOO_SLOW', { file: file.name, limit: bounds.seconds }));
    }, SECOND_MS);
    const code = await new Promise<number>((resolve) => worker.once('exit', resolve));
    clearInterval(clock);
    signal.removeEventListener('abort', onAbort);
    const { failure, unusedColumns } = end;
    if (failure) throw failure;
    if (!unusedColumns) throw new Error(`the thread that reads a file ended by itself, with ${code}`);
    return { rows, unusedColumns };
  };
}

/** Reads in the thread of the caller, who waits: for specs, in which no built program may exist. */
export const readHere: ReadFile = async <Draft>(task: ReadingTask, signal: AbortSignal) => {
  const rows: MappedRow<Draft>[] = [];
  const reading = mappedRows(task);
  for (;;) {
    signal.throwIfAborted();
    const { done, value } = await reading.next();
    if (done) return { rows, unusedColumns: value };
    rows.push(...(JSON.parse(value) as readonly MappedRow<Draft>[]));
    await nextTurn();
  }
};
