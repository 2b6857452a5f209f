import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createEventRegistry } from '../event-registry.js';
import { openReader, openWriter } from './database.js';
import { openSqliteEventStore } from './sqlite.event-store.js';

describe('the connections of a SQLite event store', () => {
  const registry = createEventRegistry([]);
  const folder = mkdtempSync(join(tmpdir(), 'jalon-events-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('wait for the disk at each commit, and the reading one cannot write', () => {
    const writer = openWriter(join(folder, 'events.db'));
    const reader = openReader(join(folder, 'events.db'));

    expect(writer.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(writer.pragma('synchronous', { simple: true })).toBe(2); // FULL
    expect(() => reader.exec(`INSERT INTO streams (name) VALUES ('mission-main.a')`)).toThrow('readonly');
    reader.close();
    writer.close();
  });

  it('are closed when the file is not an event store, or lacks a table', () => {
    const foreign = new Database(join(folder, 'foreign.db'));
    foreign.exec('CREATE TABLE notes (text TEXT)');
    const cut = openWriter(join(folder, 'cut.db'));
    cut.exec('DROP TABLE streams');
    foreign.close();
    cut.close();
    const closed = jest.spyOn(Database.prototype, 'close');
    expect(() => openSqliteEventStore({ file: foreign.name, registry })).toThrow('is a database of another program');
    expect(closed).toHaveBeenCalledTimes(1);
    expect(() => openSqliteEventStore({ file: cut.name, registry })).toThrow('no such table');
    expect(closed).toHaveBeenCalledTimes(3);
    closed.mockRestore();
  });
});
