import { VERSION_COLUMNS, type Known, type Row, type RowKey, type Table } from '@jalon/kernel';
import { sql, type Compilable } from 'kysely';
import type { Database, RowStatements, Shape } from '../backend.js';
import { readBack } from '../row-codec.js';
import { inForce, knownIn } from '../select-rows.js';
import { runStatement } from './connections.js';

/**
 * The statements that a projector runs for each row of a table. Building and compiling a query costs several times what
 * SQLite needs to run it, so each is compiled once and only its values change.
 */
interface Compiled {
  readonly select: string;
  readonly upsert: string;
  readonly remove: string;
  readonly atOrBefore: string;
  /** Of a versioned table alone. */
  readonly insert: string;
  readonly close: string;
}

/** Row by row: without a network, one statement for many rows saves nothing. */
export const rowStatements: RowStatements = {
  async byKeys(db, table, keys, known) {
    return keys.map((key) => byKey(db, table, key, known)).filter((row) => row !== null);
  },
  async put(db, shape, rows) {
    const { upsert } = statementsOf(db, shape);
    for (const row of rows) runStatement(db, upsert, row);
  },
  async remove(db, shape, keys) {
    const { remove } = statementsOf(db, shape);
    for (const key of keys) runStatement(db, remove, keyValues(shape, key));
  },
  async closeVersions(db, table, ended) {
    const { close } = statementsOf(db, table);
    for (const [key, { position, at }] of ended) {
      const values = keyValues(table, key);
      runStatement(db, close, [position, at, ...values, ...values]);
    }
  },
  async addVersions(db, table, versions) {
    const { insert } = statementsOf(db, table);
    for (const { row, from, to } of versions) {
      runStatement(db, insert, [...row, from.position, from.at, to?.position ?? null, to?.at ?? null]);
    }
  },
  async atOrBefore(db, shape, keys) {
    const { atOrBefore } = statementsOf(db, shape);
    const found = keys.flatMap((key) => runStatement(db, atOrBefore, keyValues(shape, key)));
    return [...new Map(found.map((row) => [JSON.stringify(keyValues(shape, row)), row])).values()];
  },
};

/** The row with this key; of a versioned table the version in force, now or then. */
function byKey(db: Database, table: Table, key: RowKey, known?: Known): Row | null {
  const [row] =
    known && table.versioned
      ? runStatement(db, selectThen(db, table, known), [...keyValues(table, key), ...momentTwice(known)])
      : runStatement(db, statementsOf(db, table).select, keyValues(table, key));
  return row ? readBack(table, row) : null;
}

const keyValues = (shape: Shape, key: Readonly<Record<string, unknown>>) => shape.key.map((column) => key[column]);

/** Read for an answer, never by the projector, so it is compiled each time. */
function selectThen(db: Database, table: Table, known: Known): string {
  return sqlOf(whereKey(db.selectFrom(table.name).selectAll(), table.key).where(inForce(table.name, known)));
}

function momentTwice(known: Known): readonly string[] {
  const { moment } = knownIn(known);
  return [moment, moment];
}

const compiled = new WeakMap<Shape, Compiled>();

function statementsOf(db: Database, shape: Shape): Compiled {
  const made = compiled.get(shape) ?? compile(db, shape);
  compiled.set(shape, made);
  return made;
}

function compile(db: Database, { name, key, columns: declared, versioned }: Shape): Compiled {
  const columns = Object.keys(declared);
  const others = columns.filter((column) => !key.includes(column));
  const inserted = (names: readonly string[]) =>
    db.insertInto(name).values(Object.fromEntries(names.map((column) => [column, 0])));
  const upsert = inserted(columns).onConflict((conflict) =>
    conflict
      .columns([...key])
      .doUpdateSet((builder) =>
        Object.fromEntries(others.map((column) => [column, builder.ref(`excluded.${column}`)])),
      ),
  );
  const selected = db.selectFrom(name).selectAll();
  // Finds the last of many versions by the primary key: a shadow has no index of the versions in force yet.
  const newest = whereKey(db.selectFrom(name).select('knownFrom'), key).orderBy('knownFrom', 'desc').limit(sql.lit(1));
  const closed = whereKey(db.updateTable(name).set({ knownTo: 0, knownToAt: 0 }), key)
    .where('knownFrom', '=', newest)
    .where('knownTo', 'is', null);
  const current = whereKey(selected, key).where('knownTo', 'is', null).orderBy('knownFrom', 'desc').limit(sql.lit(1));
  const last = key.at(-1) as string;
  const before = whereKey(selected, key.slice(0, -1)).where(last, '<=', 0).orderBy(last, 'desc').limit(sql.lit(1));
  return {
    select: sqlOf(versioned ? current : whereKey(selected, key)),
    remove: sqlOf(whereKey(db.deleteFrom(name), key)),
    upsert: sqlOf(upsert),
    atOrBefore: sqlOf(before),
    insert: sqlOf(inserted([...columns, ...Object.keys(VERSION_COLUMNS)])),
    close: sqlOf(closed),
  };
}

const sqlOf = (query: Compilable): string => query.compile().sql;

interface Filterable<Q> {
  where(column: string, operator: '=', value: number): Q;
}

/** One parameter for each column of the key, in the key's order; the values are placeholders. */
function whereKey<Q extends Filterable<Q>>(query: Q, key: readonly string[]): Q {
  return key.reduce((narrowed, column) => narrowed.where(column, '=', 0), query);
}
