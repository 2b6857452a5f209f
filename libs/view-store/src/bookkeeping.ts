import { type ProjectedEvent, type Projection, type StreamName, type TenantId, wordsOf } from '@jalon/kernel';
import type { Build, Installation, ParkedStream, ViewRequest } from '@jalon/ports';
import type { Backend, Database } from './backend.js';

/** Begins the name of a shadow, as it is stored: no projection's own name begins so. */
export const SHADOW_PREFIX = 'next_';

/** Gives a projection under the names that it and its tables have in this build. */
export type BuiltAs = (projection: Projection, build: Build) => Projection;

/** The same object each time. */
export function naming(tablePrefix: string): BuiltAs {
  const shadows = new WeakMap<Projection, Projection>();
  return (projection, build) => {
    if (build === 'live') return projection;
    const known = shadows.get(projection);
    if (known) return known;
    const { name, tables } = projection;
    const shadow = {
      ...projection,
      name: SHADOW_PREFIX + name,
      tables: tables.map((table) => ({ ...table, name: tablePrefix + table.name })),
    };
    shadows.set(projection, shadow);
    return shadow;
  };
}

export const isShadow = (projection: string): boolean => projection.startsWith(SHADOW_PREFIX);

/** The name that a projection has once it is live. */
export const liveName = (projection: string): string =>
  isShadow(projection) ? projection.slice(SHADOW_PREFIX.length) : projection;

/** The store's own tables. No projection's table begins with `jalon_`. */
export const PROJECTIONS = 'jalon_projections';
export const PARKED = 'jalon_parked';
export const LEASES = 'jalon_leases';
export const REQUESTS = 'jalon_requests';
export const INSTALLATION = 'jalon_installation';

export async function createOwnTables(db: Database, { text, integer }: Backend['types']): Promise<void> {
  await db.schema
    .createTable(PROJECTIONS)
    .ifNotExists()
    .addColumn('projection', text, (column) => column.primaryKey())
    .addColumn('version', integer, (column) => column.notNull())
    .addColumn('position', text)
    .addColumn('last', text)
    .addColumn('tables', text, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable(PARKED)
    .ifNotExists()
    .addColumn('projection', text, (column) => column.notNull())
    .addColumn('tenant', text, (column) => column.notNull())
    .addColumn('stream', text, (column) => column.notNull())
    .addColumn('revision', integer, (column) => column.notNull())
    .addColumn('position', text, (column) => column.notNull())
    .addColumn('eventType', text, (column) => column.notNull())
    .addColumn('error', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('jalon_parked_key', ['projection', 'tenant', 'stream'])
    .execute();
  await db.schema
    .createTable(LEASES)
    .ifNotExists()
    .addColumn('name', text, (column) => column.primaryKey())
    .addColumn('holder', text, (column) => column.notNull())
    .addColumn('until', integer, (column) => column.notNull())
    .addColumn('lengthMs', integer)
    .execute();
  await db.schema
    .createTable(REQUESTS)
    .ifNotExists()
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('projection', text, (column) => column.notNull())
    .addColumn('stream', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('jalon_requests_key', ['kind', 'projection', 'stream'])
    .execute();
  await db.schema
    .createTable(INSTALLATION)
    .ifNotExists()
    .addColumn('one', integer, (column) => column.primaryKey())
    .addColumn('name', text, (column) => column.notNull())
    .execute();
}

/** The installation whose events these views were built from. */
export async function installationIn(db: Database): Promise<Installation | null> {
  const found = await db.selectFrom(INSTALLATION).select('name').executeTakeFirst();
  return found ? { name: String(found['name']), state: 'in-service' } : null;
}

/** Names views that have no name yet. */
export async function nameInstallation(db: Database, name: string): Promise<Installation> {
  await db
    .insertInto(INSTALLATION)
    .values({ one: 1, name })
    .onConflict((already) => already.doNothing())
    .execute();
  return (await installationIn(db)) ?? { name, state: 'in-service' };
}

/** Stores requests, and returns those that were not there already. */
export async function noteRequests(db: Database, requests: readonly ViewRequest[]): Promise<readonly ViewRequest[]> {
  const noted: ViewRequest[] = [];
  for (const request of requests) {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto(REQUESTS)
      .values(rowOf(request))
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if ((numInsertedOrUpdatedRows ?? 0n) > 0n) noted.push(request);
  }
  return noted;
}

export async function requestsIn(db: Database): Promise<readonly ViewRequest[]> {
  const rows = await db
    .selectFrom(REQUESTS)
    .selectAll()
    .orderBy('kind')
    .orderBy('projection')
    .orderBy('stream')
    .execute();
  return rows.map(requestIn);
}

export async function removeRequest(db: Database, request: ViewRequest): Promise<void> {
  const { kind, projection, stream } = rowOf(request);
  await db
    .deleteFrom(REQUESTS)
    .where('kind', '=', kind)
    .where('projection', '=', projection)
    .where('stream', '=', stream)
    .execute();
}

function rowOf(request: ViewRequest) {
  const { kind, projection } = request;
  return { kind, projection, stream: request.kind === 'release' ? request.stream : '' };
}

function requestIn(row: Record<string, unknown>): ViewRequest {
  const projection = String(row['projection']);
  return row['kind'] === 'rebuild'
    ? { kind: 'rebuild', projection }
    : { kind: 'release', projection, stream: String(row['stream']) };
}

const LONGEST_ERROR = 500;

/** The streams that a projection has set aside. */
export async function parkedStreams(db: Database, projection: string): Promise<ReadonlySet<StreamName>> {
  const rows = await db.selectFrom(PARKED).select('stream').where('projection', '=', projection).execute();
  return new Set(rows.map((row) => String(row['stream'])));
}

/** Of the live projections alone: no query reads a shadow. */
export async function parkedOf(
  db: Database,
  of: { readonly projection?: string; readonly tenant?: TenantId } = {},
): Promise<readonly ParkedStream[]> {
  let selection = db.selectFrom(PARKED).selectAll().orderBy('projection').orderBy('tenant').orderBy('stream');
  if (of.projection !== undefined) selection = selection.where('projection', '=', of.projection);
  if (of.tenant !== undefined) selection = selection.where('tenant', '=', of.tenant);
  const found = (await selection.execute()) as unknown as readonly ParkedStream[];
  return found.filter(({ projection }) => !isShadow(projection));
}

export function parking(projection: string, { envelope, position }: ProjectedEvent, error: unknown): ParkedStream {
  return {
    projection,
    tenant: envelope.tenant,
    stream: envelope.stream,
    revision: envelope.revision,
    position,
    eventType: envelope.type,
    error: wordsOf(error).slice(0, LONGEST_ERROR),
  };
}

export async function insertParked(db: Database, parked: readonly ParkedStream[]): Promise<void> {
  if (parked.length > 0)
    await db
      .insertInto(PARKED)
      .values(parked.map((stream) => ({ ...stream })))
      .execute();
}

export async function unpark(db: Database, projection: string, stream: StreamName): Promise<ParkedStream | null> {
  const [parked] = (await db
    .deleteFrom(PARKED)
    .where('projection', '=', projection)
    .where('stream', '=', stream)
    .returningAll()
    .execute()) as unknown as readonly ParkedStream[];
  return parked ?? null;
}
