import {
  changesOf,
  keysTouched,
  keyText,
  RowsInMemory,
  type ProjectedEvent,
  type Projection,
  type Row,
  type RowChange,
  type RowKey,
  type StreamName,
  type Table,
} from '@jalon/kernel';
import type { ParkedStream } from '@jalon/application';
import type { Database } from './database.js';
import { insertParked, parking } from './parked.js';
import { inChunks, selectByKeys } from './reading.js';
import { stored } from './row-codec.js';

/**
 * Folds events into a projection's rows within the transaction that `db` is: each touched row is read once and written
 * once. An event that fails leaves every row as it was and sets its stream aside; later events of that stream are skipped.
 */
export async function foldPage(
  db: Database,
  projection: Projection,
  events: readonly ProjectedEvent[],
  parked: ReadonlySet<StreamName>,
): Promise<void> {
  const aside = new Set(parked);
  const failures: ParkedStream[] = [];
  const rows = await rowsTouched(
    db,
    projection,
    events.filter(({ envelope }) => !aside.has(envelope.stream)),
  );
  const dirty = new Map<Table, Map<string, RowChange>>();
  for (const event of events) {
    if (aside.has(event.envelope.stream)) continue;
    try {
      const changes = changesOf(projection, event, rows);
      // Checked here and not when written, so that a row that cannot be stored parks its stream instead of the page.
      changes.forEach(({ table, row }) => row && stored(table, row));
      changes.forEach((change) => {
        rows.set(change);
        markDirty(dirty, change);
      });
    } catch (error) {
      aside.add(event.envelope.stream);
      failures.push(parking(projection.name, event, error));
    }
  }
  for (const [table, changes] of dirty) await write(db, table, [...changes.values()]);
  await insertParked(db, failures);
}

function markDirty(dirty: Map<Table, Map<string, RowChange>>, change: RowChange): void {
  const changes = dirty.get(change.table) ?? new Map<string, RowChange>();
  dirty.set(change.table, changes);
  changes.set(keyText(change.table, change.key), change);
}

/** The rows that a page begins with. */
async function rowsTouched(
  db: Database,
  projection: Projection,
  events: readonly ProjectedEvent[],
): Promise<RowsInMemory> {
  const rows = new RowsInMemory();
  for (const table of projection.tables) {
    const keys = new Map(events.flatMap((event) => keysIn(table, event).map((key) => [keyText(table, key), key])));
    for (const row of await selectByKeys(db, table, [...keys.values()]))
      rows.set({ table, key: keyOf(table, row), row });
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

async function write(db: Database, table: Table, changes: readonly RowChange[]): Promise<void> {
  const columns = Object.keys(table.columns);
  const kept = changes.flatMap(({ row }) => (row ? [stored(table, row)] : []));
  const others = columns.filter((column) => !table.key.includes(column));
  for (const chunk of inChunks(kept, columns.length)) {
    await db
      .insertInto(table.name)
      .values([...chunk])
      .onConflict((conflict) =>
        conflict
          .columns([...table.key])
          .doUpdateSet((builder) =>
            Object.fromEntries(others.map((column) => [column, builder.ref(`excluded.${column}`)])),
          ),
      )
      .execute();
  }
  for (const { key, row } of changes) if (row === null) await remove(db, table, key);
}

async function remove(db: Database, table: Table, key: RowKey): Promise<void> {
  let deletion = db.deleteFrom(table.name);
  for (const column of table.key) deletion = deletion.where(column, '=', key[column]);
  await deletion.execute();
}
