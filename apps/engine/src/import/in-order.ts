/** The rows of an import that are entered at the same time: their appends share commits. */
export const ROWS_AT_ONCE = 32;

/**
 * Works on up to `limit` items at the same time, and yields the results in the items' order. So appends share commits, and
 * the report follows the file. After `signal` aborts, no further item is taken; items under way are finished and yielded.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
  signal: AbortSignal,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      if (signal.aborted) break;
      const working = work(item);
      // A failure is thrown in its turn; until then this handler keeps it from ending the process.
      working.catch(() => undefined);
      underWay.push(working);
      if (underWay.length < limit) continue;
      // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- at least the one just pushed
      yield await underWay.shift()!;
    }
    for (let next = underWay.shift(); next; next = underWay.shift()) yield await next;
  } finally {
    // After a failure, wait for the others: the caller must not see the error while work still runs.
    await Promise.allSettled(underWay);
  }
}
