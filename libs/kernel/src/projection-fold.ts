import type { ProjectedEvent, Projection, Row, RowKey, Table } from './projection.js';

/** Where a fold reads the rows that it changes. */
export interface RowSource {
  get(table: Table, key: RowKey): Row | null;
}

/** One row that an event changed; null removes it. */
export interface RowChange {
  readonly table: Table;
  readonly key: RowKey;
  readonly row: Row | null;
}

/** A key as text. The order of the key's columns makes no difference. */
export function keyText(table: Table, key: RowKey): string {
  let text = '';
  // Called several times for each event, and cheaper than JSON. A length before each text keeps two values apart.
  for (const column of table.key) {
    const value = key[column];
    text += typeof value === 'string' ? `${value.length}:${value}` : `#${value};`;
  }
  return text;
}

/** The rows of one table that an event touches. */
export function keysTouched(table: Table, event: ProjectedEvent): readonly RowKey[] {
  return handlerOf(table, event) ? table.keys(event) : [];
}

/**
 * What one event changes in all the tables of a projection. A handler that throws leaves every row as it was, so the caller
 * can park the stream.
 */
export function changesOf(projection: Projection, event: ProjectedEvent, rows: RowSource): readonly RowChange[] {
  return projection.tables.flatMap((table) => {
    const handler = handlerOf(table, event);
    if (!handler) return [];
    return table.keys(event).map((key) => ({ table, key, row: handler(rows.get(table, key), event, key) }));
  });
}

function handlerOf(table: Table, { envelope }: ProjectedEvent) {
  return Object.hasOwn(table.handlers, envelope.type) ? table.handlers[envelope.type] : table.otherwise;
}

/** Rows in memory: those that a page of events changes, or those of a history folded up to one revision. */
export class RowsInMemory implements RowSource {
  private readonly tables = new Map<Table, Map<string, { readonly key: RowKey; readonly row: Row | null }>>();

  get(table: Table, key: RowKey): Row | null {
    return this.tables.get(table)?.get(keyText(table, key))?.row ?? null;
  }

  set({ table, key, row }: RowChange): void {
    const rows = this.tables.get(table) ?? new Map<string, { readonly key: RowKey; readonly row: Row | null }>();
    this.tables.set(table, rows);
    rows.set(keyText(table, key), { key, row });
  }

  /** The rows of a table, without the removed ones, in the order in which they first appeared. */
  rowsOf(table: Table): readonly Row[] {
    return [...(this.tables.get(table)?.values() ?? [])].flatMap(({ row }) => (row ? [row] : []));
  }
}

/** Folds a history in memory: the rows of the projection as they were after the last of these events. */
export function foldProjection(projection: Projection, events: Iterable<ProjectedEvent>): RowsInMemory {
  const rows = new RowsInMemory();
  for (const event of events) changesOf(projection, event, rows).forEach((change) => rows.set(change));
  return rows;
}
