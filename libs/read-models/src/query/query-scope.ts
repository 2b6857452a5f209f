import {
  civilDateIn,
  comparePositions,
  isToCome,
  knownBy,
  POSITION_TOKEN,
  sortablePosition,
  type Caller,
  type CivilDate,
  type Instant,
  type Json,
  type Known,
  type Mode,
  type Personal,
  type Position,
  type PositionToken,
  type TenantId,
  type Zone,
} from '@jalon/kernel';
import { openPersonal } from '@jalon/privacy';
import { auditTable, type AuditRow } from '../audit/audit.projection.js';
import type { QueryContext, QueryPorts } from './query-handler.js';
import { refuseQuery } from './query-rejections.js';
import { tableReader, type TableReader } from './table-reader.js';

/** What an answer is read from: the views at one moment, for one caller, on one day. */
export interface QueryScope {
  readonly caller: Caller;
  readonly tenant: TenantId;
  readonly zone: Zone;
  readonly mode: Mode;
  /** Today in the tenant's zone; with `asOf`, what was today at that moment. */
  readonly today: CivilDate;
  readonly views: TableReader;
  /** The moment that the query asked for; null for an answer of now. */
  readonly asOf: AsOf | null;
  /** A position as the caller is given it. */
  readonly given: (position: Position) => PositionToken;
  /** Now, also with `asOf`: what may not be seen now is not shown as it was. */
  readonly current: { readonly today: CivilDate; readonly views: TableReader };
}

/** The moment that an answer is of: it knows what had been recorded by then. */
export type AsOf = Known & {
  /** The day that it was then in the tenant's zone: the answer is shown as on that day. */
  readonly date: CivilDate;
};

/**
 * Runs the reads of a query on one snapshot, once the views have reached `minPosition`: of now, or `asOf` a moment (`AS_OF`
 * says how it is written).
 *
 * @throws NotYetVisible when they do not reach it in time
 * @throws QueryRefused when there is no such moment; POSITION_UNKNOWN
 * @throws CommandRefused TENANT_UNKNOWN
 */
export async function readViews<T>(
  ports: QueryPorts,
  { caller, minPosition, pinnedAt }: QueryContext,
  read: (scope: QueryScope) => Promise<T>,
  asOf?: string,
): Promise<T> {
  const { tenant } = caller;
  const { zone, mode } = await ports.tenants.require(tenant);
  const positionIn = (token: string) => positionGiven(ports, tenant, token);
  const asked = asOf !== undefined && POSITION_TOKEN.test(asOf) ? positionIn(asOf) : null;
  if (asked !== null) await requirePosition(ports, asked);
  const awaited = minPosition === undefined ? null : positionIn(minPosition);
  for (const position of [awaited, asked]) if (position !== null) await ports.position.waitFor(position);
  const now = ports.clock.now();
  const today = civilDateIn(zone, now);
  const given = (position: Position) => ports.positionTokens.give(tenant, position);
  return ports.views.read(async (reader) => {
    const newest = tableReader(reader, tenant);
    const views = pinnedAt === undefined ? newest : newest.asOf({ position: positionIn(pinnedAt) });
    const current = { today, views };
    const common = { caller, tenant, zone, mode, given, current };
    if (asOf === undefined) return read({ ...common, ...current, asOf: null });
    const moment = await resolveAsOf(asked === null ? asOf : { position: asked }, { now, zone, views });
    return read({ ...common, today: moment.date, views: views.asOf(moment), asOf: moment });
  });
}

interface Present {
  readonly now: Instant;
  readonly zone: Zone;
  readonly views: TableReader;
}

/**
 * The moment that `asOf` names, as `knownBy` reads it, or that of a position. Today has not ended, so today means now.
 *
 * @throws QueryRefused AS_OF_INVALID for a day that no calendar has, AS_OF_IN_FUTURE, POSITION_UNKNOWN
 */
async function resolveAsOf(
  asOf: string | { readonly position: Position },
  { now, zone, views }: Present,
): Promise<AsOf> {
  if (typeof asOf !== 'string') {
    const last = (await lastEventUpTo(asOf.position, views)) ?? refuseQuery('POSITION_UNKNOWN');
    return { ...asOf, date: civilDateIn(zone, last.recordedAt) };
  }
  const known = knownBy(asOf, zone);
  if (known === null || 'position' in known) return refuseQuery('AS_OF_INVALID', { asOf });
  const date = civilDateIn(zone, known.at);
  if (isToCome(asOf, known.at, { now, zone })) return refuseQuery('AS_OF_IN_FUTURE', { asOf, now });
  return { at: known.at > now ? now : known.at, date };
}

/** The tenant's last event up to a position of the whole log; null where it has none. */
export async function lastEventUpTo(position: Position, views: TableReader): Promise<AuditRow | null> {
  const [last] = await views.rows(auditTable, {
    where: [['position', '<=', sortablePosition(position)]],
    order: { by: ['position'], direction: 'descending' },
    limit: 1,
  });
  return last ?? null;
}

/**
 * The position that a token of this tenant stands for.
 *
 * @throws QueryRefused POSITION_UNKNOWN for a token of another tenant, and for one that was never given
 */
export function positionGiven(
  { positionTokens }: Pick<QueryPorts, 'positionTokens'>,
  tenant: TenantId,
  token: string,
): Position {
  return positionTokens.read(tenant, token) ?? refuseQuery('POSITION_UNKNOWN');
}

/**
 * Requires that the log has reached a position. One that it has not reached is of another store, or of this one before it
 * was restored: waiting for it would end at other events.
 *
 * @throws QueryRefused POSITION_UNKNOWN
 */
export async function requirePosition({ store }: Pick<QueryPorts, 'store'>, position: Position): Promise<void> {
  const last = (await store.lastPosition()) ?? '0';
  if (comparePositions(position, last) > 0) refuseQuery('POSITION_UNKNOWN');
}

/** @throws QueryRefused PERIOD_REVERSED for a period that ends before it begins; either end may be left open */
export function requirePeriod({ from, to }: { readonly from?: string; readonly to?: string }): void {
  if (from !== undefined && to !== undefined && to < from) refuseQuery('PERIOD_REVERSED', { from, to });
}

/** In the place of a personal field whose key was destroyed. */
export interface Erased {
  readonly erased: true;
}

/** With its personal fields opened. */
export type Opened<T> =
  T extends Personal<infer Value>
    ? Value | Erased
    : T extends readonly (infer Item)[]
      ? readonly Opened<Item>[]
      : T extends object
        ? { readonly [Field in keyof T]: Opened<T[Field]> }
        : T;

/** An answer with its personal fields opened: each is its value, or `Erased`; null stays null. */
export async function openFields<T extends object>(
  { sealer }: Pick<QueryPorts, 'sealer'>,
  answer: T,
): Promise<Opened<T>> {
  const opened = await openPersonal(answer as unknown as Json, sealer, (field) =>
    field === 'erased' ? { erased: true } : field.value,
  );
  return opened as unknown as Opened<T>;
}

/** As `readViews`, with the personal fields of the answer opened. */
export async function readViewsAndOpen<T extends object>(
  ports: QueryPorts,
  context: QueryContext,
  read: (scope: QueryScope) => Promise<T>,
  asOf?: string,
): Promise<Opened<T>> {
  return openFields(ports, await readViews(ports, context, read, asOf));
}
