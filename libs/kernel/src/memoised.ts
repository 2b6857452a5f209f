/** Runs `work` once for all callers. After a failure, the next caller runs it again. */
export function memoised<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => {
    result ??= work().catch((error: unknown) => {
      result = null;
      throw error;
    });
    return result;
  };
}

/** Runs `work` one at a time: a call made while it is running shares its result. */
export function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work().finally(() => (running = null));
    return running;
  };
}

/** As `singleFlight`, key by key: a call shares the running one of the same key, with the arguments of that one. */
export function singleFlightOf<A extends readonly unknown[], T>(
  work: (...args: A) => Promise<T>,
): (key: string, ...args: A) => Promise<T> {
  const running = new Map<string, () => Promise<T>>();
  return (key, ...args) => {
    const known = running.get(key) ?? singleFlight(() => work(...args).finally(() => running.delete(key)));
    running.set(key, known);
    return known();
  };
}
