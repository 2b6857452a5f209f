import type { Projection } from '@jalon/kernel';
import { StoreUnavailable, type ViewStore } from '@jalon/ports';
import { isAway } from '@jalon/postgres';
import { sql } from 'kysely';
import type { Backend, Database } from '../backend.js';
import { INSTALLATION, PARKED, PROJECTIONS, createOwnTables } from '../bookkeeping.js';
import { preparedViewStore, viewStoreOver, type ViewStoreHooks } from '../view-store.js';
import { builds, createBuildTables, sweepLeftBehind } from './builds.js';
import { OWN, connectionsTo, type ConnectionOptions, type Connections } from './connections.js';
import { rowStatements } from './row-statements.js';

const ROWS_A_FETCH = 500;

/** Set whatever the server's default: a reading under a lock must see what was committed before the lock was taken. */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED';

/** A process that stopped within a transaction keeps others from projecting no longer than its lease does. */
const WRITE = `${BEGIN}; SET LOCAL idle_in_transaction_session_timeout = '4s'`;

// Sorts text by code points, as SQLite does, whatever the database's language is.
const text = sql`text COLLATE "C"`;
const types = { text, integer: 'bigint', boolean: 'boolean', json: 'json', bytes: 'bytea' } as const;

/** One snapshot, in which the names of tables are looked up in the schemas of the live builds. */
const SNAPSHOT = `
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SELECT set_config('search_path', concat_ws(', ', string_agg(quote_ident(schema), ', '), '${OWN}'), true)
  FROM ${PROJECTIONS} WHERE NOT starts_with(projection, 'next_');
`;

/**
 * Views in a PostgreSQL database, which several processes of several machines may open: readings never wait for the
 * projector. `url` is `postgres://user:password@host:port/database`; it is never shown. A database that is away is waited for:
 * until it answers, every reading and writing throws StoreUnavailable.
 *
 * @throws StoreUnavailable when it refuses the account, which would not pass by itself
 */
export async function openPostgresViewStore(
  url: string,
  projections: readonly Projection[],
  options: ViewStoreHooks & ConnectionOptions = {},
): Promise<ViewStore> {
  const connections = connectionsTo(url, options);
  try {
    return await viewStoreOver(postgresBackend(connections), projections, options);
  } catch (error) {
    await connections.close();
    throw error;
  }
}

/**
 * The views of a PostgreSQL database as they are, to be checked: nothing is made, and the server refuses every writing on these
 * connections. A projection that is missing has no progress.
 *
 * @returns null for a database in which no service has made its tables yet
 * @throws StoreUnavailable when it does not answer
 */
export async function openPostgresViewReader(
  url: string,
  projections: readonly Projection[],
  options: Omit<ConnectionOptions, 'readOnly'> = {},
): Promise<Pick<ViewStore, 'installation' | 'read' | 'everyParked' | 'rowsAsStored' | 'close'> | null> {
  const connections = connectionsTo(url, { ...options, readOnly: true });
  try {
    if (await connections.use(hasOwnTables)) return preparedViewStore(postgresBackend(connections), projections);
  } catch (error) {
    await connections.close();
    throw error;
  }
  await connections.close();
  return null;
}

async function hasOwnTables(db: Database): Promise<boolean> {
  const { rows } = await sql<{ found: unknown }>`
    SELECT count(*) AS found FROM pg_tables
    WHERE schemaname = ${OWN} AND tablename IN (${PROJECTIONS}, ${PARKED}, ${INSTALLATION})
  `.execute(db);
  return Number(rows[0]?.found) === 3;
}

function postgresBackend(connections: Connections): Backend {
  return {
    types,
    rows: rowStatements,
    builds,
    reading: (work) => connections.reading(SNAPSHOT, work),
    writing: (work) => connections.writing(WRITE, work),
    async building(asHolder, work, signal) {
      await asHolder(async () => undefined);
      return connections.longWriting(WRITE, work, signal);
    },
    preparing: (work) =>
      connections.writing(BEGIN, async (db) => {
        await sql`SELECT pg_advisory_xact_lock(hashtextextended('jalon views', 0))`.execute(db);
        await sql`CREATE SCHEMA IF NOT EXISTS ${sql.id(OWN)}`.execute(db);
        await createOwnTables(db, types);
        await createBuildTables(db);
        return work(db);
      }),
    readOnce: (work) => connections.use(work),
    now: serverTime,
    everyRow: (table, order) => everyRow(connections, table, order),
    sweep: () => sweepLeftBehind(connections),
    isAway: (error) => error instanceof StoreUnavailable && isAway(error.cause),
    close: () => connections.close(),
  };
}

/** Machines' clocks differ by more than a lease may end too late. */
async function serverTime(db: Database): Promise<number> {
  const { rows } = await sql<{
    now: number;
  }>`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`.execute(db);
  return Number(rows[0]?.now);
}

async function* everyRow(
  connections: Connections,
  table: string,
  order: readonly string[],
): AsyncIterable<Record<string, unknown>> {
  const { db, end } = await connections.held(SNAPSHOT);
  try {
    const columns = sql.join(order.map((column) => sql.id(column)));
    await sql`DECLARE every_row CURSOR FOR SELECT * FROM ${sql.table(table)} ORDER BY ${columns}`.execute(db);
    for (;;) {
      const { rows } = await sql<Record<string, unknown>>`FETCH ${sql.lit(ROWS_A_FETCH)} FROM every_row`.execute(db);
      if (rows.length === 0) return;
      yield* rows;
    }
  } finally {
    await end();
  }
}
