import { isBusy } from './is-busy.js';

/** A connection as far as it is asked here: the client itself stays in the adapters. */
interface Connection {
  readonly name: string;
  pragma(source: string, options: { readonly simple: true }): unknown;
}

const PAUSE_MS = 5;

/**
 * Puts the file in WAL mode, in which several processes share it; what is so already stays so. SQLite's own patience does
 * not reach this step: it gives up at once while another process writes to a file that is not in that mode yet, as one does
 * that starts at the same moment on a new folder.
 *
 * @param withinMs for how long the other is waited for; the thread waits with it, as it does for SQLite
 * @throws the client's error when the file is still busy then; Error when the file lies where it cannot be shared
 */
export function useWriteAheadLog(connection: Connection, withinMs: number): void {
  const mode = patiently(() => connection.pragma('journal_mode = WAL', { simple: true }), Date.now() + withinMs);
  // A file system without shared memory refuses it in silence.
  if (mode === 'wal') return;
  throw new Error(`${connection.name} lies where SQLite cannot share it (journal mode ${String(mode)})`);
}

function patiently<T>(work: () => T, until: number): T {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() >= until) throw error;
      pause();
    }
  }
}

/** Never twice the same, so that two that hinder each other part. */
function pause(): void {
  const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  Atomics.wait(cell, 0, 0, PAUSE_MS * (1 + Math.random()));
}
