import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClientReadableStream } from '@grpc/grpc-js';
import type { Position } from '@jalon/kernel';
import { StoreUnavailable } from '@jalon/ports';
import { PAGE_SIZE, pageByteCounter, type Page } from '../page.js';
import { startIdleTimeout, withTimeout } from './answer-timeout.js';
import {
  asUnavailable,
  isCancelledHere,
  onDisconnect,
  startCall,
  type Client,
  type Connection,
  type ReadReq,
  type ReadResp,
} from './client.js';
import { checkpointIn, eventIn } from './protocol.js';
import { bytesOf, type RecordedEvent } from './recorded-event.js';

/** How many idle timeouts a whole page may take. */
const IDLE_TIMEOUTS_PER_PAGE = 20;

/**
 * Reads a bounded number of events, at most a page; none for a stream that does not exist.
 *
 * @throws StoreUnavailable when nothing comes from the server for `idleTimeoutMs`, or it fails
 */
export async function read(client: Client, request: ReadReq, idleTimeoutMs: number): Promise<Page<RecordedEvent>> {
  const connection = await connected(client, idleTimeoutMs);
  const deadline = Date.now() + idleTimeoutMs * IDLE_TIMEOUTS_PER_PAGE;
  const call = startCall(() =>
    connection.streams.read(request, connection.metadata, { ...connection.options, deadline }),
  );
  return collectPage(client, connection, call, idleTimeoutMs);
}

function connected(client: Client, milliseconds: number): Promise<Connection> {
  return withTimeout(milliseconds, client.connection()).catch((error: unknown) => {
    throw asUnavailable(error);
  });
}

function collectPage(
  client: Client,
  connection: Connection,
  call: ClientReadableStream<ReadResp>,
  idleTimeoutMs: number,
): Promise<Page<RecordedEvent>> {
  return new Promise((resolve, reject) => {
    const rows: RecordedEvent[] = [];
    const isFullWith = pageByteCounter();
    const finish = (full: boolean): void => {
      timeout.clear();
      resolve({ rows, full });
    };
    const timeout = startIdleTimeout(idleTimeoutMs, (error) => {
      timeout.clear();
      reject(error);
      call.cancel();
    });
    call.on('data', (answer: ReadResp) => {
      timeout.restart();
      const event = eventIn(answer);
      if (!event) return;
      rows.push(event);
      if (!isFullWith(bytesOf(event))) return;
      finish(true);
      call.cancel();
    });
    call.on('end', () => finish(false));
    // Our own cancel() comes here too. The promise is settled by then, so this changes nothing.
    call.on('error', (error) => {
      timeout.clear();
      if (!isCancelledHere(error)) client.reportFailure(connection, error);
      reject(asUnavailable(error));
    });
  });
}

/** What a subscription received since the last batch. The first batch may be empty: it says that the subscription began. */
export interface SubscriptionBatch {
  readonly events: readonly RecordedEvent[];
  /** The server has found no event of ours up to this position. */
  readonly checkpoint: Position | null;
}

/**
 * One subscription call. Yields a batch whenever something has come, and buffers at most one page. Ends when `signal`
 * aborts.
 *
 * @throws StoreUnavailable when the server does not confirm the subscription within `milliseconds`, or ends it
 */
export async function* subscribe(
  client: Client,
  request: ReadReq,
  milliseconds: number,
  signal: AbortSignal,
): AsyncGenerator<SubscriptionBatch> {
  const connection = await connected(client, milliseconds);
  if (signal.aborted) return;
  const call = startCall(() => connection.streams.read(request, connection.metadata, connection.options));
  const buffer = createSubscriptionBuffer(client, connection, call, milliseconds);
  const stop = (): void => buffer.stop();
  signal.addEventListener('abort', stop);
  try {
    for (;;) {
      const batch = await buffer.next();
      if (batch === null) return;
      yield batch;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

interface SubscriptionBuffer {
  /** Resolves once there is a batch; null after `stop`. */
  next(): Promise<SubscriptionBatch | null>;
  stop(): void;
}

function createSubscriptionBuffer(
  client: Client,
  connection: Connection,
  call: ClientReadableStream<ReadResp>,
  milliseconds: number,
): SubscriptionBuffer {
  let events: RecordedEvent[] = [];
  let isFullWith = pageByteCounter();
  let checkpoint: Position | null = null;
  let confirmed = false;
  let failure: unknown = null;
  let stopped = false;
  let wake = (): void => undefined;
  const fail = (error: unknown): void => {
    failure ??= error;
    wake();
  };
  const confirmation = startIdleTimeout(milliseconds, fail);

  call.on('data', (answer: ReadResp) => {
    confirmation.clear();
    confirmed ||= answer.hasConfirmation();
    checkpoint = checkpointIn(answer) ?? checkpoint;
    const event = eventIn(answer);
    if (event) events.push(event);
    if (event && (isFullWith(bytesOf(event)) || events.length >= PAGE_SIZE)) call.pause();
    wake();
  });
  call.on('error', (error) => {
    if (!isCancelledHere(error)) client.reportFailure(connection, error);
    fail(asUnavailable(error));
  });
  call.on('end', () => fail(new StoreUnavailable('the event store ended the subscription')));
  const stopListening = onDisconnect(connection, () =>
    fail(new StoreUnavailable('the event store is looked for anew')),
  );

  const hasBatch = (): boolean => confirmed || events.length > 0 || checkpoint !== null;

  function takeBatch(): SubscriptionBatch {
    const batch = { events, checkpoint };
    confirmed = false;
    events = [];
    isFullWith = pageByteCounter();
    checkpoint = null;
    call.resume();
    return batch;
  }

  return {
    async next() {
      for (;;) {
        // grpc-js gives the messages of one packet one by one: a turn later the rest is here.
        if (hasBatch() && events.length < PAGE_SIZE) await nextTurn();
        if (stopped) return null;
        if (hasBatch()) return takeBatch();
        if (failure !== null) throw failure as Error;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    stop() {
      stopped = true;
      confirmation.clear();
      stopListening();
      call.cancel();
      wake();
    },
  };
}
