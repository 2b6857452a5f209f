import {
  VERSION_COLUMNS,
  comparePositions,
  notify,
  type ProjectedEvent,
  type Projection,
  type Row,
  type StreamName,
  type Table,
  type TenantId,
} from '@jalon/kernel';
import { LeaseLost, type EventSeen, type ProjectionProgress, type ViewStore } from '@jalon/ports';
import type { Backend, Database } from './backend.js';
import {
  type BuiltAs,
  installationIn,
  LEASES,
  nameInstallation,
  naming,
  noteRequests,
  parkedOf,
  parkedStreams,
  PROJECTIONS,
  removeRequest,
  requestsIn,
  unpark,
} from './bookkeeping.js';
import { foldPage } from './fold-page.js';
import { PackedIndexCache } from './packed-index.js';
import { preparedBackend } from './prepared-backend.js';
import { readBack } from './row-codec.js';
import { completeBuild, createProjection, dropProjection, replaceLive } from './schema.js';
import { everyProgress, isBuilt, progressOf, readerOf, viewNamed, viewsByTable, type View } from './view-reader.js';

const LEASE = 'projector';

/** Clocks of machines that are kept right differ by less than this, as does one clock from itself after a correction. */
const TOLERATED_MS = 1_000;

export interface ViewStoreHooks {
  /** Told the names of SQL views that others had built upon ours, when they had to be dropped with a column or a view. */
  readonly onDropped?: (names: readonly string[]) => void;
  /**
   * Told when a lease was over because it ended later than its own length allows, by more than a second, and by how much, in
   * milliseconds: it was taken while the clock was ahead.
   */
  readonly onLeaseAhead?: (aheadMs: number) => void;
  /** The clock of leases, in milliseconds since 1970, for specs; by default the machine's for a file, the server's for a database. */
  readonly leaseClock?: () => number;
}

/** Views over a backend. Missing tables are made as soon as the database answers. */
export async function viewStoreOver(
  place: Backend,
  projections: readonly Projection[],
  hooks: ViewStoreHooks = {},
): Promise<ViewStore> {
  const backend = await preparedBackend(place, async () => {
    const dropped = await place.preparing((db) => createMissing(db, place, projections));
    if (dropped.length > 0) notify(hooks.onDropped, dropped);
  });
  return preparedViewStore(backend, projections, hooks);
}

/** Views over a backend in which nothing is made first. */
export function preparedViewStore(
  backend: Backend,
  projections: readonly Projection[],
  { onDropped, onLeaseAhead, leaseClock }: ViewStoreHooks = {},
): ViewStore {
  const builtAs = naming(backend.builds.prefix);
  const tables = viewsByTable(projections);
  const packedIndexes = new PackedIndexCache();
  const tellDropped = (names: readonly string[]) => {
    if (names.length > 0) notify(onDropped, names);
  };
  const { reading, writing, readOnce } = backend;

  /** Runs `work` in a transaction, and only while `holder` has the lease. */
  const asHolder = <T>(holder: string, work: (db: Database) => Promise<T>): Promise<T> =>
    writing(async (db) => {
      // The write comes first: it takes the lock, so that what is read after it stays true.
      const { numUpdatedRows } = await db
        .updateTable(LEASES)
        .set({ holder })
        .where('name', '=', LEASE)
        .where('holder', '=', holder)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new LeaseLost('another process projects');
      return work(db);
    });

  return {
    installation: {
      read: () => readOnce(installationIn),
      name: (name) => writing((db) => nameInstallation(db, name)),
    },
    read: (work) => reading((db) => work(readerOf(db, backend.rows, tables, packedIndexes))),
    everyParked: () => readOnce(parkedOf),
    tenantsIn: (table) => reading((db) => tenantsIn(db, viewNamed(tables, table))),
    rowsAsStored: (table) => rowsAsStored(backend, viewNamed(tables, table).table),
    async takeLease(holder, forMs) {
      const { taken, aheadMs } = await writing((db) =>
        takeLease(db, { holder, forMs, time: async () => (leaseClock ? leaseClock() : backend.now(db)) }),
      );
      if (aheadMs > 0) notify(onLeaseAhead, aheadMs);
      // A sweep that fails is left to the next holder of the lease.
      if (taken) await backend.sweep().catch(() => undefined);
      return taken;
    },
    dropLease: (holder) =>
      writing(async (db) => {
        await db.deleteFrom(LEASES).where('name', '=', LEASE).where('holder', '=', holder).execute();
      }),
    ask: (requests) => writing((db) => noteRequests(db, requests)),
    requests: () => readOnce(requestsIn),
    done: (request, holder) => asHolder(holder, (db) => removeRequest(db, request)),
    reset: async (projection, build, holder) =>
      tellDropped(await asHolder(holder, (db) => resetProjection(db, backend, builtAs(projection, build)))),
    addIndex: (projection, holder, signal) =>
      backend.building(
        (work) => asHolder(holder, work),
        (db) => completeBuild(db, backend.builds, builtAs(projection, 'shadow')),
        signal,
      ),
    async swap(projection, holder) {
      const dropped = await asHolder(holder, (db) => swapIn(db, backend, builtAs, projection));
      tellDropped(dropped ?? []);
      return dropped !== null;
    },
    applyPage: (projection, events, holder, build = 'live') =>
      asHolder(holder, (db) => applyPage(db, backend, builtAs(projection, build), events)),
    release: (projection, stream, events, holder) =>
      asHolder(holder, (db) => releaseStream(db, backend, projection, stream, events)),
    close: () => backend.close(),
  };
}

