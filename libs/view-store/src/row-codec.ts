import type { Column, Json, Row, Table } from '@jalon/kernel';

/** The values of a row by column, in the order in which the table declares them. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** A row as the database keeps it: booleans as 0 and 1, shapes as JSON text; only the columns that the table declares. */
export function stored(table: Table, row: Row): StoredRow {
  return Object.fromEntries(
    Object.entries(table.columns).map(([name, { type }]) => [name, storedValue(type, row[name] ?? null)]),
  );
}

function storedValue(type: Column['type'], value: Json): unknown {
  if (value === null) return null;
  if (type === 'boolean') return value === true ? 1 : 0;
  if (type === 'json') return JSON.stringify(value);
  return value;
}

/** @throws Error when a column that must hold something does not: such a row could not be stored */
export function requireWhole(table: Table, row: Row): void {
  for (const name in table.columns) {
    if (table.columns[name]?.nullable === false && (row[name] ?? null) === null) {
      throw new Error(`${table.name}.${name} is empty`);
    }
  }
}

/** The row as a fold or a query sees it. */
export function readBack(table: Table, row: Record<string, unknown>): Row {
  return Object.fromEntries(
    Object.entries(table.columns).map(([name, { type }]) => [name, readValue(type, row[name])]),
  );
}

function readValue(type: Column['type'], value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (type === 'boolean') return value === 1 || value === true;
  if (type === 'json') return JSON.parse(value as string) as Json;
  return value as Json;
}
