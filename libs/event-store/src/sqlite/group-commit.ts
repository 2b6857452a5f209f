import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { notify, type StreamName } from '@jalon/kernel';
import type { EncodedEvent } from '../event.codec.js';
import { ConflictError, type Head, InvalidDraft, StoreUnavailable } from '@jalon/ports';
import type { SqliteWriter } from './sqlite.writer.js';

/** One caller's append, waiting for its turn. */
export interface AppendRequest {
  readonly stream: StreamName;
  readonly events: readonly EncodedEvent[];
  readonly head: Head;
}

export interface GroupCommitOptions {
  /** How long appends wait for a write lock that another process holds. */
  readonly lockPatienceMs: number;
  /** Told of each commit: how many appends shared it, and how long it took. */
  readonly onCommit: (appends: number, seconds: number) => void;
}

export interface GroupCommit {
  /** Resolves with the position of the first event, once the disk holds them all. */
  append(request: AppendRequest): Promise<number>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

/** Bounds how long one commit holds the event loop and the lock. */
const MAX_APPENDS_PER_COMMIT = 256;
const LOCK_RETRY_MS = 1;

interface Waiting {
  readonly request: AppendRequest;
  readonly resolve: (position: number) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Appends that wait at the same moment share one transaction, so one wait for the disk. Each still stands or falls by
 * itself: its head is checked inside the transaction, and a conflict fails that append alone.
 */
export function createGroupCommit(writer: SqliteWriter, options: GroupCommitOptions): GroupCommit {
  const queue: Waiting[] = [];
  let work: Promise<void> | null = null;

  async function drain(): Promise<void> {
    try {
      while (queue.length > 0) await commitNext();
    } finally {
      work = null;
    }
  }

  async function commitNext(): Promise<void> {
    // Everyone who asks in this turn of the event loop comes along.
    await nextTurn();
    try {
      await takeLock(writer, options.lockPatienceMs);
    } catch (error) {
      for (const { reject } of queue.splice(0)) reject(asUnavailable(error));
      return;
    }
    commitTogether(writer, queue.splice(0, MAX_APPENDS_PER_COMMIT), options.onCommit);
  }

  return {
    append(request) {
      return new Promise((resolve, reject) => {
        queue.push({ request, resolve, reject });
        work ??= drain();
      });
    },
    async idle() {
      await work;
    },
  };
}

/** Waits without holding the event loop: SQLite's own wait would. */
async function takeLock(writer: SqliteWriter, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!writer.begin()) {
    if (performance.now() > deadline) throw new StoreUnavailable('another process holds the write lock');
    await sleep(LOCK_RETRY_MS);
  }
}

/** Nobody is answered before the commit; if it fails, nobody knows what the disk holds. */
function commitTogether(
  writer: SqliteWriter,
  batch: readonly Waiting[],
  onCommit: GroupCommitOptions['onCommit'],
): void {
  const started = performance.now();
  try {
    const answers = batch.map((waiting) => addOne(writer, waiting));
    writer.commit();
    for (const answer of answers) answer();
  } catch (error) {
    rollBack(writer);
    for (const { reject } of batch) reject(asUnavailable(error));
    return;
  }
  notify(onCommit, batch.length, (performance.now() - started) / 1_000);
}

/** Adds one append to the transaction and gives the answer that its caller gets once that is committed. */
function addOne(writer: SqliteWriter, { request, resolve, reject }: Waiting): () => void {
  try {
    const position = writer.add(request.stream, request.events, request.head);
    return () => resolve(position);
  } catch (error) {
    if (error instanceof ConflictError || error instanceof InvalidDraft) return () => reject(error);
    throw error;
  }
}

function rollBack(writer: SqliteWriter): void {
  try {
    writer.rollback();
  } catch {
    // The fault that led here is the one to tell of.
  }
}

function asUnavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  return new StoreUnavailable('the event store could not be written', { cause: error });
}
