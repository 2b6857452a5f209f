import { itemsOf } from './stream-reader.js';

async function* pages(log: string[] = []): AsyncGenerator<readonly number[]> {
  try {
    yield [1, 2];
    yield [];
    log.push('third');
    yield [3];
  } finally {
    log.push('closed');
  }
}

describe('the items of pages', () => {
  it('come in order, one at a time', async () => {
    const seen: number[] = [];
    for await (const item of itemsOf(pages())) seen.push(item);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('are each given once to concurrent calls of next', async () => {
    const items = itemsOf(pages());
    const answers = await Promise.all(Array.from({ length: 5 }, () => items.next()));
    expect(answers.map(({ value }) => value)).toEqual([1, 2, 3, undefined, undefined]);
    expect(await items.next()).toEqual({ done: true, value: undefined });
  });

  it('are read page by page, and their source is closed when the reader stops', async () => {
    const log: string[] = [];
    for await (const item of itemsOf(pages(log))) if (item === 2) break;
    expect(log).toEqual(['closed']);
  });

  it('end when the reader stops, also while a page is being read', async () => {
    const log: string[] = [];
    const items = itemsOf(pages(log));
    const asked = items.next();
    const stopped = items.return!();
    expect(await asked).toEqual({ done: true, value: undefined });
    expect(await stopped).toEqual({ done: true, value: undefined });
    expect(await items.next()).toEqual({ done: true, value: undefined });
    expect(log).toEqual(['closed']);
  });

  it('end with the error of their source', async () => {
    async function* failing(): AsyncGenerator<readonly number[]> {
      yield [1];
      throw new Error('torn');
    }
    const items = itemsOf(failing());
    expect(await items.next()).toEqual({ done: false, value: 1 });
    await expect(items.next()).rejects.toThrow('torn');
    expect(await items.next()).toEqual({ done: true, value: undefined });
  });
});
