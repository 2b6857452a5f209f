/**
 * Works on up to `limit` items at once and gives the results in the items' order: the store shares one commit among
 * appends that wait together, while the report reads like the file. After `signal` no further item is taken; those at
 * work are finished and given.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
  signal: AbortSignal,
): AsyncGenerator<Result> {
  const underWay: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      if (signal.aborted) break;
      const working = work(item);
      // Its failure is told in its turn. Until then nobody listens, and one that nobody hears would end the process.
      working.catch(() => undefined);
      underWay.push(working);
      if (underWay.length < limit) continue;
      // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- at least the one just pushed
      yield await underWay.shift()!;
    }
    for (let next = underWay.shift(); next; next = underWay.shift()) yield await next;
  } finally {
    // When one failed, the others are waited for: nothing goes on behind the back of whoever is told of the failure.
    await Promise.allSettled(underWay);
  }
}
