import { keyText, type Row, type RowChange, type Table } from '@jalon/kernel';
import type { Database } from './database.js';
import { stored } from './row-codec.js';
import { removeRow, upsertRow } from './row-statements.js';
import { changeTerms } from './terms-table.js';

interface Noted extends RowChange {
  /** The row that the page began with. */
  readonly before: Row | null;
}

/** What a page's events make of the rows of a table that keeps no versions: the last change of each counts. */
export class PageRows {
  private readonly changes = new Map<string, Noted>();

  constructor(private readonly table: Table) {}

  note(change: RowChange, before: Row | null, _event: object): void {
    const key = keyText(this.table, change.key);
    const noted = this.changes.get(key);
    this.changes.set(key, { ...change, before: noted ? noted.before : before });
  }

  write(db: Database): void {
    for (const { key, row } of this.changes.values()) {
      if (row) upsertRow(db, this.table, stored(this.table, row));
      else removeRow(db, this.table, key);
    }
    changeTerms(db, this.table, this.changes.values());
  }
}
