import Database from 'better-sqlite3';
import type { StoredEvent } from '@jalon/kernel';

/** The least that a durable log of the same rows could be: no check, no hash, no index but the one that reading needs. */
export interface RawLog {
  /** One transaction, durable when it returns. */
  append(rows: readonly StoredEvent[]): void;
  /** The bodies of one stream, oldest first. */
  bodiesOf(stream: string): readonly string[];
  /** Every body, in order, one at a time. */
  bodies(): IterableIterator<string>;
  count(): number;
  close(): void;
}

/** A raw log under the settings of our store: WAL, and a wait for the disk at every commit. */
export function openRawLog(file: string, { indexed = false } = {}): RawLog {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`CREATE TABLE rows (
    position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, hash TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT`);
  if (indexed) db.exec('CREATE INDEX by_stream ON rows (stream, revision)');

  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const insert = db.prepare<[string, number, string, string, string]>(
    'INSERT INTO rows (stream, revision, id, hash, body) VALUES (?, ?, ?, ?, ?)',
  );
  const ofStream = db.prepare<[string], string>('SELECT body FROM rows WHERE stream = ? ORDER BY revision').pluck();
  const all = db.prepare<[], string>('SELECT body FROM rows ORDER BY position').pluck();

  return {
    append(rows) {
      begin.run();
      for (const { envelope, hash, body } of rows) {
        insert.run(envelope.stream, envelope.revision, envelope.id, hash, body);
      }
      commit.run();
    },
    bodiesOf: (stream) => ofStream.all(stream),
    bodies: () => all.iterate(),
    count: () => db.prepare<[], number>('SELECT count(*) FROM rows').pluck().get() ?? 0,
    close: () => void db.close(),
  };
}
