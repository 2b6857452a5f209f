import { existsSync } from 'node:fs';
import { closeOnError, type Random } from '@jalon/kernel';
import { undamaged, writingTo } from '@jalon/sqlite';
import { destroyedListIn } from '../database/destroyed-list.js';
import type { ListTables } from '../database/key-database.js';
import { newListId, type DestroyedListPlace } from '../destroyed-list.js';
import { databaseOn, inTurn, openPrivateFile, type Connection } from '@jalon/sql-database/sqlite';

const HELD = 'destroyed-keys';

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

/**
 * The list of destroyed keys in a file of its own, for its owner alone. Opening it throws SecretRefused when other
 * accounts could read it.
 */
export function sqliteDestroyedList(file: string): DestroyedListPlace {
  return {
    place: file,
    async open({ random, mayCreate }) {
      if (!mayCreate && !existsSync(file)) return null;
      return inTurn(file, () => {
        const connection = openPrivateFile(file, HELD);
        return closeOnError(connection, () => {
          // One file at rest, and no log in another file, so that a copy of the file is a copy of the list. EXTRA makes
          // the end of SQLite's rollback journal durable too.
          connection.pragma('synchronous = EXTRA');
          return destroyedListIn(databaseOn<ListTables>(connection, HELD), listIdIn(connection, random));
        });
      });
    },
  };
}

/** The id of the list in this file, which is made when absent. */
function listIdIn(connection: Connection, random: Random): string {
  const read = () => {
    connection.exec(SCHEMA);
    const found = connection.prepare<[], string>('SELECT id FROM list').pluck().get();
    if (found !== undefined) return found;
    const made = newListId(random);
    connection.prepare('INSERT INTO list (one, id) VALUES (1, ?)').run(made);
    return made;
  };
  return undamaged(connection.name, HELD, () =>
    writingTo(connection.name, () => connection.transaction(read).immediate()),
  );
}
