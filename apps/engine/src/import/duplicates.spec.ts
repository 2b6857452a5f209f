import { duplicatesOfOneFile, type DistinctRow } from './duplicates.js';

function row(line: number, key: string, contentKey: string | null): DistinctRow {
  return { line, key: { parts: [key] }, contentKey };
}
const yes = Promise.resolve(true);
const no = Promise.resolve(false);

describe('duplicates of one file', () => {
  it('reports the same key, and the same content under another key', async () => {
    const { check } = duplicatesOfOneFile();
    expect(await check(row(2, 'a', 'x'), yes)).toBeNull();
    expect(await check(row(3, 'a', 'y'), no)).toEqual({ ofLine: 2, by: 'key' });
    expect(await check(row(4, 'b', 'x'), no)).toEqual({ ofLine: 2, by: 'content' });
    expect(await check(row(5, 'c', 'z'), yes)).toBeNull();
  });

  it('accepts the next row when the first was refused', async () => {
    const { check } = duplicatesOfOneFile();
    expect(await check(row(2, 'a', 'x'), no)).toBeNull();
    expect(await check(row(3, 'b', 'x'), yes)).toBeNull();
    expect(await check(row(4, 'c', 'x'), no)).toEqual({ ofLine: 3, by: 'content' });
  });

  it('waits until the outcome of the earlier row is known', async () => {
    const { check } = duplicatesOfOneFile();
    let resolveFirst: (imported: boolean) => void = () => undefined;
    void check(row(2, 'a', null), new Promise<boolean>((resolve) => (resolveFirst = resolve)));
    const second = check(row(3, 'a', null), no);
    resolveFirst(true);
    expect(await second).toEqual({ ofLine: 2, by: 'key' });
  });

  it('compares no content when the mapping names none', async () => {
    const { check } = duplicatesOfOneFile();
    await check(row(2, 'a', null), yes);
    expect(await check(row(3, 'b', null), yes)).toBeNull();
  });
});
