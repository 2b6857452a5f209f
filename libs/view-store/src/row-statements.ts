import { CompiledQuery, type Compilable } from 'kysely';
import type { Row, RowKey, Table } from '@jalon/kernel';
import type { Database } from './database.js';
import { readBack, type StoredRow } from './row-codec.js';

/**
 * The three statements that a projector runs for each row of a table. Building and compiling a query costs several times
 * what SQLite needs to run it, so each is compiled once and only its values change.
 */
interface RowStatements {
  readonly select: string;
  readonly upsert: string;
  readonly remove: string;
}

const compiled = new WeakMap<Table, RowStatements>();

export async function selectByKey(db: Database, table: Table, key: RowKey): Promise<Row | null> {
  const { rows } = await run(db, statementsOf(db, table).select, keyValues(table, key));
  return rows[0] ? readBack(table, rows[0]) : null;
}

/** The rows with these keys, in the order of the keys; those that do not exist are left out. */
export async function selectByKeys(db: Database, table: Table, keys: readonly RowKey[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const key of keys) {
    const row = await selectByKey(db, table, key);
    if (row) rows.push(row);
  }
  return rows;
}

export async function upsertRow(db: Database, table: Table, row: StoredRow): Promise<void> {
  await run(db, statementsOf(db, table).upsert, Object.values(row));
}

export async function removeRow(db: Database, table: Table, key: RowKey): Promise<void> {
  await run(db, statementsOf(db, table).remove, keyValues(table, key));
}

const keyValues = (table: Table, key: RowKey) => table.key.map((column) => key[column]);

function run(db: Database, sql: string, values: readonly unknown[]) {
  return db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(sql, [...values]));
}

function statementsOf(db: Database, table: Table): RowStatements {
  const known = compiled.get(table);
  if (known) return known;
  const columns = Object.keys(table.columns);
  const others = columns.filter((column) => !table.key.includes(column));
  const made = {
    select: sqlOf(whereKey(db.selectFrom(table.name).selectAll(), table)),
    remove: sqlOf(whereKey(db.deleteFrom(table.name), table)),
    upsert: sqlOf(
      db
        .insertInto(table.name)
        .values(Object.fromEntries(columns.map((column) => [column, 0])))
        .onConflict((conflict) =>
          conflict
            .columns([...table.key])
            .doUpdateSet((builder) =>
              Object.fromEntries(others.map((column) => [column, builder.ref(`excluded.${column}`)])),
            ),
        ),
    ),
  };
  compiled.set(table, made);
  return made;
}

const sqlOf = (query: Compilable): string => query.compile().sql;

interface Filterable<Q> {
  where(column: string, operator: '=', value: number): Q;
}

/** One place for each column of the key, in the key's order; the values stand for those given at each run. */
function whereKey<Q extends Filterable<Q>>(query: Q, table: Table): Q {
  return table.key.reduce((narrowed, column) => narrowed.where(column, '=', 0), query);
}
