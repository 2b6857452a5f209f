import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@jalon/ports';
import { openSqliteEventStore } from '@jalon/event-store/sqlite';
import type { StoredEvent } from '@jalon/kernel';
import { v7 } from 'uuid';
import { all, allEvents, newStream, registry } from './event-store.drafts.js';

describe('several processes on one event store', () => {
  let folder: string;
  let file: string;
  let store: EventStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jalon-events-'));
    file = join(folder, 'data', 'events.db');
    store = openSqliteEventStore({ file, registry });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  function start(...task: readonly string[]): ChildProcessByStdio<null, Readable, null> {
    const program = ['test/support/run-typescript.cjs', 'test/contract/event-store.process.ts'];
    return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...program, file, ...task], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  it('write concurrently, and a subscriber in a third sees all events in order without gaps', async () => {
    const stop = new AbortController();
    const seen: StoredEvent[] = [];
    const reading = (async () => {
      for await (const page of store.subscribeAll(null, stop.signal)) {
        seen.push(...page);
        if (seen.length === 800) return;
      }
    })();
    const writers = [start('fill', '8', '50'), start('fill', '8', '50')];
    await Promise.all(writers.map((writer) => once(writer, 'exit')));
    await Promise.race([reading, sleep(20_000, undefined, { ref: false })]);
    stop.abort();

    expect(seen.map(({ position }) => Number(position))).toEqual(Array.from({ length: 800 }, (_, index) => index + 1));
    expect(await allEvents(store)).toEqual(seen);
    for (const stream of new Set(seen.map(({ envelope }) => envelope.stream))) {
      expect(await all(store.readStream(stream))).toHaveLength(50);
    }
  });

  it.each([50, 170, 310])('lose nothing acknowledged when one is killed after %i ms of appending', async (delay) => {
    const writer = start('acknowledge');
    const lines: string[] = [];
    createInterface({ input: writer.stdout }).on('line', (line) => lines.push(line));
    await once(writer.stdout, 'data');
    await sleep(delay);
    writer.kill('SIGKILL');
    await once(writer.stdout, 'close');
    const acknowledged = lines.flatMap((line) => JSON.parse(line) as string[]);

    // Opened again, as after a crash.
    await store.close();
    store = openSqliteEventStore({ file, registry });
    const events = await allEvents(store);
    const stored = new Set(events.map(({ envelope }) => envelope.id));

    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(events.map(({ position }) => Number(position))).toEqual(events.map((_, index) => index + 1));
    for (const stream of new Set(events.map(({ envelope }) => envelope.stream))) {
      // Each append was of two events: both or none.
      expect((await all(store.readStream(stream))).length % 2).toBe(0);
    }
  });

  it('store a command sent to two of them once, and both answer from the stored bytes', async () => {
    for (let round = 0; round < 3; round += 1) {
      const [stream, commandId] = [newStream(), v7()];
      const given = [start('command', stream, commandId), start('command', stream, commandId)];
      const [first, second] = await Promise.all(
        given.map(async ({ stdout }) => JSON.parse(await text(stdout)) as unknown),
      );
      const stored = await all(store.readStream(stream));

      expect(stored).toHaveLength(1);
      expect(first).toEqual(stored.map(({ body, hash, position }) => ({ body, hash, position })));
      expect(second).toEqual(first);
    }
  });
});
