import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredEvent, StreamName } from '@jalon/kernel';
import { checkLink } from './chain.check.js';
import { CorruptEvent, type ReadStreamOptions } from '@jalon/ports';
import { itemsOf } from './items.js';
import type { Log } from './log.js';
import { PAGE_SIZE, type Page } from './page.js';

/** What a stream is read from: `streamRows` of a log, or a server that is waited for. */
export interface StreamSource<Row> {
  streamRows(...asked: Parameters<Log['streamRows']>): Page<Row> | Promise<Page<Row>>;
}

/** A stream's events, each checked to be the neighbour of the one before; what is whole before a fault is given first. */
export function readStreamOf<Row>(
  source: StreamSource<Row>,
  decode: (row: Row) => StoredEvent,
  stream: StreamName,
  options: ReadStreamOptions,
): AsyncIterable<StoredEvent> {
  return itemsOf(pagesOf(source, decode, stream, options));
}

async function* pagesOf<Row>(
  source: StreamSource<Row>,
  decode: (row: Row) => StoredEvent,
  stream: StreamName,
  options: ReadStreamOptions,
): AsyncGenerator<readonly StoredEvent[]> {
  const { direction = 'forwards', limit = Number.MAX_SAFE_INTEGER } = options;
  const step = direction === 'forwards' ? 1 : -1;
  let revision = options.from ?? (direction === 'forwards' ? 0 : Number.MAX_SAFE_INTEGER);
  let wanted = limit;
  let last: StoredEvent | null = null;
  while (wanted > 0) {
    const asked = Math.min(wanted, PAGE_SIZE);
    const page: StoredEvent[] = [];
    let full: boolean;
    try {
      const found = await source.streamRows(stream, revision, direction, asked);
      full = found.full;
      for (const row of found.rows) {
        const event = decode(row);
        if (direction === 'forwards') checkForwards(last, event, revision);
        else if (last) checkLink(event, last);
        last = event;
        page.push(event);
      }
    } catch (error) {
      yield page;
      throw error;
    }
    if (last === null) return;
    yield page;
    if (page.length < asked && !full) {
      if (direction === 'backwards') checkLink(null, last);
      return;
    }
    wanted -= page.length;
    revision = last.envelope.revision + step;
    await nextTurn();
  }
}

function checkForwards(last: StoredEvent | null, event: StoredEvent, from: number): void {
  if (last || from === 0) {
    checkLink(last, event);
  } else if (event.envelope.revision !== from) {
    throw new CorruptEvent(`${event.envelope.stream} lacks revision ${from}`);
  }
}
