import { Readable } from 'node:stream';
import type { ToldUntil } from '@jalon/read-models';

export const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** How long a client waits before it comes again, in milliseconds. */
const RETRY_MS = 2_000;

/**
 * Updates as Server-Sent Events (WHATWG HTML, 9.2): each with its position for an id, which a client sends back as
 * `Last-Event-ID`. Where there is nothing to tell, an id alone, which clients remember and show nobody.
 *
 * A stream that is pulled, not an observable that pushes: who reads slowly slows the reading, and nothing is kept for them.
 */
export function asEventStream(told: AsyncIterable<ToldUntil>): Readable {
  async function* messages(): AsyncIterable<string> {
    yield `retry: ${RETRY_MS}\n\n`;
    for await (const { position, update } of told) {
      const id = position === null ? ': nothing yet' : `id: ${position}`;
      yield update ? `${id}\ndata: ${JSON.stringify(update)}\n\n` : `${id}\n\n`;
    }
  }
  return Readable.from(messages());
}
