import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long an import holds its process at a time, in milliseconds. */
const LONGEST_TURN_MS = 10;

/** Yields items one after the other. Between two, now and then, others get their turn. */
export async function* inTurns<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncGenerator<Item> {
  let turn = performance.now();
  for await (const item of items) {
    yield item;
    if (performance.now() - turn < LONGEST_TURN_MS) continue;
    await nextTurn();
    turn = performance.now();
  }
}
