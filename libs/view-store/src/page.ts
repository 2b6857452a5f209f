import {
  changesOf,
  keysTouched,
  keyText,
  RowsInMemory,
  type ProjectedEvent,
  type Projection,
  type Row,
  type RowKey,
  type StreamName,
  type Table,
} from '@jalon/kernel';
import type { ParkedStream } from '@jalon/ports';
import type { RowStatements } from './backend.js';
import type { Database } from './database.js';
import { PageVersions } from './page-versions.js';
import { insertParked, parking } from './parked.js';
import { PageRows } from './page-rows.js';
import { requireWhole } from './row-codec.js';

/**
 * Folds events into a projection's rows within the transaction that `db` is: each touched row is read once and written
 * once, or once for each of its versions. An event that fails leaves every row as it was and sets its stream aside; later events of that stream are skipped.
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
      // Asked here and not when written, so that a row that cannot be stored parks its stream instead of the page.
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

/** None for an event whose keys cannot even be told: folding it will park its stream. */
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
