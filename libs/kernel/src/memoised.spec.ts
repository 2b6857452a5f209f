import { memoised, singleFlight, singleFlightOf } from './memoised.js';

describe('a memoised promise', () => {
  it('is made once for all callers', async () => {
    const work = jest.fn(async () => 'done');
    const once = memoised(work);
    expect(await Promise.all([once(), once()])).toEqual(['done', 'done']);
    expect(await once()).toBe('done');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('is made again after it failed', async () => {
    const work = jest.fn(async () => 'done').mockRejectedValueOnce(new Error('away'));
    const once = memoised(work);
    await expect(Promise.all([once(), once()])).rejects.toThrow('away');
    expect(await once()).toBe('done');
    expect(work).toHaveBeenCalledTimes(2);
  });
});

describe('a single flight', () => {
  it('is shared by those who call while it is running, and made again for the next', async () => {
    const work = jest.fn(async () => 'done');
    const shared = singleFlight(work);
    await Promise.all([shared(), shared()]);
    expect(work).toHaveBeenCalledTimes(1);
    await shared();
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('is made again after it failed', async () => {
    const shared = singleFlight(jest.fn(async () => 'done').mockRejectedValueOnce(new Error('away')));
    await expect(shared()).rejects.toThrow('away');
    expect(await shared()).toBe('done');
  });

  it('is one for each key', async () => {
    const work = jest.fn(async (what: string) => `${what} done`);
    const shared = singleFlightOf(work);
    const asked = [shared('a', 'first'), shared('a', 'second'), shared('b', 'third')];
    expect(await Promise.all(asked)).toEqual(['first done', 'first done', 'third done']);
    expect(await shared('a', 'fourth')).toBe('fourth done');
    expect(work).toHaveBeenCalledTimes(3);
    work.mockRejectedValueOnce(new Error('away'));
    await expect(shared('a', 'fifth')).rejects.toThrow('away');
    expect(await shared('a', 'sixth')).toBe('sixth done');
  });
});
