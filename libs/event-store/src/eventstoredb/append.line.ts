import type { ClientDuplexStream } from '@grpc/grpc-js';
import { v4 } from 'uuid';
import { StoreUnavailable } from '@jalon/ports';
import { whenLeft, type BatchAppendReq, type BatchAppendResp, type Client } from './client.js';
import { asUnavailable } from './faults.js';
import { uuidOf } from './requests.js';
import { timeLimit } from './time-limit.js';

type Call = ClientDuplexStream<BatchAppendReq, BatchAppendResp>;

/** An append that waits for its answer. */
interface Waiting {
  readonly answered: (answer: BatchAppendResp) => void;
  readonly failed: (fault: StoreUnavailable) => void;
}

/** One call on which appends go out and their answers come back, in any order. */
interface OpenCall {
  readonly call: Call;
  readonly waiting: Map<string, Waiting>;
}

export interface AppendLine {
  /**
   * Sends an append and waits for its answer.
   *
   * @throws StoreUnavailable when none came within `milliseconds`, or the call broke: it may have been done
   */
  send(request: BatchAppendReq, milliseconds: number): Promise<BatchAppendResp>;
  /** Whether the call stands that the last append went by. */
  stands(): boolean;
  close(): void;
}

/**
 * All appends of a process go through one call, opened when it is needed, and anew after it broke.
 *
 * @param onOpened told of each that is opened: another server, or another log, may answer from then on
 */
export function createAppendLine(client: Client, onOpened: () => void): AppendLine {
  let open: Promise<OpenCall> | null = null;
  let standing = false;
  let closed = false;

  function current(): Promise<OpenCall> {
    if (open) return open;
    const forget = (): void => {
      if (open === opening) open = null;
    };
    const opening = begin(forget);
    open = opening;
    // Who waits is told; the next one tries again.
    opening.catch(forget);
    return opening;
  }

  async function begin(forget: () => void): Promise<OpenCall> {
    const line = await client.line();
    if (closed) throw new StoreUnavailable('the event store is closed');
    const call = line.streams.batchAppend(line.metadata, line.options);
    const waiting = new Map<string, Waiting>();
    let broken = false;
    let stay = (): void => undefined;

    function broke(error: Error): void {
      if (broken) return;
      broken = true;
      stay();
      standing = false;
      forget();
      client.failed(line, error);
      for (const { failed } of [...waiting.values()]) failed(asUnavailable(error));
    }

    standing = true;
    onOpened();
    // A late answer is nobody's any more: the append was given up, and the stream says what became of it.
    call.on('data', (answer: BatchAppendResp) =>
      waiting.get(answer.getCorrelationId()?.getString() ?? '')?.answered(answer),
    );
    call.on('error', broke);
    call.on('end', () => broke(new Error('it ended the call')));
    stay = whenLeft(line, () => {
      broke(new Error('it was left for another connection'));
      call.cancel();
    });
    return { call, waiting };
  }

  return {
    send: (request, milliseconds) =>
      new Promise((resolve, reject) => {
        const id = v4();
        let done = false;
        let forget = (): void => undefined;
        const settle = (how: () => void): void => {
          if (done) return;
          done = true;
          limit.lift();
          forget();
          how();
        };
        const failed = (fault: StoreUnavailable): void => settle(() => reject(fault));
        const limit = timeLimit(milliseconds, failed);
        const write = ({ call, waiting }: OpenCall): void => {
          // Given up before it was sent: it is not sent any more.
          if (done) return;
          forget = () => void waiting.delete(id);
          waiting.set(id, { answered: (answer) => settle(() => resolve(answer)), failed });
          call.write(request.setCorrelationId(uuidOf(id)));
        };
        current()
          .then(write)
          .catch((error: unknown) => failed(asUnavailable(error)));
      }),

    stands: () => standing,

    close() {
      closed = true;
      open?.then(({ call }) => call.cancel()).catch(() => undefined);
    },
  };
}
