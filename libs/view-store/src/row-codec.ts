import type { Column, Json, Row, Table } from '@jalon/kernel';

/** The values of a row, in the order in which the table declares its columns. */
export type StoredRow = readonly unknown[];

/** A row as the database keeps it: booleans as 0 and 1, shapes as JSON text; only the columns that the table declares. */
export function stored(table: Table, row: Row): StoredRow {
  const values: unknown[] = [];
  for (const name in table.columns) values.push(storedValue((table.columns[name] as Column).type, row[name] ?? null));
  return values;
}

function storedValue(type: Column['type'], value: Json): unknown {
  if (value === null) return null;
  if (type === 'boolean') return value === true ? 1 : 0;
  if (type === 'json') return JSON.stringify(value);
  return value;
}

/** @throws Error when a column that is not nullable is empty: such a row could not be stored */
export function requireWhole(table: Table, row: Row): void {
  for (const name in table.columns) {
    if (table.columns[name]?.nullable === false && (row[name] ?? null) === null) {
      throw new Error(`${table.name}.${name} is empty`);
    }
  }
}

/** The row as a fold or a query sees it. */
export function readBack(table: Table, row: Record<string, unknown>): Row {
  return readColumns(table, Object.keys(table.columns), row);
}

/** Some of its columns. */
export function readColumns({ columns }: Table, names: readonly string[], row: Record<string, unknown>): Row {
  const read: Record<string, Json> = {};
  for (const name of names) {
    const column = columns[name];
    if (!column) throw new Error(`there is no column ${name}`);
    read[name] = readValue(column.type, row[name]);
  }
  return read;
}

function readValue(type: Column['type'], value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (type === 'boolean') return value === 1 || value === true;
  if (type === 'json') return JSON.parse(value as string) as Json;
  return value as Json;
}

/** Whether two rows hold the same, column by column; null is no row. */
export function sameRow(table: Table, one: Row | null, other: Row | null): boolean {
  if (one === null || other === null) return one === other;
  for (const name in table.columns) if (!sameValue(one[name] ?? null, other[name] ?? null)) return false;
  return true;
}

function sameValue(one: Json, other: Json): boolean {
  if (one === other) return true;
  // One shape may come from the event and the other from the store: compared is what would be stored.
  return typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other);
}
