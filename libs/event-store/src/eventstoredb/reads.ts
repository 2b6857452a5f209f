import type { ClientReadableStream } from '@grpc/grpc-js';
import type { Client, Line, ReadReq, ReadResp } from './client.js';
import { asUnavailable } from './faults.js';
import type { Recorded } from './recorded.js';
import { recordedIn } from './responses.js';
import { timeLimit, within } from './time-limit.js';

/** How much longer than one silence a whole page may take. */
const SILENCES_A_PAGE = 20;

/**
 * What a bounded read gives; nothing for a stream that is not there.
 *
 * @throws StoreUnavailable when the server is silent for `milliseconds`, or fails
 */
export async function read(client: Client, request: ReadReq, milliseconds: number): Promise<readonly Recorded[]> {
  const line = await within(milliseconds, client.line()).catch((error: unknown) => {
    throw asUnavailable(error);
  });
  const deadline = Date.now() + milliseconds * SILENCES_A_PAGE;
  const call = line.streams.read(request, line.metadata, { ...line.options, deadline });
  return collect(client, line, call, milliseconds);
}

function collect(
  client: Client,
  line: Line,
  call: ClientReadableStream<ReadResp>,
  milliseconds: number,
): Promise<readonly Recorded[]> {
  return new Promise((resolve, reject) => {
    const events: Recorded[] = [];
    const fail = (fault: Error): void => {
      limit.lift();
      reject(fault);
      call.cancel();
    };
    const limit = timeLimit(milliseconds, fail);
    call.on('data', (answer: ReadResp) => {
      limit.heard();
      try {
        const event = recordedIn(answer);
        if (event) events.push(event);
      } catch (error) {
        fail(error as Error);
      }
    });
    call.on('end', () => {
      limit.lift();
      resolve(events);
    });
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
