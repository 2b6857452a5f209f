import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSafeSqlite, openReader, openWriter } from './connection.js';

describe('the connections of an event store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-events-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('wait for the disk at a commit, and write nothing where they read', () => {
    const writer = openWriter(join(folder, 'events.db'));
    const reader = openReader(join(folder, 'events.db'));

    expect(writer.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(writer.pragma('synchronous', { simple: true })).toBe(2); // FULL
    expect(() => reader.exec(`INSERT INTO streams (name) VALUES ('mission-main.a')`)).toThrow('readonly');
    reader.close();
    writer.close();
  });

  it('are made only with a SQLite that cannot corrupt a log that two processes write', () => {
    expect(['3.51.3', '3.51.10', '3.52.0', '3.100.0', '4.0.0'].filter(isSafeSqlite)).toHaveLength(5);
    expect(['3.51.2', '3.45.0', '3.7.0', '3.6.23', '3.9.9', '2.99.99'].filter(isSafeSqlite)).toEqual([]);
  });
});
