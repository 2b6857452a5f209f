import { CommandRefused } from '../commands/command-errors.js';
import { streamCache, withStreamCache, type CachedStream } from './stream-cache.js';
import type { LoadedStream, StreamRepository } from './stream-repository.js';

/** A stream folded from so many bytes of events. */
function folded(bytes: number): CachedStream {
  const stream: Partial<LoadedStream> = { head: { revision: 0, hash: 'a' }, revision: 0, bytes, earlier: null };
  return { stream: stream as LoadedStream, othersWrite: false };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `employer-main.${index}`);

describe('cached streams', () => {
  it('are never more than they may be', () => {
    const cache = streamCache({ streams: 8, bytes: 1_000 });
    for (const name of names(100)) {
      cache.set(name, folded(1));
      expect(names(100).filter((known) => cache.get(known)).length).toBeLessThanOrEqual(8);
    }
  });

  it('are the last ones, at least half as many as they may be', () => {
    const cache = streamCache({ streams: 8, bytes: 1_000 });
    for (const name of names(99)) cache.set(name, folded(1));
    for (const name of names(99).slice(-4)) expect(cache.get(name)).toBeDefined();
  });

  it('are of no more bytes than they may be, however few they are', () => {
    const cache = streamCache({ streams: 1_000, bytes: 100 });
    for (const name of names(100)) cache.set(name, folded(20));
    const known = names(100).filter((name) => cache.get(name));
    expect(known.length).toBeLessThanOrEqual(5);
    expect(known).toContain('employer-main.99');
  });

  it('are counted as they are now: one that is set again, or deleted, leaves its room', () => {
    const cache = streamCache({ streams: 1_000, bytes: 100 });
    cache.set('employer-main.a', folded(10));
    for (let turn = 0; turn < 50; turn += 1) cache.set('employer-main.b', folded(20));
    for (const name of names(50)) {
      cache.set(name, folded(20));
      cache.delete(name);
    }
    expect(cache.get('employer-main.a')).toEqual(folded(10));
  });

  it('are those in use rather than others', () => {
    const cache = streamCache({ streams: 8, bytes: 1_000 });
    cache.set('employer-main.used', folded(1));
    for (const name of names(100)) {
      cache.set(name, folded(1));
      expect(cache.get('employer-main.used')).toBeDefined();
    }
  });

  it('leave out one that would take the place of all the others', () => {
    const cache = streamCache({ streams: 8, bytes: 100 });
    cache.set('employer-main.small', folded(10));
    cache.set('employer-main.large', folded(60));
    expect(cache.get('employer-main.large')).toBeUndefined();
    expect(cache.get('employer-main.small')).toBeDefined();
  });

  it('are none where there is no room', () => {
    const cache = streamCache({ streams: 0, bytes: 0 });
    cache.set('employer-main.a', folded(1));
    expect(cache.get('employer-main.a')).toBeUndefined();
  });
});

it('an append that is refused before it reaches the store leaves its stream in the cache', async () => {
  const { stream } = folded(1);
  const refusing: Partial<StreamRepository> = {
    load: async () => stream,
    append: () => Promise.reject(new CommandRefused({ code: 'SUBJECT_ERASED', params: {} })),
  };
  const cached = withStreamCache(refusing as StreamRepository);
  const parts = { category: 'employer', tenant: 'main', id: 'a' } as const;
  await cached.load(parts);
  await expect(cached.append({ ...stream, name: 'employer-main.a' }, [], {} as never)).rejects.toThrow(CommandRefused);
  expect((await cached.loadCached(parts)).fromCache).toBe(true);
});
