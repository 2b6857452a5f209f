import { keyText, sortablePosition, type ProjectedEvent, type Row, type RowChange, type Table } from '@jalon/kernel';
import type { Moment, RowStatements } from './backend.js';
import type { Database } from './database.js';
import { sameRow, stored } from './row-codec.js';
import { changeTerms } from './terms-table.js';

interface Version {
  readonly row: Row;
  readonly from: Moment;
  readonly to: Moment | null;
}

/** What a page does to the versions of one row. */
interface Versions {
  readonly change: RowChange;
  /** The row that the page began with. */
  readonly before: Row | null;
  /** When the version that was in force before the page ended; null where there was none, or it still is. */
  readonly ended: Moment | null;
  /** Those that began in the page, oldest first; each but the last has ended. */
  readonly begun: readonly Version[];
}

/** The versions that a page's events make of one versioned table's rows: one for every event that changes a row. */
export class PageVersions {
  private readonly versions = new Map<string, Versions>();

  constructor(private readonly table: Table) {}

  /** Notes what an event made of a row that was `before`: nothing, where it left the row equal. */
  note(change: RowChange, before: Row | null, event: ProjectedEvent): void {
    if (sameRow(this.table, before, change.row)) return;
    const key = keyText(this.table, change.key);
    const now = momentOf(event);
    const { ended, begun, before: first } = this.versions.get(key) ?? { ended: before && now, begun: [], before };
    const last = begun.at(-1);
    const past = before && last ? [...begun.slice(0, -1), { ...last, to: now }] : begun;
    const next = change.row ? [{ row: change.row, from: now, to: null }] : [];
    this.versions.set(key, { change, before: first, ended, begun: [...past, ...next] });
  }

  async write(db: Database, statements: RowStatements): Promise<void> {
    const noted = [...this.versions.values()];
    const ended = noted.flatMap(({ change, ended: at }) => (at ? [[change.key, at] as const] : []));
    const begun = noted.flatMap((versions) =>
      versions.begun.map(({ row, from, to }) => ({ row: stored(this.table, row), from, to })),
    );
    if (ended.length > 0) await statements.closeVersions(db, this.table, ended);
    if (begun.length > 0) await statements.addVersions(db, this.table, begun);
    const changes = noted.map(({ change, before }) => ({ ...change, before }));
    await changeTerms(db, statements, this.table, changes);
  }
}

function momentOf({ position, envelope }: ProjectedEvent): Moment {
  return { position: sortablePosition(position), at: envelope.recordedAt };
}
