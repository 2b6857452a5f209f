import type { Envelope } from '@jalon/kernel';
import type { EncodedEvent } from '../event.codec.js';
import { createCommitCache } from './sqlite.writer.js';

function eventOf(id: string, revision = 0): EncodedEvent {
  const envelope = { id, revision, recordedAt: '2026-10-05T10:00:00.000Z' } as Envelope;
  return { envelope, hash: `hash of ${id}`, body: '{}' };
}

describe("the cache of a connection's own commits", () => {
  it('holds the head of each stream', () => {
    const cache = createCommitCache(() => null);
    cache.add('need-main.a', 7, [eventOf('a'), eventOf('b', 1)]);
    expect(cache.get('need-main.a')).toMatchObject({ number: 7, head: { revision: 1, hash: 'hash of b' } });
    expect(cache.get('need-main.b')).toBeUndefined();
  });

  it('keeps the streams written last, and evicts others', () => {
    const cache = createCommitCache(() => null, 3);
    for (let stream = 1; stream <= 20; stream += 1) cache.add(`need-main.${stream}`, stream, [eventOf(`${stream}`)]);
    const kept = Array.from({ length: 20 }, (_, index) => index + 1).filter((stream) =>
      cache.get(`need-main.${stream}`),
    );
    expect(kept.slice(-3)).toEqual([18, 19, 20]);
    expect(kept.length).toBeLessThanOrEqual(6);
  });

  it('never answers with an older head of a stream', () => {
    const cache = createCommitCache(() => null, 3);
    for (let revision = 0; revision < 20; revision += 1) {
      cache.add('need-main.a', 1, [eventOf('a', revision)]);
      cache.add(`need-main.${revision}`, revision, [eventOf('b')]);
      expect(cache.get('need-main.a')?.head?.revision).toBe(revision);
    }
  });

  it('tells which ids are greater than every stored one', () => {
    const cache = createCommitCache(() => 'c');
    expect(['b', 'c', 'd'].map((id) => cache.isAboveAll(id))).toEqual([false, false, true]);
    cache.add('need-main.a', 1, [eventOf('e'), eventOf('a')]);
    expect(['d', 'e', 'f'].map((id) => cache.isAboveAll(id))).toEqual([false, false, true]);
  });

  it('is empty after it was cleared', () => {
    let stored: string | null = null;
    const cache = createCommitCache(() => stored);
    expect(cache.isAboveAll('a')).toBe(true);
    cache.add('need-main.a', 1, [eventOf('a')]);
    stored = 'x';
    cache.clear();
    expect(cache.get('need-main.a')).toBeUndefined();
    expect(cache.isAboveAll('b')).toBe(false);
  });
});
