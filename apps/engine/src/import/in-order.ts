/** The rows of an import that are entered at the same time: their appends share commits. */
export const ROWS_AT_ONCE = 32;

/**
 * Works on up to `limit` items at the same time, and yields the results in the items' order. So appends share commits, and
 * the report follows the file. After `signal` aborts or an item fails, no further item is taken. Items under way are
 * finished and yielded: what they did is done. Then the first failure is thrown.
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
  signal: AbortSignal,
): AsyncGenerator<Result> {
  const underWay: Promise<{ readonly result: Result } | null>[] = [];
  const failures: unknown[] = [];
  const handled = (working: Promise<Result>) =>
    working.then(
      (result) => ({ result }),
      (error: unknown) => {
        failures.push(error);
        return null;
      },
    );
  try {
    for await (const item of items) {
      if (signal.aborted || failures.length > 0) break;
      underWay.push(handled(work(item)));
      if (underWay.length < limit) continue;
      const done = await underWay.shift();
      if (done) yield done.result;
    }
    for (let next = underWay.shift(); next; next = underWay.shift()) {
      const done = await next;
      if (done) yield done.result;
    }
  } finally {
    // Where the caller takes no more, wait for the others: work must not run on after the end.
    await Promise.all(underWay);
  }
  if (failures.length > 0) throw failures[0];
}
