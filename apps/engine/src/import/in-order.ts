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
  const underWay: Promise<Settled<Result>>[] = [];
  let failure: Failure | null = null;
  let failed = false;
  try {
    for await (const item of items) {
      if (signal.aborted || failed) break;
      const working = settled(work(item));
      void working.then((end) => (failed ||= 'error' in end));
      underWay.push(working);
      if (underWay.length < limit) continue;
      // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- at least the one just pushed
      const end = await underWay.shift()!;
      if ('error' in end) failure ??= end;
      else yield end.result;
    }
    for (let next = underWay.shift(); next; next = underWay.shift()) {
      const end = await next;
      if ('error' in end) failure ??= end;
      else yield end.result;
    }
  } finally {
    // Where the caller takes no more, wait for the others: work must not run on after the end.
    await Promise.all(underWay);
  }
  if (failure) throw failure.error;
}

interface Failure {
  readonly error: unknown;
}

type Settled<Result> = { readonly result: Result } | Failure;

function settled<Result>(working: Promise<Result>): Promise<Settled<Result>> {
  return working.then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
}
