import { sql, type RawBuilder } from 'kysely';
import { VERSION_COLUMNS, type RowKey, type Table } from '@jalon/kernel';
import { STORED_AS, type ColumnType, type RowStatements, type Shape, type StoredType } from '../backend.js';
import { readBack } from '../row-codec.js';
import { inForce } from '../select-rows.js';

/** Many rows in one statement, a list for each column: every statement costs a round trip. */
export const rowStatements: RowStatements = {
  async byKeys(db, table, keys, known) {
    if (keys.length === 0) return [];
    const inForceThen = table.versioned ? sql` AND ${inForce(table.name, known)}` : sql``;
    const { rows } = await sql<Record<string, unknown>>`
      SELECT ${sql.table(table.name)}.* FROM ${keyList(table, keys)}
      JOIN ${sql.table(table.name)} ON ${sameKey(table)}${inForceThen}`.execute(db);
    return rows.map((row) => readBack(table, row));
  },

  async put(db, shape, rows) {
    const columns = Object.keys(shape.columns);
    const others = columns.filter((column) => !shape.key.includes(column));
    const replaced = sql.join(others.map((column) => sql`${sql.id(column)} = excluded.${sql.id(column)}`));
    await sql`
      INSERT INTO ${sql.table(shape.name)} (${names(columns)}) SELECT * FROM ${listed(shape, columns, rows)}
      ON CONFLICT (${names(shape.key)}) DO UPDATE SET ${replaced}`.execute(db);
  },

  async remove(db, shape, keys) {
    await sql`
      DELETE FROM ${sql.table(shape.name)} USING ${keyList(shape, keys)} WHERE ${sameKey(shape)}`.execute(db);
  },

  async closeVersions(db, table, ended) {
    const shape = versionsOf(table);
    const columns = [...table.key, 'knownTo', 'knownToAt'];
    const rows = ended.map(([key, { position, at }]) => [...keyValues(table, key), position, at]);
    await sql`
      UPDATE ${sql.table(table.name)} SET "knownTo" = given."knownTo", "knownToAt" = given."knownToAt"
      FROM ${listed(shape, columns, rows)}
      WHERE ${sameKey(table)} AND ${inForce(table.name, undefined)}`.execute(db);
  },

  async addVersions(db, table, versions) {
    const shape = versionsOf(table);
    const columns = Object.keys(shape.columns);
    const rows = versions.map(({ row, from, to }) => [
      ...[...row, from.position, from.at, to?.position ?? null, to?.at ?? null],
    ]);
    await sql`
      INSERT INTO ${sql.table(table.name)} (${names(columns)})
      SELECT * FROM ${listed(shape, columns, rows)}`.execute(db);
  },

  async atOrBefore(db, shape, keys) {
    const table = sql.table(shape.name);
    const last = sql.id(shape.key.at(-1) as string);
    const same = shape.key.slice(0, -1).map((column) => sql`found.${sql.id(column)} = given.${sql.id(column)} AND `);
    const { rows } = await sql<Record<string, unknown>>`
      SELECT DISTINCT ON (${sql.join(shape.key.map((column) => sql`held.${sql.id(column)}`))}) held.*
      FROM ${keyList(shape, keys)}
      CROSS JOIN LATERAL (
        SELECT * FROM ${table} AS found WHERE ${sql.join(same, sql``)}found.${last} <= given.${last}
        ORDER BY found.${last} DESC LIMIT 1
      ) AS held`.execute(db);
    return rows;
  },
};

function versionsOf(table: Table): Shape {
  return { ...table, columns: { ...table.columns, ...VERSION_COLUMNS } };
}

const names = (columns: readonly string[]) => sql.join(columns.map((column) => sql.id(column)));

const keyValues = (shape: Shape, key: RowKey) => shape.key.map((column) => key[column]);

function keyList(shape: Shape, keys: readonly RowKey[]): RawBuilder<unknown> {
  const rows = keys.map((key) => keyValues(shape, key));
  return listed(shape, shape.key, rows);
}

function sameKey(shape: Shape): RawBuilder<unknown> {
  const same = shape.key.map((column) => sql`${sql.ref(`${shape.name}.${column}`)} = given.${sql.id(column)}`);
  return sql.join(same, sql` AND `);
}

/** The server's type of each list of values. */
const LISTS: Readonly<Record<StoredType, RawBuilder<unknown>>> = {
  text: sql`text[]`,
  integer: sql`bigint[]`,
  boolean: sql`boolean[]`,
  json: sql`json[]`,
  bytes: sql`bytea[]`,
};

/** These rows as a table `given`: one list of values for each column. */
function listed(shape: Shape, columns: readonly string[], rows: readonly (readonly unknown[])[]): RawBuilder<unknown> {
  const lists = columns.map((column, place) => {
    const { type } = shape.columns[column] as { readonly type: ColumnType };
    return sql`${sql.val(rows.map((row) => row[place]))}::${LISTS[STORED_AS[type]]}`;
  });
  return sql`unnest(${sql.join(lists)}) AS given (${names(columns)})`;
}
