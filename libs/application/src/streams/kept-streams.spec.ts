import { createKeptStreams, type KeptStream } from './kept-streams.js';

/** A stream folded from so many bytes of events. */
function folded(bytes: number): KeptStream {
  const end = {
    head: { revision: 0, hash: 'a' },
    revision: 0,
    nextRevision: 1,
    recordedAt: '2026-03-02T09:00:00.000Z',
    position: '1',
  };
  return { folded: { state: {}, end, commandIds: new Set(), bytes }, othersWrite: false };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `employer-main.${index}`);

describe('streams that are kept', () => {
  it('are never more than they may be', () => {
    const streams = createKeptStreams({ streams: 8, bytes: 1_000 });
    for (const name of names(100)) {
      streams.keep(name, folded(1));
      expect(names(100).filter((known) => streams.of(known)).length).toBeLessThanOrEqual(8);
    }
  });

  it('are the last ones, at least half as many as they may be', () => {
    const streams = createKeptStreams({ streams: 8, bytes: 1_000 });
    for (const name of names(99)) streams.keep(name, folded(1));
    for (const name of names(99).slice(-4)) expect(streams.of(name)).toBeDefined();
  });

  it('are of no more bytes than they may be, however few they are', () => {
    const streams = createKeptStreams({ streams: 1_000, bytes: 100 });
    for (const name of names(100)) streams.keep(name, folded(20));
    const known = names(100).filter((name) => streams.of(name));
    expect(known.length).toBeLessThanOrEqual(5);
    expect(known).toContain('employer-main.99');
  });

  it('are counted as they are now: one that is kept again, or forgotten, leaves its room', () => {
    const streams = createKeptStreams({ streams: 1_000, bytes: 100 });
    streams.keep('employer-main.a', folded(10));
    for (let turn = 0; turn < 50; turn += 1) streams.keep('employer-main.b', folded(20));
    for (const name of names(50)) {
      streams.keep(name, folded(20));
      streams.forget(name);
    }
    expect(streams.of('employer-main.a')).toEqual(folded(10));
  });

  it('are those in use rather than others', () => {
    const streams = createKeptStreams({ streams: 8, bytes: 1_000 });
    streams.keep('employer-main.used', folded(1));
    for (const name of names(100)) {
      streams.keep(name, folded(1));
      expect(streams.of('employer-main.used')).toBeDefined();
    }
  });

  it('leave out one that would take the room of all the others', () => {
    const streams = createKeptStreams({ streams: 8, bytes: 100 });
    streams.keep('employer-main.small', folded(10));
    streams.keep('employer-main.large', folded(60));
    expect(streams.of('employer-main.large')).toBeUndefined();
    expect(streams.of('employer-main.small')).toBeDefined();
  });

  it('are none where there is no room', () => {
    const streams = createKeptStreams({ streams: 0, bytes: 0 });
    streams.keep('employer-main.a', folded(1));
    expect(streams.of('employer-main.a')).toBeUndefined();
  });
});
