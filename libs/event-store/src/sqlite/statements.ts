import type { Database } from 'better-sqlite3';
import type { StreamName, Uuid } from '@jalon/kernel';
import type { Tail } from '../head.check.js';

/** The statements of an append, prepared once. */
export function prepareStatements(db: Database) {
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    rollback: db.prepare('ROLLBACK'),
    /** Another number whenever another connection has written; our own commits leave it as it was. */
    version: db.prepare<[], number>('PRAGMA data_version').pluck(),
    numberOf: db.prepare<[StreamName], number>('SELECT stream FROM streams WHERE name = ?').pluck(),
    tailOf: db.prepare<[number], Tail>(
      `SELECT revision, hash, body ->> '$.recordedAt' AS recordedAt
       FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1`,
    ),
    greatestId: db.prepare<[], Uuid | null>('SELECT max(id) FROM events').pluck(),
    hasId: db.prepare<[Uuid], number>('SELECT 1 FROM events WHERE id = ?').pluck(),
    addStream: db.prepare<[StreamName]>('INSERT INTO streams (name) VALUES (?)'),
    addEvent: db.prepare<[number, number, string, string, string, string | null]>(
      'INSERT INTO events (stream, revision, id, hash, body, traceparent) VALUES (?, ?, ?, ?, ?, ?)',
    ),
  };
}
