import { fork } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
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

/** What the process that reads says. After some rows it waits until they are taken. */
export type FromReader =
  | { readonly rows: string }
  | { readonly unusedColumns: readonly string[] }
  | { readonly failure: { readonly code: ImportMessage; readonly params: SentenceParams } };

/** What it is told: its task, and then that rows were taken. */
export type ToReader = ReadingTask | 'taken';

const PROGRAM = new URL('./read-file.process.js', import.meta.url);

const SECOND_MS = 1_000;

/** How much of what the process says of its own fault is kept, in characters. */
const LONGEST_FAULT = 4_096;

/**
 * Reads in a process of its own, which is killed at its bounds or by `signal`, whatever it is doing. A file or a mapping
 * from outside can take no time from others, and no memory but its own: V8 aborts the whole process where a heap is full,
 * also where it is that of a thread. The process gets nothing of the environment.
 *
 * @param program the built program of the process, where a spec names it
 */
export function readInProcess(program: URL = PROGRAM): ReadFile {
  return async <Draft>(task: ReadingTask, signal: AbortSignal) => {
    signal.throwIfAborted();
    const { kind, file, mapping, mappingName, bounds } = task;
    const rows: MappedRow<Draft>[] = [];
    const end: { failure?: Error; unusedColumns?: readonly string[] } = {};

    const reader = fork(program, {
      execArgv: [`--max-old-space-size=${bounds.heap}`],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const tell = (message: ToReader): void => {
      // It may have ended meanwhile: how, its exit tells.
      if (reader.connected) reader.send(message, () => undefined);
    };
    const stop = (why: Error) => {
      end.failure ??= why;
      reader.kill('SIGKILL');
    };
    let fault = '';
    reader.stderr?.on('data', (text: Buffer) => (fault = (fault + text.toString()).slice(-LONGEST_FAULT)));
    reader.on('message', (message: FromReader) => {
      if (end.failure) return;
      if ('failure' in message) stop(new ImportFailure(message.failure.code, message.failure.params));
      else if ('unusedColumns' in message) end.unusedColumns = message.unusedColumns;
      else {
        for (const row of JSON.parse(message.rows) as readonly MappedRow<Draft>[]) rows.push(row);
        // Only now the next: others get their turn between two.
        setImmediate(() => tell('taken'));
      }
    });
    tell({ kind, file, mapping, mappingName, bounds });
    const onAbort = () => stop(signal.reason as Error);
    signal.addEventListener('abort', onAbort);
    // Counted, not measured: a process that was frozen has not worked on it.
    let seconds = 0;
    const clock = setInterval(() => {
      seconds += 1;
      if (seconds >= bounds.seconds)
        stop(new ImportFailure('FILE_TOO_SLOW', { file: file.name, limit: bounds.seconds }));
    }, SECOND_MS);
    const exit = await new Promise<Exit>((resolve) => {
      reader.once('close', (code: number | null, by: NodeJS.Signals | null) => resolve({ code, by }));
      reader.once('error', (error) => {
        stop(error);
        resolve({ code: null, by: null });
      });
    });
    clearInterval(clock);
    signal.removeEventListener('abort', onAbort);
    const { failure, unusedColumns } = end;
    if (failure) throw failure;
    if (unusedColumns) return { rows, unusedColumns };
    if (hasNoMemory(exit)) throw new ImportFailure('FILE_TOO_HEAVY', { file: file.name, limit: bounds.heap });
    throw new Error(`the process that reads a file ended by itself, with ${exit.by ?? exit.code}: ${fault}`);
  };
}

interface Exit {
  readonly code: number | null;
  readonly by: NodeJS.Signals | null;
}

/** V8 aborts where the heap is full, and Linux kills where the machine has no memory; nobody else sends it a signal. */
const hasNoMemory = ({ code, by }: Exit) => by !== null || code === 134;

/** Reads in the process of the caller: for specs, in which no built program may exist. */
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
