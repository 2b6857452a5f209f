import type { Envelope } from '@jalon/kernel';
import type { EncodedEvent } from '../event.codec.js';
import { createOwnWrites } from './own-writes.js';

function written(id: string, revision = 0): EncodedEvent {
  const envelope = { id, revision, recordedAt: '2026-10-05T10:00:00.000Z' } as Envelope;
  return { envelope, hash: `hash of ${id}`, body: '{}' };
}

describe('what a connection knows of its own writes', () => {
  it('is where each stream ends', () => {
    const own = createOwnWrites(() => null);
    own.wrote('need-main.a', 7, [written('a'), written('b', 1)]);
    expect(own.endOf('need-main.a')).toMatchObject({ number: 7, tail: { revision: 1, hash: 'hash of b' } });
    expect(own.endOf('need-main.b')).toBeUndefined();
  });

  it('keeps the streams that were written last, and lets others go', () => {
    const own = createOwnWrites(() => null, 3);
    for (let stream = 1; stream <= 20; stream += 1) own.wrote(`need-main.${stream}`, stream, [written(`${stream}`)]);
    const kept = Array.from({ length: 20 }, (_, index) => index + 1).filter((stream) =>
      own.endOf(`need-main.${stream}`),
    );
    expect(kept.slice(-3)).toEqual([18, 19, 20]);
    expect(kept.length).toBeLessThanOrEqual(6);
  });

  it('never answers with an older end of a stream', () => {
    const own = createOwnWrites(() => null, 3);
    for (let revision = 0; revision < 20; revision += 1) {
      own.wrote('need-main.a', 1, [written('a', revision)]);
      own.wrote(`need-main.${revision}`, revision, [written('b')]);
      expect(own.endOf('need-main.a')?.tail?.revision).toBe(revision);
    }
  });

  it('tells which ids lie above every stored one', () => {
    const own = createOwnWrites(() => 'c');
    expect(['b', 'c', 'd'].map((id) => own.isAboveAll(id))).toEqual([false, false, true]);
    own.wrote('need-main.a', 1, [written('e'), written('a')]);
    expect(['d', 'e', 'f'].map((id) => own.isAboveAll(id))).toEqual([false, false, true]);
  });

  it('is nothing after it was told to forget', () => {
    let stored: string | null = null;
    const own = createOwnWrites(() => stored);
    expect(own.isAboveAll('a')).toBe(true);
    own.wrote('need-main.a', 1, [written('a')]);
    stored = 'x';
    own.forget();
    expect(own.endOf('need-main.a')).toBeUndefined();
    expect(own.isAboveAll('b')).toBe(false);
  });
});
