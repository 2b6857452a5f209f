import { sql, type Compilable } from 'kysely';
import { type Instant, type Known, type Row, type RowKey, type Table, VERSION_COLUMNS } from '@jalon/kernel';
import { runStatement, type Database } from './database.js';
import { readBack, type StoredRow } from './row-codec.js';
import { inForce, knownIn } from './versions.js';

/** When a version began or ended: the event's position as twenty digits, and the moment of its recording. */
export interface Moment {
  readonly position: string;
  readonly at: Instant;
}

/**
 * The statements that a projector runs for each row of a table. Building and compiling a query costs several times what
 * SQLite needs to run it, so each is compiled once and only its values change.
 */
interface RowStatements {
  readonly select: string;
  readonly upsert: string;
  readonly remove: string;
  /** Of a versioned table alone. */
  readonly insert: string;
  readonly close: string;
}

const compiled = new WeakMap<Table, RowStatements>();

/** The row with this key; of a versioned table the version in force, now or then. */
export function selectByKey(db: Database, table: Table, key: RowKey, known?: Known): Row | null {
  const [row] =
    known && table.versioned
      ? runStatement(db, selectThen(db, table, known), [...keyValues(table, key), ...momentTwice(known)])
      : runStatement(db, statementsOf(db, table).select, keyValues(table, key));
  return row ? readBack(table, row) : null;
}

/** The rows with these keys, in the order of the keys; those that do not exist are left out. */
export function selectByKeys(db: Database, table: Table, keys: readonly RowKey[], known?: Known): readonly Row[] {
  return keys.map((key) => selectByKey(db, table, key, known)).filter((row) => row !== null);
}

export function upsertRow(db: Database, table: Table, row: StoredRow): void {
  runStatement(db, statementsOf(db, table).upsert, row);
}

export function removeRow(db: Database, table: Table, key: RowKey): void {
  runStatement(db, statementsOf(db, table).remove, keyValues(table, key));
}

/** Ends the version in force. */
export function closeVersion(db: Database, table: Table, key: RowKey, { position, at }: Moment): void {
  const values = keyValues(table, key);
  runStatement(db, statementsOf(db, table).close, [position, at, ...values, ...values]);
}

/** Adds a version; `to` is null while it is in force. */
export function insertVersion(db: Database, table: Table, row: StoredRow, from: Moment, to: Moment | null): void {
  const versions = [from.position, from.at, to?.position ?? null, to?.at ?? null];
  runStatement(db, statementsOf(db, table).insert, [...row, ...versions]);
}

const keyValues = (table: Table, key: RowKey) => table.key.map((column) => key[column]);

/** Read for an answer, never by the projector, so it is compiled each time. */
function selectThen(db: Database, table: Table, known: Known): string {
  return sqlOf(whereKey(db.selectFrom(table.name).selectAll(), table).where(inForce(table.name, known)));
}

function momentTwice(known: Known): readonly string[] {
  const { moment } = knownIn(known);
  return [moment, moment];
}

function statementsOf(db: Database, table: Table): RowStatements {
  const made = compiled.get(table) ?? compile(db, table);
  compiled.set(table, made);
  return made;
}

function compile(db: Database, table: Table): RowStatements {
  const columns = Object.keys(table.columns);
  const others = columns.filter((column) => !table.key.includes(column));
  const inserted = (names: readonly string[]) =>
    db.insertInto(table.name).values(Object.fromEntries(names.map((column) => [column, 0])));
  const upsert = inserted(columns).onConflict((conflict) =>
    conflict
      .columns([...table.key])
      .doUpdateSet((builder) =>
        Object.fromEntries(others.map((column) => [column, builder.ref(`excluded.${column}`)])),
      ),
  );
  const selected = whereKey(db.selectFrom(table.name).selectAll(), table);
  // Of many versions the last is met first, by the key itself: what is being built has no index of those in force.
  const newest = whereKey(db.selectFrom(table.name).select('knownFrom'), table)
    .orderBy('knownFrom', 'desc')
    .limit(sql.lit(1));
  const closed = whereKey(db.updateTable(table.name).set({ knownTo: 0, knownToAt: 0 }), table)
    .where('knownFrom', '=', newest)
    .where('knownTo', 'is', null);
  const current = selected.where('knownTo', 'is', null).orderBy('knownFrom', 'desc').limit(sql.lit(1));
  return {
    select: sqlOf(table.versioned ? current : selected),
    remove: sqlOf(whereKey(db.deleteFrom(table.name), table)),
    upsert: sqlOf(upsert),
    insert: sqlOf(inserted([...columns, ...Object.keys(VERSION_COLUMNS)])),
    close: sqlOf(closed),
  };
}

const sqlOf = (query: Compilable): string => query.compile().sql;

interface Filterable<Q> {
  where(column: string, operator: '=', value: number): Q;
}

/** One place for each column of the key, in the key's order; the values stand for those given at each run. */
function whereKey<Q extends Filterable<Q>>(query: Q, table: Table): Q {
  return table.key.reduce((narrowed, column) => narrowed.where(column, '=', 0), query);
}
