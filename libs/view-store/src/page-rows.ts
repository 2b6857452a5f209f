import { keyText, type Row, type RowChange, type Table } from '@jalon/kernel';
import type { Database } from './database.js';
import { stored } from './row-codec.js';
import { removeRow, upsertRow } from './row-statements.js';

/** What a page's events make of the rows of a table that keeps no versions: the last change of each counts. */
export class PageRows {
  private readonly changes = new Map<string, RowChange>();

  constructor(private readonly table: Table) {}

  note(change: RowChange, _before: Row | null, _event: object): void {
    this.changes.set(keyText(this.table, change.key), change);
  }

  write(db: Database): void {
    for (const { key, row } of this.changes.values()) {
      if (row) upsertRow(db, this.table, stored(this.table, row));
      else removeRow(db, this.table, key);
    }
  }
}
