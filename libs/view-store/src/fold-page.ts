import {
  RowsInMemory,
  changesOf,
  keyText,
  keysTouched,
  sortablePosition,
  type ProjectedEvent,
  type Projection,
  type Row,
  type RowChange,
  type RowKey,
  type StreamName,
  type Table,
} from '@jalon/kernel';
import type { ParkedStream } from '@jalon/ports';
import type { Database, Moment, RowStatements } from './backend.js';
import { insertParked, parking } from './bookkeeping.js';
import { changePacked } from './packed-index.js';
import { requireWhole, sameRow, stored } from './row-codec.js';

/**
 * Folds events into a projection's rows within the transaction `db`: each touched row is read once and written once, or once
 * for each of its versions. An event that fails leaves every row as it was and parks its stream: later events of that stream
 * are skipped.
 */
export async function foldPage(
  db: Database,
  statements: RowStatements,
  projection: Projection,
  events: readonly ProjectedEvent[],
  parked: ReadonlySet<StreamName>,
): Promise<void> {
  const aside = new Set(parked);
  const failures: ParkedStream[] = [];
  const rows = await rowsTouched(
    db,
    statements,
    projection,
    events.filter(({ envelope }) => !aside.has(envelope.stream)),
  );
  const dirty = new Map(projection.tables.map((table) => [table, changesIn(table)]));
  for (const event of events) {
    if (aside.has(event.envelope.stream)) continue;
    try {
      const changes = changesOf(projection, event, rows);
      // Checked here and not when written, so that a row that cannot be stored parks its stream and does not fail the page.
      for (const { table, row } of changes) if (row) requireWhole(table, row);
      for (const change of changes) {
        dirty.get(change.table)?.note(change, rows.get(change.table, change.key), event);
        rows.set(change);
      }
    } catch (error) {
      aside.add(event.envelope.stream);
      failures.push(parking(projection.name, event, error));
    }
  }
  for (const changes of dirty.values()) await changes.write(db, statements);
  await insertParked(db, failures);
}

function changesIn(table: Table): PageRows | PageVersions {
  return table.versioned ? new PageVersions(table) : new PageRows(table);
}

/** The rows that a page begins with. */
async function rowsTouched(
  db: Database,
  statements: RowStatements,
  projection: Projection,
  events: readonly ProjectedEvent[],
): Promise<RowsInMemory> {
  const rows = new RowsInMemory();
  for (const table of projection.tables) {
    const keys = new Map(events.flatMap((event) => keysIn(table, event).map((key) => [keyText(table, key), key])));
    if (keys.size === 0) continue;
    const found = await statements.byKeys(db, table, [...keys.values()]);
    for (const row of found) rows.set({ table, key: keyOf(table, row), row });
  }
  return rows;
}

/** None for an event whose keys cannot be computed: folding it will park its stream. */
function keysIn(table: Table, event: ProjectedEvent): readonly RowKey[] {
  try {
    return keysTouched(table, event);
  } catch {
    return [];
  }
}

function keyOf(table: Table, row: Row): RowKey {
  return Object.fromEntries(table.key.map((column) => [column, row[column] as string | number]));
}

interface Noted extends RowChange {
  /** The row that the page began with. */
  readonly before: Row | null;
}

/** The changes that a page makes to a table without versions: the last change of each row counts. */
class PageRows {
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
    await changePacked(db, statements, this.table, changes);
  }
}

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
  /** The versions that began in the page, oldest first; each but the last has ended. */
  readonly begun: readonly Version[];
}

/** The versions that a page's events make of one versioned table's rows: one for every event that changes a row. */
class PageVersions {
  private readonly versions = new Map<string, Versions>();

  constructor(private readonly table: Table) {}

  /** Records how an event changed a row that was `before`; an event that leaves it equal makes no version. */
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
    await changePacked(db, statements, this.table, changes);
  }
}

function momentOf({ position, envelope }: ProjectedEvent): Moment {
  return { position: sortablePosition(position), at: envelope.recordedAt };
}
