import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CorruptEvent, type EventStore, InvalidDraft, StoreUnavailable } from '@jalon/ports';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import { all, allEvents, draftOf, fill, headOf, newStream, registry, sealedFor } from './event-store.drafts.js';

describe('the sqlite event store’s file', () => {
  let folder: string;
  let file: string;
  let store: EventStore;
  const batches: number[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jalon-events-'));
    file = join(folder, 'data', 'events.db');
    batches.length = 0;
    store = openSqliteEventStore({
      file,
      registry,
      lockTimeoutMs: 300,
      onAppendBatch: (appends) => batches.push(appends),
    });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  /** Changes the file as somebody with write access to it could. */
  function tamper(sql: string): void {
    const db = new Database(file);
    db.exec('DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_removed');
    db.exec(sql);
    db.close();
  }

  it('can be read by its owner alone, and so can its folder', () => {
    const modes = [join(folder, 'data'), file, `${file}-wal`].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  it('holds everything when it is opened again', async () => {
    const events = await fill(store, newStream(), 3);
    await store.close();
    store = openSqliteEventStore({ file, registry });
    expect(await allEvents(store)).toEqual(events);
  });

  it('is refused when it is another program’s, or a later version’s', async () => {
    await store.close();
    const other = join(folder, 'other.db');
    const foreign = new Database(other);
    foreign.exec('CREATE TABLE notes (text TEXT)');
    foreign.close();
    expect(() => openSqliteEventStore({ file: other, registry })).toThrow('is a database of another program');

    const later = new Database(file);
    later.pragma('user_version = 2');
    later.close();
    expect(() => openSqliteEventStore({ file, registry })).toThrow('has schema 2, not 1');
  });

  it('gets the trace column in place when it is older, and older code can still read it', async () => {
    const [event] = await fill(store, 'mission-main.a', 1);
    await store.close();
    const before = new Database(file);
    before.exec('ALTER TABLE events DROP COLUMN traceparent');
    before.close();

    store = openSqliteEventStore({ file, registry });
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const [later] = await store.append('mission-main.a', [draftOf('mission-main.a')], headOf(event), trace);
    expect(later?.traceparent).toBe(trace);
    expect(await allEvents(store)).toEqual([event, later]);
    const then = new Database(file, { readonly: true });
    expect(then.pragma('user_version', { simple: true })).toBe(1);
    expect(then.prepare('SELECT position, revision, id, hash, body FROM events').all()).toHaveLength(2);
    then.close();
  });

  it('returns no invalid trace that was written to it', async () => {
    await fill(store, 'mission-main.a', 1);
    tamper(`UPDATE events SET traceparent = 'made up'`);
    expect((await allEvents(store))[0]).not.toHaveProperty('traceparent');
  });

  it('commits appends that are queued at the same time together', async () => {
    await Promise.all(Array.from({ length: 300 }, () => fill(store, newStream(), 1)));
    expect(batches).toEqual([256, 44]);
  });

  it('goes on when onAppendBatch throws', async () => {
    await store.close();
    const onAppendBatch = jest.fn(() => {
      throw new Error('no such metric');
    });
    store = openSqliteEventStore({ file, registry, onAppendBatch });
    for (const stream of [newStream(), newStream()]) expect(await fill(store, stream, 1)).toHaveLength(1);
    expect(onAppendBatch).toHaveBeenCalledTimes(2);
  });

  it('throws `StoreUnavailable` while another process holds the write lock, and goes on afterwards', async () => {
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const stream = newStream();
    const beats: number[] = [];
    const heart = setInterval(() => beats.push(performance.now()), 5);
    await expect(store.append(stream, [draftOf(stream)], 'none')).rejects.toBeInstanceOf(StoreUnavailable);
    clearInterval(heart);
    // Timers fired meanwhile, so the wait did not block the event loop.
    expect(beats.length).toBeGreaterThan(1);

    const waiting = store.append(stream, [draftOf(stream)], 'none');
    other.exec('ROLLBACK');
    expect(await waiting).toHaveLength(1);
    other.close();
  });

  it('throws `StoreUnavailable` when it cannot be written, and stores nothing', async () => {
    const db = new Database(file);
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(FAIL, 'disk full'); END`);
    const appends = [newStream(), newStream()].map((stream) => store.append(stream, [draftOf(stream)], 'none'));
    const outcomes = await Promise.allSettled(appends);
    expect(outcomes).toMatchObject(Array(2).fill({ status: 'rejected', reason: expect.any(StoreUnavailable) }));
    expect(db.prepare('SELECT count(*) FROM streams').pluck().get()).toBe(0);

    db.exec('DROP TRIGGER full');
    expect(await fill(store, newStream(), 1)).toHaveLength(1);
    db.close();
  });

  it('forgets appends that were rolled back with a failing one', async () => {
    const [stream, next, failing] = [newStream(), newStream(), newStream()];
    const draft = draftOf(failing);
    // Created before the first append: a change by another connection in between would clear the cache by itself.
    const db = new Database(file);
    db.exec(
      `CREATE TRIGGER full BEFORE INSERT ON events WHEN new.id = '${draft.id}' BEGIN SELECT RAISE(FAIL, 'disk full'); END`,
    );
    const [first] = await fill(store, stream, 1);
    batches.length = 0;
    const outcomes = await Promise.allSettled([
      store.append(stream, [draftOf(stream)], headOf(first)),
      store.append(next, [draftOf(next)], 'none'),
      store.append(failing, [draft], 'none'),
    ]);
    expect(outcomes).toMatchObject(Array(3).fill({ status: 'rejected', reason: expect.any(StoreUnavailable) }));
    expect(batches).toEqual([]);

    const [second] = await store.append(stream, [draftOf(stream)], headOf(first));
    expect(await all(store.readStream(stream))).toEqual([first, second]);
    const others = await fill(store, next, 2);
    expect(await allEvents(store)).toEqual([first, second, ...others]);
    db.close();
  });

  it('finishes appends in progress before it closes, and refuses calls afterwards', async () => {
    const stream = newStream();
    const appending = store.append(stream, [draftOf(stream)], 'none');
    const reading = all(store.subscribeAll(null, new AbortController().signal));
    reading.catch(() => undefined);
    await store.close();

    expect(await appending).toHaveLength(1);
    await expect(reading).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.append(stream, [draftOf(stream)], 'none')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(all(store.readStream(stream))).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it('refuses accidental changes at a database prompt', () => {
    const db = new Database(file);
    db.exec(`INSERT INTO events VALUES (1, 1, 0, 'id', 'hash', 'body', NULL)`);
    expect(() => db.exec(`UPDATE events SET body = ''`)).toThrow('an event is never changed');
    expect(() => db.exec('DELETE FROM events')).toThrow('an event is never removed');
    db.close();
  });

  it.each([
    ['an altered byte', `UPDATE events SET body = replace(body, 'organisation', 'Organisation') WHERE position = 2`],
    ['bytes that are no JSON', `UPDATE events SET body = '{' WHERE position = 2`],
    ['another hash', `UPDATE events SET hash = upper(hash) WHERE position = 2`],
    ['another id', `UPDATE events SET id = 'x' WHERE position = 2`],
    ['another revision', 'UPDATE events SET revision = 9 WHERE position = 3'],
    ['another stream name', `UPDATE streams SET name = name || 'x'`],
    ['a removed event', 'DELETE FROM events WHERE position = 2'],
    ['a removed stream name', 'DELETE FROM streams'],
  ])('cannot be read after a change: %s', async (_what, sql) => {
    await fill(store, 'mission-main.a', 3);
    tamper(sql);
    await expect(allEvents(store)).rejects.toBeInstanceOf(CorruptEvent);
  });

  it.each([
    [
      'forwards',
      'an altered byte',
      `UPDATE events SET body = replace(body, 'org', 'Org') WHERE position = 4`,
      [0, 1, 2],
    ],
    ['backwards', 'an altered byte', `UPDATE events SET body = replace(body, 'org', 'Org') WHERE position = 4`, [4]],
    ['forwards', 'a removed event', 'DELETE FROM events WHERE position = 4', [0, 1, 2]],
    ['backwards', 'a removed beginning', 'DELETE FROM events WHERE position = 1', [4, 3, 2, 1]],
  ] as const)('read %s, gives all events before %s, then refuses', async (direction, _what, sql, expected) => {
    await fill(store, 'mission-main.a', 5);
    tamper(sql);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { envelope } of store.readStream('mission-main.a', { direction })) seen.push(envelope.revision);
    })();
    await expect(reading).rejects.toBeInstanceOf(CorruptEvent);
    expect(seen).toEqual(expected);
  });

  it.each([
    ['an altered byte', `UPDATE events SET body = replace(body, 'org', 'Org') WHERE position = 4`],
    ['a removed event', 'DELETE FROM events WHERE position = 4'],
  ])('gives readers and subscribers of the log all events before %s, then refuses', async (_what, sql) => {
    await fill(store, 'mission-main.a', 5);
    tamper(sql);
    for (const pages of [store.readAll('1'), store.subscribeAll('1', new AbortController().signal)]) {
      const seen: string[] = [];
      const reading = (async () => {
        for await (const page of pages) seen.push(...page.map(({ position }) => position));
      })();
      await expect(reading).rejects.toBeInstanceOf(CorruptEvent);
      expect(seen).toEqual(['2', '3']);
    }
  });

  it.each(['forwards', 'backwards'] as const)(
    'detects a replaced or removed event when it reads %s',
    async (direction) => {
      await fill(store, 'mission-main.a', 3);
      await fill(store, 'mission-main.b', 3);
      // The remaining events are valid: only the hash chain shows that one is missing.
      tamper('DELETE FROM events WHERE position IN (2, 4)');
      await expect(all(store.readStream('mission-main.a', { direction }))).rejects.toBeInstanceOf(CorruptEvent);
      await expect(all(store.readStream('mission-main.b', { direction }))).rejects.toBeInstanceOf(CorruptEvent);
    },
  );

  it('does not append to a head whose hash was replaced', async () => {
    const [event] = await fill(store, 'mission-main.a', 1);
    tamper(`UPDATE events SET hash = '${'0'.repeat(64)}'`);
    const refused = store.append('mission-main.a', [draftOf('mission-main.a')], headOf(event));
    await expect(refused).rejects.toMatchObject({ name: 'ConflictError', actual: { hash: '0'.repeat(64) } });
  });

  it('sees heads and ids that another connection has written in between', async () => {
    const [stream, next] = [newStream(), newStream()];
    const [first] = await fill(store, stream, 1);
    const other = openSqliteEventStore({ file, registry });
    const [second] = await other.append(stream, [draftOf(stream)], headOf(first));
    await other.close();

    const stale = store.append(stream, [draftOf(stream)], headOf(first));
    await expect(stale).rejects.toMatchObject({ name: 'ConflictError', actual: headOf(second) });
    const { id } = second!.envelope;
    const again = draftOf(next, { id, data: { ...draftOf(next).data, reason: sealedFor(id, 'reason') } });
    await expect(store.append(next, [again], 'none')).rejects.toBeInstanceOf(InvalidDraft);
    expect(await store.append(stream, [draftOf(stream)], headOf(second))).toHaveLength(1);
  });

  const strace = spawnSync('strace', ['-V']).status === 0;
  (strace ? it : it.skip)(`waits for the disk at every commit (${strace ? 'counted by' : 'needs'} strace)`, () => {
    const program = [
      'test/support/run-typescript.cjs',
      'test/contract/event-store.process.ts',
      file,
      'fill',
      '1',
      '25',
    ];
    const node = [process.execPath, '--disable-warning=ExperimentalWarning', ...program];
    const { stderr } = spawnSync('strace', ['-f', '-y', '-e', 'trace=fsync,fdatasync', '--', ...node], {
      encoding: 'utf8',
    });
    const syncs = stderr.split('\n').filter((line) => line.includes('sync(') && line.includes('events.db-wal'));
    expect(syncs.length).toBeGreaterThanOrEqual(25);
  });
});
