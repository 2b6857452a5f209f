import type { Position, Table } from '@jalon/kernel';
import type { EventSeen, Known, ProjectionProgress, ViewReader } from '@jalon/application';
import type { Database } from './database.js';
import { parkedOf } from './parked.js';
import { selectRows, selectSums } from './reading.js';
import { selectByKey, selectByKeys } from './row-statements.js';
import { PROJECTIONS } from './schema.js';

/** The readings of one transaction: of what is known, or of what was `known` then. */
export function readerOf(db: Database, tables: ReadonlyMap<string, Table>, known?: Known): ViewReader {
  const named = (name: string) => tableNamed(tables, name);
  return {
    rows: (name, query) => selectRows(db, named, named(name), query, known),
    row: (name, key) => selectByKey(db, named(name), key, known),
    rowsByKeys: (name, keys) => selectByKeys(db, named(name), keys, known),
    sums: (name, query) => selectSums(db, named(name), query, known),
    asOf: (then) => readerOf(db, tables, then),
    parked: (projection, tenant) => parkedOf(db, { projection, tenant }),
    progress: () => progressOf(db),
  };
}

export function tableNamed(tables: ReadonlyMap<string, Table>, name: string): Table {
  const table = tables.get(name);
  if (!table) throw new Error(`there is no view ${name}`);
  return table;
}

export async function progressOf(db: Database): Promise<readonly ProjectionProgress[]> {
  const rows = await db.selectFrom(PROJECTIONS).select(['projection', 'version', 'position', 'last']).execute();
  return rows.map((row) => ({
    projection: String(row['projection']),
    version: Number(row['version']),
    position: row['position'] as Position | null,
    last: row['last'] === null ? null : (JSON.parse(row['last'] as string) as EventSeen),
  }));
}
