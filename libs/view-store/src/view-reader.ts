import type { Known, Position, Projection, Table } from '@jalon/kernel';
import { ViewBeingBuilt, type EventSeen, type ProjectionProgress, type ViewReader } from '@jalon/ports';
import type { Database, RowStatements } from './backend.js';
import { isShadow, liveName, parkedOf, PROJECTIONS } from './bookkeeping.js';
import { selectPacked, type PackedIndexCache } from './packed-index.js';
import { selectRows, selectSums } from './select-rows.js';

/** A table, and the projection that makes it. */
export interface View {
  readonly table: Table;
  readonly projection: Projection;
}

export function viewsByTable(projections: readonly Projection[]): ReadonlyMap<string, View> {
  return new Map(
    projections.flatMap((projection) => projection.tables.map((table) => [table.name, { table, projection }])),
  );
}

/** The readings of one transaction: as of now, or as of `known`. */
export function readerOf(
  db: Database,
  statements: RowStatements,
  views: ReadonlyMap<string, View>,
  cache: PackedIndexCache,
  known?: Known,
): ViewReader {
  let progress: Promise<readonly ProjectionProgress[]> | null = null;
  const named = (name: string) => viewNamed(views, name).table;
  const progressThen = () => (progress ??= progressOf(db));
  const requireBuilt = async (projection: Projection): Promise<void> => {
    if (!isBuilt(await progressThen(), projection)) throw await beingBuilt(db, projection);
  };
  const readable = async (name: string): Promise<Table> => {
    const { table, projection } = viewNamed(views, name);
    await requireBuilt(projection);
    return table;
  };
  return {
    rows: async (name, query) => {
      if (query.join) await readable(query.join.table);
      return selectRows(db, named, await readable(name), query, known);
    },
    row: async (name, key) => (await statements.byKeys(db, await readable(name), [key], known))[0] ?? null,
    rowsByKeys: async (name, keys) => statements.byKeys(db, await readable(name), keys, known),
    packedIndex: async (name, tenant) => {
      if (known) throw new Error(`the packed index of ${name} is that of its rows in force, not of any moment`);
      return selectPacked(db, statements, await readable(name), tenant, cache);
    },
    sums: async (name, query) => selectSums(db, await readable(name), query, known),
    asOf: (then) => readerOf(db, statements, views, cache, then),
    parked: async (projection, tenant) => {
      await requireBuilt(projectionNamed(views, projection));
      return parkedOf(db, { projection, tenant });
    },
    progress: progressThen,
    shadowProgress: () => shadowsOf(db),
  };
}

export function viewNamed(views: ReadonlyMap<string, View>, name: string): View {
  const view = views.get(name);
  if (!view) throw new Error(`there is no view ${name}`);
  return view;
}

function projectionNamed(views: ReadonlyMap<string, View>, name: string): Projection {
  const view = [...views.values()].find(({ projection }) => projection.name === name);
  if (!view) throw new Error(`there is no projection ${name}`);
  return view.projection;
}

/** Every tenant begins with an event, so a view that has seen no event can answer for no tenant. */
export function isBuilt(progress: readonly ProjectionProgress[], { name, version }: Projection): boolean {
  return progress.some((live) => live.projection === name && live.version === version && live.position !== null);
}

async function beingBuilt(db: Database, { name }: Projection): Promise<ViewBeingBuilt> {
  const shadow = (await shadowsOf(db)).find(({ projection }) => projection === name);
  return new ViewBeingBuilt(name, shadow?.position ?? null);
}

/** Of the live projections. */
export async function progressOf(db: Database): Promise<readonly ProjectionProgress[]> {
  return (await everyProgress(db)).filter(({ projection }) => !isShadow(projection));
}

/** Of the shadows, under the names that they will have. */
async function shadowsOf(db: Database): Promise<readonly ProjectionProgress[]> {
  return (await everyProgress(db))
    .filter(({ projection }) => isShadow(projection))
    .map((progress) => ({ ...progress, projection: liveName(progress.projection) }));
}

export async function everyProgress(db: Database): Promise<readonly ProjectionProgress[]> {
  const rows = await db.selectFrom(PROJECTIONS).select(['projection', 'version', 'position', 'last']).execute();
  return rows.map((row) => ({
    projection: String(row['projection']),
    version: Number(row['version']),
    position: row['position'] as Position | null,
    last: row['last'] === null ? null : (JSON.parse(row['last'] as string) as EventSeen),
  }));
}
