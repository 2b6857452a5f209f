import Database from 'better-sqlite3';

/** A row of the same size as a stored event. Streams are bare numbers: nothing looks a name up. */
export interface RawRow {
  readonly stream: number;
  readonly revision: number;
  readonly id: string;
  readonly hash: string;
  readonly body: string;
}

/**
 * The least that a durable log of events could be: rows in order, and one index that finds a stream's rows and refuses two
 * in one place. No check, no hash, no head, no second index.
 */
export interface RawLog {
  /** One transaction, durable when it returns. */
  append(rows: readonly RawRow[]): void;
  /** The bodies of one stream, oldest first. */
  bodiesOf(stream: number): readonly string[];
  /** Every body, in order, one at a time. */
  bodies(): IterableIterator<string>;
  count(): number;
  close(): void;
}

/** A raw log under the settings of our store: WAL, and a wait for the disk at every commit. */
export function openRawLog(file: string): RawLog {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`CREATE TABLE rows (
    position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL,
    hash TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (stream, revision)
  ) STRICT`);

  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const insert = db.prepare<[number, number, string, string, string]>(
    'INSERT INTO rows (stream, revision, id, hash, body) VALUES (?, ?, ?, ?, ?)',
  );
  const ofStream = db.prepare<[number], string>('SELECT body FROM rows WHERE stream = ? ORDER BY revision').pluck();
  const all = db.prepare<[], string>('SELECT body FROM rows ORDER BY position').pluck();
  const number = db.prepare<[], number>('SELECT count(*) FROM rows').pluck();

  return {
    append(rows) {
      begin.run();
      for (const { stream, revision, id, hash, body } of rows) insert.run(stream, revision, id, hash, body);
      commit.run();
    },
    bodiesOf: (stream) => ofStream.all(stream),
    bodies: () => all.iterate(),
    count: () => number.get() ?? 0,
    close: () => void db.close(),
  };
}
