import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import { orClose, requireSafeSqlite } from '@jalon/sqlite';
import {
  newListId,
  type DestroyedKey,
  type DestroyedList,
  type DestroyedListPlace,
  type OpeningOfList,
} from '../destroyed-list.js';
import { openPrivateDatabase } from './private-database.js';

/** The list in a file, which answers at once: within a transaction on the keys beside it. */
export interface SqliteDestroyedList extends DestroyedList {
  all(): readonly DestroyedKey[];
  add(destroyed: readonly DestroyedKey[]): void;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS list (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS destroyed (
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    kid TEXT NOT NULL, -- empty where the subject had no key yet
    PRIMARY KEY (tenant, subject, purpose, kid)
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS destroyed_is_never_changed BEFORE UPDATE ON destroyed
    BEGIN SELECT RAISE(ABORT, 'the list of destroyed keys only grows'); END;
  CREATE TRIGGER IF NOT EXISTS destroyed_is_never_cut BEFORE DELETE ON destroyed
    BEGIN SELECT RAISE(ABORT, 'the list of destroyed keys only grows'); END;
`;

/** The list of destroyed keys in a file of its own. */
export function sqliteDestroyedList(file: string): DestroyedListPlace {
  return { place: file, open: (opening) => openSqliteDestroyedList(file, opening) };
}

/**
 * The list of destroyed keys in a file of its own, for its owner alone; null where there is none and none may be made.
 *
 * @throws SecretRefused when other accounts could read it
 */
export function openSqliteDestroyedList(
  file: string,
  { random, mayCreate }: OpeningOfList,
): SqliteDestroyedList | null {
  if (!mayCreate && !existsSync(file)) return null;
  const database = openPrivateDatabase(file);
  return orClose(database, () => {
    requireSafeSqlite(database);
    // One file at rest, and no log beside it, so that a copy of the file is a copy of the list; EXTRA makes the log's end durable too.
    database.pragma('synchronous = EXTRA');
    const id = database
      .transaction(() => {
        database.exec(SCHEMA);
        const found = database.prepare<[], string>('SELECT id FROM list').pluck().get();
        if (found !== undefined) return found;
        const made = newListId(random);
        database.prepare('INSERT INTO list (one, id) VALUES (1, ?)').run(made);
        return made;
      })
      .immediate();
    return listIn(database, id);
  });
}

function listIn(database: Database.Database, id: string): SqliteDestroyedList {
  const select = database.prepare<[], DestroyedKey>(
    "SELECT tenant, subject, purpose, nullif(kid, '') AS kid FROM destroyed",
  );
  const insert = database.prepare<DestroyedKey>(
    "INSERT INTO destroyed VALUES (@tenant, @subject, @purpose, ifnull(@kid, '')) ON CONFLICT DO NOTHING",
  );
  const insertAll = database.transaction((all: readonly DestroyedKey[]) => all.forEach((each) => insert.run(each)));
  return {
    id,
    all: () => select.all(),
    add(destroyed) {
      if (destroyed.length > 0) insertAll.immediate(destroyed);
    },
    // Of the file alone: where its disk is shared and hangs, a question would hold everybody up.
    reach: () => access(database.name, constants.R_OK | constants.W_OK),
    close: () => void database.close(),
  };
}
