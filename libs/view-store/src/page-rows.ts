import { keyText, type Row, type RowChange, type Table } from '@jalon/kernel';
import type { RowStatements } from './backend.js';
import type { Database } from './database.js';
import { stored } from './row-codec.js';
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

  async write(db: Database, statements: RowStatements): Promise<void> {
    const changes = [...this.changes.values()];
    const gone = changes.filter(({ row }) => !row).map(({ key }) => key);
    const kept = changes.flatMap(({ row }) => (row ? [stored(this.table, row)] : []));
    if (gone.length > 0) await statements.remove(db, this.table, gone);
    if (kept.length > 0) await statements.put(db, this.table, kept);
    await changeTerms(db, statements, this.table, changes);
  }
}
