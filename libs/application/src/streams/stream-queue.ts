/** Runs the works given for one key one after the other, in the order they came; those of other keys do not wait. */
export type Queue = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/**
 * Commands on one stream in one process would only take turns at refusing each other's appends: they line up instead.
 * Between processes the store decides. A work that waits for another key's queue must not be waited for by it.
 */
export function makeQueue(): Queue {
  const tails = new Map<string, Promise<void>>();

  return async (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const result = before.then(work);
    const tail = result.then(nothing, nothing);
    tails.set(key, tail);
    try {
      return await result;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
}

function nothing(): void {}
