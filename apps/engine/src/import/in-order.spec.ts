import { setTimeout as sleep } from 'node:timers/promises';
import { inOrder } from './in-order.js';

async function* upTo(count: number): AsyncGenerator<number> {
  for (let item = 0; item < count; item += 1) yield item;
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const NEVER = new AbortController().signal;

describe('working in order', () => {
  it('yields results in the order of the items, not of their completion', async () => {
    const results = inOrder(upTo(20), 4, async (item) => (await sleep(20 - item), item), NEVER);
    expect(await all(results)).toEqual(Array.from({ length: 20 }, (_, item) => item));
  });

  it('works on several items at once, and never on more than the limit', async () => {
    let atWork = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (atWork += 1));
      await sleep(2);
      atWork -= 1;
    };
    await all(inOrder(upTo(30), 5, work, NEVER));
    expect(most).toBe(5);
  });

  it('finishes and yields the items under way when it is stopped', async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      if (item === 5) stop.abort();
      return item;
    };
    expect(await all(inOrder(upTo(100), 3, work, stop.signal))).toEqual(begun);
    expect(begun.length).toBeLessThan(10);
  });

  it('yields what the others did when one fails, takes no more, and then throws', async () => {
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await sleep(1);
      if (item === 2 || item === 3) throw new Error(`down at ${item}`);
      return item;
    };
    const yielded: number[] = [];
    const taking = async () => {
      for await (const item of inOrder(upTo(100), 4, work, NEVER)) yielded.push(item);
    };
    await expect(taking()).rejects.toThrow('down at 2');
    expect(yielded).toEqual(begun.filter((item) => item !== 2 && item !== 3));
    expect(begun.length).toBeLessThan(20);
  });

  it('waits for the others when one fails', async () => {
    let done = 0;
    const work = async (item: number) => {
      await sleep(item === 0 ? 1 : 10);
      if (item === 0) throw new Error('down');
      done += 1;
    };
    await expect(all(inOrder(upTo(4), 4, work, NEVER))).rejects.toThrow('down');
    expect(done).toBe(3);
  });

  it('throws a failure in its turn, without an unhandled rejection before', async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', hear);
    async function* slowly(): AsyncGenerator<number> {
      yield* [1, 2];
      await sleep(30);
      yield 3;
    }
    const work = async (item: number): Promise<number> => {
      if (item === 2) throw new Error('gone');
      return item;
    };
    await expect(all(inOrder(slowly(), 3, work, NEVER))).rejects.toThrow('gone');
    process.off('unhandledRejection', hear);
    expect(unheard).toEqual([]);
  });
});
