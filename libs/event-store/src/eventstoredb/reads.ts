import type { ClientReadableStream } from '@grpc/grpc-js';
import { pageGauge, type Page } from '../page.js';
import type { Client, Line, ReadReq, ReadResp } from './client.js';
import { asUnavailable, begun } from './faults.js';
import { bytesOf, type Recorded } from './recorded.js';
import { recordedIn } from './responses.js';
import { timeLimit, within } from './time-limit.js';

/** How much longer than one silence a whole page may take. */
const SILENCES_A_PAGE = 20;

/**
 * What a bounded read gives, as far as a page holds it; nothing for a stream that is not there.
 *
 * @throws StoreUnavailable when the server is silent for `milliseconds`, or fails
 */
export async function read(client: Client, request: ReadReq, milliseconds: number): Promise<Page<Recorded>> {
  const line = await within(milliseconds, client.line()).catch((error: unknown) => {
    throw asUnavailable(error);
  });
  const deadline = Date.now() + milliseconds * SILENCES_A_PAGE;
  const call = begun(() => line.streams.read(request, line.metadata, { ...line.options, deadline }));
  return collect(client, line, call, milliseconds);
}

function collect(
  client: Client,
  line: Line,
  call: ClientReadableStream<ReadResp>,
  milliseconds: number,
): Promise<Page<Recorded>> {
  return new Promise((resolve, reject) => {
    const rows: Recorded[] = [];
    const isFullWith = pageGauge();
    const done = (full: boolean): void => {
      limit.lift();
      resolve({ rows, full });
    };
    const fail = (fault: Error): void => {
      limit.lift();
      reject(fault);
      call.cancel();
    };
    const limit = timeLimit(milliseconds, fail);
    call.on('data', (answer: ReadResp) => {
      limit.heard();
      const recorded = recordedIn(answer);
      if (!recorded) return;
      rows.push(recorded);
      if (!isFullWith(bytesOf(recorded))) return;
      done(true);
      call.cancel();
    });
    call.on('end', () => done(false));
    // Also what our own cancelling causes: by then the answer has been given, and this changes nothing.
    call.on('error', (error) => {
      limit.lift();
      if (!isOurs(error)) client.failed(line, error);
      reject(asUnavailable(error));
    });
  });
}

const CANCELLED = 1;

/** Whether a call ended because it was cancelled here: the channel is as good as before. */
export function isOurs(error: Error): boolean {
  return (error as { code?: number }).code === CANCELLED && error.message.includes('Cancelled on client');
}
