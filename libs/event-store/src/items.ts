/**
 * The items of pages, one at a time. An asynchronous generator that yields each takes several turns of the microtask queue
 * for one item; this takes one, and reading a stream is what every command begins with.
 */
export function itemsOf<T>(pages: AsyncGenerator<readonly T[]>): AsyncIterableIterator<T, undefined> {
  let page: readonly T[] = [];
  let at = 0;
  let ended = false;
  let turning: Promise<void> | null = null;

  async function turn(): Promise<void> {
    try {
      const result = await pages.next();
      // Whoever has stopped meanwhile is given nothing more.
      page = ended || result.done ? [] : result.value;
      at = 0;
      ended ||= result.done === true;
    } finally {
      turning = null;
    }
  }

  return {
    next() {
      if (at < page.length) return Promise.resolve({ done: false, value: page[at++] as T });
      if (ended) return Promise.resolve({ done: true, value: undefined });
      turning ??= turn();
      return turning.then(() => this.next());
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
