import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { notify, type StreamName } from '@jalon/kernel';
import { ConflictError, type Head, InvalidDraft, StoreUnavailable } from '@jalon/ports';
import type { EncodedEvent } from '../event.codec.js';
import type { SqliteWriter } from './sqlite.writer.js';

export interface AppendRequest {
  readonly stream: StreamName;
  readonly events: readonly EncodedEvent[];
  readonly head: Head;
}

export interface GroupCommitOptions {
  /** How long appends wait for the write lock of another process. */
  readonly lockTimeoutMs: number;
  /** Called after each commit with the number of appends that shared it and its duration in seconds. */
  readonly onCommit: (appends: number, seconds: number) => void;
}

export interface GroupCommit {
  /** Resolves with the position of the first event, once all events are on the disk. */
  append(request: AppendRequest): Promise<number>;
  /** Resolves when no append is queued any more. */
  idle(): Promise<void>;
}

/** Bounds how long one commit blocks the event loop and holds the lock. */
const MAX_APPENDS_PER_COMMIT = 256;
const LOCK_RETRY_MS = 1;

interface QueuedAppend {
  readonly request: AppendRequest;
  readonly resolve: (position: number) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Appends that are queued at the same time share one transaction, so they wait for the disk once. Each is still checked on
 * its own: its head is compared inside the transaction, and a conflict fails that append alone.
 */
export function createGroupCommit(writer: SqliteWriter, options: GroupCommitOptions): GroupCommit {
  const queue: QueuedAppend[] = [];
  let draining: Promise<void> | null = null;

  async function drain(): Promise<void> {
    try {
      while (queue.length > 0) await commitNext();
    } finally {
      draining = null;
    }
  }

  async function commitNext(): Promise<void> {
    // Every append made in this turn of the event loop joins the commit.
    await nextTurn();
    try {
      await beginWithLock(writer, options.lockTimeoutMs);
    } catch (error) {
      for (const { reject } of queue.splice(0)) reject(writer.faultOf(error));
      return;
    }
    commitTogether(writer, queue.splice(0, MAX_APPENDS_PER_COMMIT), options.onCommit);
  }

  return {
    append(request) {
      return new Promise((resolve, reject) => {
        queue.push({ request, resolve, reject });
        draining ??= drain();
      });
    },
    async idle() {
      await draining;
    },
  };
}

/** Waits without blocking the event loop, which SQLite's own wait would do. */
async function beginWithLock(writer: SqliteWriter, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!writer.begin()) {
    if (performance.now() > deadline) throw new StoreUnavailable('another process holds the write lock');
    await sleep(LOCK_RETRY_MS);
  }
}

/** No caller is answered before the commit. If it fails, the outcome of every append in the batch is unknown. */
function commitTogether(
  writer: SqliteWriter,
  batch: readonly QueuedAppend[],
  onCommit: GroupCommitOptions['onCommit'],
): void {
  const started = performance.now();
  try {
    const answers = batch.map((append) => addOne(writer, append));
    writer.commit();
    for (const answer of answers) answer();
  } catch (error) {
    writer.rollback();
    for (const { reject } of batch) reject(writer.faultOf(error));
    return;
  }
  notify(onCommit, batch.length, (performance.now() - started) / 1_000);
}

/** Adds one append to the transaction. @returns the function that answers its caller, to be called after the commit */
function addOne(writer: SqliteWriter, { request, resolve, reject }: QueuedAppend): () => void {
  try {
    const position = writer.add(request.stream, request.events, request.head);
    return () => resolve(position);
  } catch (error) {
    if (error instanceof ConflictError || error instanceof InvalidDraft) return () => reject(error);
    throw error;
  }
}
