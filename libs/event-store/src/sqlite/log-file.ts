import { existsSync } from 'node:fs';
import BetterSqlite, { type Database } from 'better-sqlite3';
import { closeOnError, type StreamName, type Uuid } from '@jalon/kernel';
import type { Installation } from '@jalon/ports';
import {
  copyDatabase,
  integrityProblems,
  isDamaged,
  NotAStoreFile,
  requireSafeSqlite,
  undamaged,
  type DatabaseCopyOptions,
} from '@jalon/sqlite';
import type { LogChecker } from '../check/log-checker.js';
import type { StoredRow } from '../event.codec.js';
import { openReader, requireEventStore } from './database.js';
import { readInstallation } from './installation.js';

/** The file of an event store, opened to be checked, whether a service runs on it or not. */
export interface LogFile {
  /** What SQLite finds wrong with the file itself; none where it is sound. Takes as long as reading the whole file. */
  problems(): readonly string[];
  /** Null where the record cannot be read, or there is none. */
  installation(): Installation | null;
  /** The greatest position; 0 in an empty log. */
  lastPosition(): number;
  /** When the last event was recorded; null in an empty log. */
  newestAt(): string | null;
  /** Gives the next rows up to position `until` to the checker, at most a page of them. Returns the position to go on after. */
  checkPage(checker: LogChecker, after: number, until: number): number;
  /** The streams of which no event is left: their names are kept, so somebody removed the events. */
  emptyStreams(): readonly StreamName[];
  /** Copies the file as it stands now, whoever writes to it. Nothing else is done on this file meanwhile. */
  copyTo(file: string, options?: DatabaseCopyOptions): Promise<void>;
  close(): void;
}

type Tuple = [position: number, revision: number, id: Uuid, hash: string, body: string, stream: StreamName | null];

const PAGE = 500;

/** @throws NotAStoreFile, StoreDamaged */
export function openLogFile(file: string): LogFile {
  if (!existsSync(file)) throw new NotAStoreFile(file, 'events', 'missing');
  return undamaged(file, 'events', () => {
    const db = openReader(file);
    return closeOnError(db, () => {
      requireSafeSqlite(db);
      requireEventStore(db);
      return logFileOn(db);
    });
  });
}

function logFileOn(db: Database): LogFile {
  // A stream whose name is gone must not hide its events.
  const rows = 'SELECT position, revision, id, hash, body, name FROM events LEFT JOIN streams USING (stream)';
  const page = db.prepare<[number, number], Tuple>(`${rows} WHERE position > ? ORDER BY position LIMIT ?`).raw();
  const one = db.prepare<[number], Tuple>(`${rows} WHERE position = ?`).raw();
  const last = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck();
  const empty = db.prepare<[], StreamName>(
    'SELECT name FROM streams WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.stream = streams.stream) ORDER BY name',
  );
  const newest = db
    .prepare<[], string>(`SELECT body ->> '$.recordedAt' FROM events ORDER BY position DESC LIMIT 1`)
    .pluck();

  /** Where a page of the file is torn, row by row: only what lies on that page is lost. */
  function checkOneByOne(checker: LogChecker, after: number, until: number): void {
    let torn: number[] = [];
    const tellTorn = () => {
      const [from] = torn;
      if (from !== undefined) checker.unreadable(from, from + torn.length - 1);
      torn = [];
    };
    for (let position = after + 1; position <= until; position += 1) {
      const row = orDamaged(() => one.get(position));
      if (row === 'damaged') torn.push(position);
      else if (row) {
        tellTorn();
        checker.add(rowOf(row));
      }
    }
    tellTorn();
  }

  return {
    problems: () => integrityProblems(db),
    installation: () => {
      const found = orDamaged(() => readInstallation(db));
      return found === 'damaged' ? null : found;
    },
    lastPosition: () => last.get() ?? 0,
    newestAt: () => newest.get() ?? null,
    checkPage(checker, after, until) {
      const found = orDamaged(() => page.all(after, PAGE).filter(([position]) => position <= until));
      if (found === 'damaged') {
        const end = Math.min(until, after + PAGE);
        checkOneByOne(checker, after, end);
        return end;
      }
      for (const row of found) checker.add(rowOf(row));
      return found.at(-1)?.[0] ?? until;
    },
    emptyStreams: () => {
      const found = orDamaged(() => empty.pluck().all());
      return found === 'damaged' ? [] : found;
    },
    async copyTo(to, options) {
      await copyDatabase(db, to, options);
      const copy = new BetterSqlite(to);
      try {
        // One file at rest, which can be read where nothing can be written.
        copy.pragma('journal_mode = DELETE');
      } finally {
        copy.close();
      }
    },
    close: () => void db.close(),
  };
}

function rowOf([position, revision, id, hash, body, stream]: Tuple): StoredRow {
  return { position, revision, id, hash, body, stream: stream ?? '' };
}

function orDamaged<T>(read: () => T): T | 'damaged' {
  try {
    return read();
  } catch (error) {
    if (isDamaged(error)) return 'damaged';
    throw error;
  }
}
