import type { Slice } from './bench.js';

/**
 * Runs `count` clients until the slice is over. Each starts its next piece of work when the last one was answered.
 *
 * @returns the number of answered pieces
 */
export async function clients(count: number, slice: Slice, work: (client: number) => Promise<void>): Promise<number> {
  let answered = 0;
  const run = async (client: number) => {
    do {
      const started = performance.now();
      await work(client);
      slice.waited(performance.now() - started);
      answered += 1;
    } while (!slice.over());
  };
  await Promise.all(Array.from({ length: count }, (_, client) => run(client)));
  return answered;
}

/** Shares a fixed amount of work among the clients. */
export async function shared(count: number, pieces: number, work: (client: number) => Promise<void>): Promise<void> {
  let begun = 0;
  const run = async (client: number) => {
    while (begun < pieces) {
      begun += 1;
      await work(client);
    }
  };
  await Promise.all(Array.from({ length: count }, (_, client) => run(client)));
}

/** For synchronous work: one caller, `units` at a time. */
export function oneAfterTheOther(slice: Slice, units: number, work: () => void): number {
  let done = 0;
  do {
    const started = performance.now();
    work();
    slice.waited(performance.now() - started);
    done += units;
  } while (!slice.over());
  return done;
}
