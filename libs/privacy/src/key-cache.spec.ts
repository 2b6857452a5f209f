import { randomBytes } from 'node:crypto';
import { cachingKeyStore, KEY_CACHE_MS } from './key-cache.js';
import { type KeyStore, SubjectErased } from '@jalon/ports';
import { memoryKeyStore } from './memory/index.js';

const ana = { tenant: 'main', subject: 'ana', purpose: 'identity' } as const;
const random = { bytes: (length: number) => randomBytes(length) };

describe('the key cache', () => {
  let now = 0;
  let store: KeyStore;
  let cached: KeyStore;
  let fetched: jest.SpyInstance;
  beforeEach(() => {
    now = 1_000;
    store = memoryKeyStore(random);
    fetched = jest.spyOn(store, 'keyById');
    cached = cachingKeyStore(store, { elapsed: () => now, maxKeys: 2 });
  });

  it('fetches a key once a minute', async () => {
    const key = await store.keyOf(ana);
    expect(await cached.keyById(key.kid)).toEqual(key);
    now += KEY_CACHE_MS - 1;
    expect(await cached.keyById(key.kid)).toEqual(key);
    expect(fetched).toHaveBeenCalledTimes(1);
    now += 1;
    await cached.keyById(key.kid);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it('opens nothing a minute after another process destroyed the key, however often it was asked', async () => {
    const { kid } = await store.keyOf(ana);
    await cached.keyById(kid);
    await store.destroy('main', 'ana');
    for (let second = 0; second < 59; second++) {
      now += 1_000;
      await cached.keyById(kid);
    }
    now += 1_000;
    expect(await cached.keyById(kid)).toBe('destroyed');
  });

  it('forgets at once what was destroyed through it', async () => {
    const { kid } = await store.keyOf(ana);
    await cached.keyById(kid);
    await cached.destroy('main', 'ana');
    expect(await cached.keyById(kid)).toBe('destroyed');
  });

  it('seals nothing under a key that another process has destroyed', async () => {
    await cached.keyById((await cached.keyOf(ana)).kid);
    await store.destroy('main', 'ana');
    await expect(cached.keyOf(ana)).rejects.toThrow(SubjectErased);
  });

  it('remembers neither a destroyed key nor a fault', async () => {
    const { kid } = await store.keyOf(ana);
    await store.destroy('main', 'ana');
    await cached.keyById(kid);
    await cached.keyById(kid);
    await cached.keyById('lost').catch(() => undefined);
    await cached.keyById('lost').catch(() => undefined);
    expect(fetched).toHaveBeenCalledTimes(4);
  });

  it('holds so many keys and no more: the oldest goes', async () => {
    const kids: string[] = [];
    for (const subject of ['a', 'b', 'c']) kids.push((await store.keyOf({ ...ana, subject })).kid);
    for (const kid of kids) await cached.keyById(kid);
    await cached.keyById(kids[2]!);
    await cached.keyById(kids[1]!);
    expect(fetched).toHaveBeenCalledTimes(3);
    await cached.keyById(kids[0]!);
    expect(fetched).toHaveBeenCalledTimes(4);
  });
});
