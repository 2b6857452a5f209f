import { comparePositions, type ProjectedEvent, type Projection, type StreamName, type TenantId } from '@jalon/kernel';
import { LeaseLost, type Build, type EventSeen, type ProjectionProgress, type ViewStore } from '@jalon/application';
import { builtAs } from './build.js';
import { ConnectionPool } from './connection-pool.js';
import { connect, inTransaction, type Database } from './database.js';
import { KeptTerms } from './kept-terms.js';
import { addMissingIndex } from './indexes.js';
import { foldPage } from './page.js';
import { parkedOf, parkedStreams, unpark } from './parked.js';
import { rowsAsStored } from './rows-as-stored.js';
import { noteRequests, removeRequest, requestsIn } from './requests.js';
import {
  addMissingColumns,
  createOwnTables,
  createProjection,
  dropProjection,
  LEASES,
  PROJECTIONS,
  replaceLive,
} from './schema.js';
import { everyProgress, isBuilt, progressOf, readerOf, viewNamed, viewsByTable, type View } from './view-reader.js';

const MOST_READERS = 4;
const LEASE = 'projector';

/**
 * Views in one SQLite file, which several processes of one machine may open: readings never wait for the projector.
 *
 * @throws Error when this SQLite is too old
 */
export async function openSqliteViewStore(file: string, projections: readonly Projection[]): Promise<ViewStore> {
  const writer = connect(file);
  const readers = new ConnectionPool(() => connect(file, { readonly: true }), MOST_READERS);
  const tables = viewsByTable(projections);
  const terms = new KeptTerms();
  await createMissing(writer, projections);

  /** Runs `work` in a transaction that holds the write lock from its start, and only while `holder` has the lease. */
  const asHolder = <T>(holder: string, work: (db: Database) => Promise<T>): Promise<T> =>
    inTransaction(writer, async (db) => {
      // A write comes first, so the lock is taken before anything is read, and what is read then stays true.
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
    read: (work) => readers.use((connection) => inTransaction(connection, (db) => work(readerOf(db, tables, terms)))),
    everyParked: () => parkedOf(writer),
    tenantsIn: (table) => tenantsIn(writer, viewNamed(tables, table)),
    rowsAsStored: (table) => rowsAsStored(readers, viewNamed(tables, table).table),
    takeLease: (holder, now, forMs) => takeLease(writer, holder, now, forMs),
    dropLease: async (holder) => {
      await writer.deleteFrom(LEASES).where('name', '=', LEASE).where('holder', '=', holder).execute();
    },
    ask: (requests) => writer.transaction().execute((db) => noteRequests(db, requests)),
    requests: () => readers.use(requestsIn),
    done: (request, holder) => asHolder(holder, (db) => removeRequest(db, request)),
    reset: (projection, build, holder) => asHolder(holder, (db) => resetProjection(db, projection, build)),
    addIndex: (projection, holder) => asHolder(holder, (db) => addMissingIndex(db, builtAs(projection, 'beside'))),
    swap: (projection, holder) => asHolder(holder, (db) => swapIn(db, projection)),
    applyPage: (projection, events, holder, build = 'live') =>
      asHolder(holder, (db) => applyPage(db, builtAs(projection, build), events)),
    release: (projection, stream, events, holder) =>
      asHolder(holder, (db) => releaseStream(db, projection, stream, events)),
    close: async () => {
      await readers.close();
      await writer.destroy();
    },
  };
}

async function createMissing(writer: Database, projections: readonly Projection[]): Promise<void> {
  await createOwnTables(writer);
  await writer.transaction().execute(async (db) => {
    // A write comes first here too: two processes that start at once must not both find a view missing.
    await db.deleteFrom(LEASES).where('until', '=', 0).execute();
    await addMissingColumns(db);
    const known = new Set((await progressOf(db)).map(({ projection }) => projection));
    for (const projection of projections) if (!known.has(projection.name)) await createLive(db, projection);
  });
}

/** Tables that may be fed event by event from the first one on. */
async function createLive(db: Database, projection: Projection): Promise<void> {
  await createProjection(db, projection);
  await addMissingIndexes(db, projection);
}

async function addMissingIndexes(db: Database, projection: Projection): Promise<void> {
  while (await addMissingIndex(db, projection));
}

async function resetProjection(db: Database, projection: Projection, build: Build): Promise<void> {
  const named = builtAs(projection, build);
  await dropProjection(db, named.name);
  if (build === 'live') await createLive(db, named);
  else await createProjection(db, named);
}

async function swapIn(db: Database, projection: Projection): Promise<boolean> {
  const { position } = await progressIn(db, builtAs(projection, 'beside'));
  const live = (await progressOf(db)).find(({ projection: name }) => name === projection.name);
  const seen = live?.version === projection.version ? live.position : null;
  if (seen !== null && (position === null || comparePositions(position, seen) < 0)) return false;
  await addMissingIndexes(db, builtAs(projection, 'beside'));
  await replaceLive(db, projection);
  await removeRequest(db, { kind: 'rebuild', projection: projection.name });
  return true;
}

async function applyPage(db: Database, projection: Projection, events: readonly ProjectedEvent[]): Promise<void> {
  const { position } = await progressIn(db, projection);
  const fresh = events.filter((event) => position === null || comparePositions(event.position, position) > 0);
  const last = fresh.at(-1);
  if (!last) return;
  await foldPage(db, projection, fresh, await parkedStreams(db, projection.name));
  await db.updateTable(PROJECTIONS).set(checkpointAt(last)).where('projection', '=', projection.name).execute();
}

function checkpointAt({ envelope: { stream, revision }, position, hash }: ProjectedEvent) {
  return { position, last: JSON.stringify({ stream, revision, hash } satisfies EventSeen) };
}

async function releaseStream(
  db: Database,
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
  await foldPage(db, projection, missed, new Set());
}

async function takeLease(db: Database, holder: string, now: number, forMs: number): Promise<boolean> {
  const taken = await db
    .insertInto(LEASES)
    .values({ name: LEASE, holder, until: now + forMs })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ holder, until: now + forMs })
        .where((builder) =>
          builder.or([builder(`${LEASES}.holder`, '=', holder), builder(`${LEASES}.until`, '<=', now)]),
        ),
    )
    .executeTakeFirst();
  return (taken.numInsertedOrUpdatedRows ?? 0n) > 0n;
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
