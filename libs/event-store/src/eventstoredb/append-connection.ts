import type { ClientDuplexStream } from '@grpc/grpc-js';
import { v4 } from 'uuid';
import { StoreUnavailable } from '@jalon/ports';
import { AnswerTimeout, startIdleTimeout } from './answer-timeout.js';
import { asUnavailable, onDisconnect, type BatchAppendReq, type BatchAppendResp, type Client } from './client.js';
import { uuidOf } from './protocol.js';

/** An append whose answer has not come yet. */
interface PendingAppend {
  readonly resolve: (answer: BatchAppendResp) => void;
  readonly reject: (error: StoreUnavailable) => void;
}

/** One batch-append call: appends are sent on it, and their answers come back in any order. */
interface OpenCall {
  readonly call: ClientDuplexStream<BatchAppendReq, BatchAppendResp>;
  readonly pending: Map<string, PendingAppend>;
}

export interface AppendConnection {
  /**
   * Sends an append and waits for its answer.
   *
   * @throws StoreUnavailable when no answer came within `milliseconds`, or the call broke: the append may have been done
   */
  send(request: BatchAppendReq, milliseconds: number): Promise<BatchAppendResp>;
  /** Whether the call on which the last append was sent is still open. */
  isOpen(): boolean;
  close(): void;
}

/**
 * Sends all appends of a process on one call, which is opened by the first append, and again after it broke.
 *
 * @param onOpened called with each opening: another server, or another log, may answer from then on
 */
export function createAppendConnection(client: Client, onOpened: () => void): AppendConnection {
  let current: Promise<OpenCall> | null = null;
  let isOpen = false;
  let closed = false;

  function openCall(): Promise<OpenCall> {
    if (current) return current;
    const forget = (): void => {
      if (current === opening) current = null;
    };
    const opening = startBatchAppend(forget);
    current = opening;
    // Appends that wait for it fail; the next append tries again.
    opening.catch(forget);
    return opening;
  }

  async function startBatchAppend(forget: () => void): Promise<OpenCall> {
    const connection = await client.connection();
    if (closed) throw new StoreUnavailable('the event store is closed');
    const call = connection.streams.batchAppend(connection.metadata, connection.options);
    const pending = new Map<string, PendingAppend>();
    let broken = false;
    let stopListening = (): void => undefined;

    function breakCall(error: Error): void {
      if (broken) return;
      broken = true;
      stopListening();
      isOpen = false;
      forget();
      client.reportFailure(connection, error);
      for (const { reject } of [...pending.values()]) reject(asUnavailable(error));
    }

    isOpen = true;
    onOpened();
    // A late answer is ignored: its append has been given up, and the stream shows whether it was done.
    call.on('data', (answer: BatchAppendResp) =>
      pending.get(answer.getCorrelationId()?.getString() ?? '')?.resolve(answer),
    );
    call.on('error', breakCall);
    call.on('end', () => breakCall(new Error('it ended the call')));
    stopListening = onDisconnect(connection, () => {
      breakCall(new Error('it was left for another connection'));
      call.cancel();
    });
    return { call, pending };
  }

  return {
    send: (request, milliseconds) =>
      new Promise((resolve, reject) => {
        const id = v4();
        let settled = false;
        let removePending = (): void => undefined;
        const settle = (how: () => void): void => {
          if (settled) return;
          settled = true;
          timeout.clear();
          removePending();
          how();
        };
        const fail = (error: StoreUnavailable): void => settle(() => reject(error));
        const timeout = startIdleTimeout(milliseconds, fail);
        const write = ({ call, pending }: OpenCall): void => {
          // Timed out before the call was open: it must not be sent any more.
          if (settled) return;
          removePending = () => void pending.delete(id);
          pending.set(id, { resolve: (answer) => settle(() => resolve(answer)), reject: fail });
          call.write(request.setCorrelationId(uuidOf(id)));
        };
        openCall()
          .then(write)
          .catch((error: unknown) => fail(asUnavailable(error)));
      }),

    isOpen: () => isOpen,

    close() {
      closed = true;
      current?.then(({ call }) => call.cancel()).catch(() => undefined);
    },
  };
}

/** Bounds the bytes in flight. */
export interface ByteSemaphore {
  /**
   * Resolves, in the order of the calls, when `bytes` may be sent.
   *
   * @returns the function that releases the bytes
   * @throws AnswerTimeout when that takes longer than `milliseconds`: nothing was sent
   */
  acquire(bytes: number, milliseconds: number): Promise<() => void>;
}

/** @param maxBytes an append larger than this is sent alone */
export function createByteSemaphore(maxBytes: number): ByteSemaphore {
  const queue: { readonly bytes: number; readonly admit: () => void }[] = [];
  let inFlight = 0;

  const fits = (bytes: number) => inFlight === 0 || inFlight + bytes <= maxBytes;

  function release(bytes: number): void {
    inFlight -= bytes;
    admitNext();
  }

  function admitNext(): void {
    for (let next = queue[0]; next && fits(next.bytes); next = queue[0]) {
      queue.shift();
      next.admit();
    }
  }

  return {
    acquire: (bytes, milliseconds) =>
      new Promise((resolve, reject) => {
        const waiting = {
          bytes,
          admit() {
            clearTimeout(timer);
            inFlight += bytes;
            resolve(() => release(bytes));
          },
        };
        const timer = setTimeout(() => {
          queue.splice(queue.indexOf(waiting), 1);
          reject(new AnswerTimeout(milliseconds));
          // The next in the queue may be small enough.
          admitNext();
        }, milliseconds);
        queue.push(waiting);
        admitNext();
      }),
  };
}
