import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredEvent, StreamName } from '@jalon/kernel';
import { CorruptEvent, type ReadStreamOptions } from '@jalon/ports';
import { checkLink } from './event.codec.js';
import { PAGE_SIZE, type Page } from './page.js';

export type Direction = NonNullable<ReadStreamOptions['direction']>;

/** Reads a page of a stream from an adapter: at most `limit` rows, from `revision` on in the given direction. */
export type ReadStreamPage<Row> = (
  stream: StreamName,
  revision: number,
  direction: Direction,
  limit: number,
) => Page<Row> | Promise<Page<Row>>;

/**
 * Reads a stream page by page, and checks that each event is the neighbour of the one before it. When an event cannot be
 * read, all events before it are given first, then the error is thrown.
 */
export function readStream<Row>(
  readPage: ReadStreamPage<Row>,
  decode: (row: Row) => StoredEvent,
  stream: StreamName,
  options: ReadStreamOptions,
): AsyncIterable<StoredEvent> {
  return itemsOf(pagesOf(readPage, decode, stream, options));
}

async function* pagesOf<Row>(
  readPage: ReadStreamPage<Row>,
  decode: (row: Row) => StoredEvent,
  stream: StreamName,
  options: ReadStreamOptions,
): AsyncGenerator<readonly StoredEvent[]> {
  const { direction = 'forwards', limit = Number.MAX_SAFE_INTEGER } = options;
  const step = direction === 'forwards' ? 1 : -1;
  let revision = options.from ?? (direction === 'forwards' ? 0 : Number.MAX_SAFE_INTEGER);
  let remaining = limit;
  let last: StoredEvent | null = null;
  while (remaining > 0) {
    const count = Math.min(remaining, PAGE_SIZE);
    const events: StoredEvent[] = [];
    let full: boolean;
    try {
      const page = await readPage(stream, revision, direction, count);
      full = page.full;
      for (const row of page.rows) {
        const event = decode(row);
        if (direction === 'forwards') checkForwards(last, event, revision);
        else if (last) checkLink(event, last);
        last = event;
        events.push(event);
      }
    } catch (error) {
      yield events;
      throw error;
    }
    if (last === null) return;
    yield events;
    if (events.length < count && !full) {
      if (direction === 'backwards') checkLink(null, last);
      return;
    }
    remaining -= events.length;
    revision = last.envelope.revision + step;
    await nextTurn();
  }
}

function checkForwards(last: StoredEvent | null, event: StoredEvent, from: number): void {
  if (last || from === 0) {
    checkLink(last, event);
  } else if (event.envelope.revision !== from) {
    throw new CorruptEvent('MISSING', { stream: event.envelope.stream, revision: from });
  }
}

/**
 * Gives the items of pages one at a time. An asynchronous generator that yields each item takes several turns of the
 * microtask queue for one; this takes one, and every command that loads a stream reads it this way.
 */
export function itemsOf<T>(pages: AsyncGenerator<readonly T[]>): AsyncIterableIterator<T, undefined> {
  let page: readonly T[] = [];
  let index = 0;
  let ended = false;
  let loading: Promise<void> | null = null;

  async function loadPage(): Promise<void> {
    try {
      const result = await pages.next();
      // A reader that has called return() meanwhile gets no more items.
      page = ended || result.done ? [] : result.value;
      index = 0;
      ended ||= result.done === true;
    } finally {
      loading = null;
    }
  }

  return {
    next() {
      if (index < page.length) return Promise.resolve({ done: false, value: page[index++] as T });
      if (ended) return Promise.resolve({ done: true, value: undefined });
      loading ??= loadPage();
      return loading.then(() => this.next());
    },
    async return() {
      ended = true;
      page = [];
      await pages.return(undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