/** Returns, as the functions below do, the names of others' SQL views that had to be dropped. */
async function createMissing(
  db: Database,
  backend: Backend,
  projections: readonly Projection[],
): Promise<readonly string[]> {
  const known = new Map((await progressOf(db)).map(({ projection, version }) => [projection, version]));
  const dropped: string[] = [];
  for (const projection of projections) {
    if (!known.has(projection.name)) dropped.push(...(await createProjection(db, backend, projection)));
    else if (known.get(projection.name) === projection.version)
      dropped.push(...(await backend.builds.show(db, projection)));
  }
  return dropped;
}

async function resetProjection(db: Database, backend: Backend, projection: Projection): Promise<readonly string[]> {
  await dropProjection(db, backend.builds, projection.name);
  return createProjection(db, backend, projection);
}

/** Null when the live tables have seen more. */
async function swapIn(
  db: Database,
  backend: Backend,
  builtAs: BuiltAs,
  projection: Projection,
): Promise<readonly string[] | null> {
  const shadow = builtAs(projection, 'shadow');
  const { position } = await progressIn(db, shadow);
  const live = (await progressOf(db)).find(({ projection: name }) => name === projection.name);
  const seen = live?.version === projection.version ? live.position : null;
  if (seen !== null && (position === null || comparePositions(position, seen) < 0)) return null;
  const dropped = await replaceLive(db, backend.builds, projection, shadow);
  await removeRequest(db, { kind: 'rebuild', projection: projection.name });
  return dropped;
}

async function applyPage(
  db: Database,
  { rows, builds }: Backend,
  projection: Projection,
  events: readonly ProjectedEvent[],
): Promise<void> {
  const { position } = await progressIn(db, projection);
  const fresh = events.filter((event) => position === null || comparePositions(event.position, position) > 0);
  const last = fresh.at(-1);
  if (!last) return;
  await builds.enter(db, projection.name);
  await foldPage(db, rows, projection, fresh, await parkedStreams(db, projection.name));
  await db.updateTable(PROJECTIONS).set(checkpointAt(last)).where('projection', '=', projection.name).execute();
}

function checkpointAt({ envelope: { stream, revision }, position, hash }: ProjectedEvent) {
  return { position, last: JSON.stringify({ stream, revision, hash } satisfies EventSeen) };
}

async function releaseStream(
  db: Database,
  { rows, builds }: Backend,
  projection: Projection,
  stream: StreamName,
  events: readonly ProjectedEvent[],
): Promise<void> {
  const { position } = await progressIn(db, projection);
  const parked = await unpark(db, projection.name, stream);
  if (!parked || position === null) return;
  const missed = events.filter(
    (event) =>
      event.envelope.stream === stream &&
      event.envelope.revision >= parked.revision &&
      comparePositions(event.position, position) <= 0,
  );
  await builds.enter(db, projection.name);
  await foldPage(db, rows, projection, missed, new Set());
}

interface WantedLease {
  readonly holder: string;
  readonly forMs: number;
  /** The clock that all holders go by. */
  readonly time: () => Promise<number>;
}

/** Whether the lease was taken, and by how much another's ended later than its own length allows; 0 where it did not. */
interface TakenLease {
  readonly taken: boolean;
  readonly aheadMs: number;
}

async function takeLease(db: Database, { holder, forMs, time }: WantedLease): Promise<TakenLease> {
  const isLease = { name: LEASE };
  // The write comes first: it takes the lock, and the time is that under the lock.
  await db.updateTable(LEASES).set(isLease).where('name', '=', LEASE).execute();
  const now = await time();
  const lease = { holder, until: now + forMs, lengthMs: forMs };
  const held = await db.selectFrom(LEASES).selectAll().where('name', '=', LEASE).executeTakeFirst();
  if (!held) {
    const inserted = await db
      .insertInto(LEASES)
      .values({ ...isLease, ...lease })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return { taken: (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n, aheadMs: 0 };
  }
  const endsIn = Number(held['until']) - now;
  // A lease from before lengths were stored counts as long as this one.
  const tooLate = endsIn - Number(held['lengthMs'] ?? forMs);
  const aheadMs = held['holder'] !== holder && tooLate > TOLERATED_MS ? tooLate : 0;
  const isOver = endsIn <= 0 || aheadMs > 0;
  if (held['holder'] !== holder && !isOver) return { taken: false, aheadMs };
  await db.updateTable(LEASES).set(lease).where('name', '=', LEASE).execute();
  return { taken: true, aheadMs };
}

async function progressIn(db: Database, { name, version }: Projection): Promise<ProjectionProgress> {
  const found = (await everyProgress(db)).find(({ projection }) => projection === name);
  if (found?.version !== version) throw new Error(`the view ${name} is not prepared at version ${version}`);
  return found;
}

async function tenantsIn(db: Database, { table, projection }: View): Promise<readonly TenantId[]> {
  if (!isBuilt(await progressOf(db), projection)) return [];
  const rows = await db.selectFrom(table.name).select('tenant').distinct().orderBy('tenant').execute();
  return rows.map((row) => String(row['tenant']));
}

/** Every row of a table, each version of a versioned one, in the order of its key, one at a time. */
async function* rowsAsStored({ everyRow }: Backend, table: Table): AsyncIterable<Row> {
  const versioned: Table = { ...table, columns: { ...table.columns, ...VERSION_COLUMNS } };
  const shape = table.versioned ? versioned : table;
  const order = table.versioned ? [...table.key, 'knownFrom'] : table.key;
  for await (const row of everyRow(table.name, order)) yield readBack(shape, row);
}
