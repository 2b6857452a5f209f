import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClientReadableStream } from '@grpc/grpc-js';
import type { Position } from '@jalon/kernel';
import { StoreUnavailable } from '@jalon/ports';
import { PAGE_SIZE, pageGauge } from '../page.js';
import { whenLeft, type Client, type Line, type ReadReq, type ReadResp } from './client.js';
import { asUnavailable, begun } from './faults.js';
import { isOurs } from './reads.js';
import { bytesOf, type Recorded } from './recorded.js';
import { checkpointIn, recordedIn } from './responses.js';
import { timeLimit, within } from './time-limit.js';

/** What came since the last: events, that there are none of ours up to a checkpoint, or (first) that it has begun. */
export interface Pushed {
  readonly events: readonly Recorded[];
  readonly checkpoint: Position | null;
}

/**
 * One subscription, for as long as it lasts: a page whenever there is something, and no more than one read ahead.
 * Ends when `signal` aborts.
 *
 * @throws StoreUnavailable when the server does not confirm it within `milliseconds`, or ends it
 */
export async function* subscription(
  client: Client,
  request: ReadReq,
  milliseconds: number,
  signal: AbortSignal,
): AsyncGenerator<Pushed> {
  const line = await within(milliseconds, client.line()).catch((error: unknown) => {
    throw asUnavailable(error);
  });
  if (signal.aborted) return;
  const call = begun(() => line.streams.read(request, line.metadata, line.options));
  const inbox = createInbox(client, line, call, milliseconds);
  const stop = (): void => inbox.stop();
  signal.addEventListener('abort', stop);
  try {
    for (;;) {
      const pushed = await inbox.next();
      if (pushed === null) return;
      yield pushed;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

interface Inbox {
  /** What has come, once there is something; null when it was stopped. */
  next(): Promise<Pushed | null>;
  stop(): void;
}

function createInbox(client: Client, line: Line, call: ClientReadableStream<ReadResp>, milliseconds: number): Inbox {
  let events: Recorded[] = [];
  let isFullWith = pageGauge();
  let checkpoint: Position | null = null;
  let begun = false;
  let fault: unknown = null;
  let stopped = false;
  let wake = (): void => undefined;
  const fail = (error: unknown): void => {
    fault ??= error;
    wake();
  };
  const confirming = timeLimit(milliseconds, fail);

  call.on('data', (answer: ReadResp) => {
    confirming.lift();
    begun ||= answer.hasConfirmation();
    checkpoint = checkpointIn(answer) ?? checkpoint;
    const event = recordedIn(answer);
    if (event) events.push(event);
    if (event && (isFullWith(bytesOf(event)) || events.length >= PAGE_SIZE)) call.pause();
    wake();
  });
  call.on('error', (error) => {
    if (!isOurs(error)) client.failed(line, error);
    fail(asUnavailable(error));
  });
  call.on('end', () => fail(new StoreUnavailable('the event store ended the subscription')));
  const stay = whenLeft(line, () => fail(new StoreUnavailable('the event store is looked for anew')));

  const somethingCame = (): boolean => begun || events.length > 0 || checkpoint !== null;

  function taken(): Pushed {
    const pushed = { events, checkpoint };
    begun = false;
    events = [];
    isFullWith = pageGauge();
    checkpoint = null;
    call.resume();
    return pushed;
  }

  return {
    async next() {
      for (;;) {
        // What came together is told one by one: the rest of it is here a turn later.
        if (somethingCame() && events.length < PAGE_SIZE) await nextTurn();
        if (stopped) return null;
        if (somethingCame()) return taken();
        if (fault !== null) throw fault as Error;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    stop() {
      stopped = true;
      confirming.lift();
      stay();
      call.cancel();
      wake();
    },
  };
}
