import { maySeeMission } from '@jalon/access';
import { earliest, hasReached } from '@jalon/application';
import {
  positionOf,
  streamParts,
  type CivilDate,
  type Instant,
  type Position,
  type PositionToken,
  type Projection,
  type StreamName,
} from '@jalon/kernel';
import type { ProjectionProgress } from '@jalon/ports';
import { auditProjection } from '../audit/audit.projection.js';
import { missionFacts } from '../missions/missions.answers.js';
import { missionsTable } from '../missions/missions.projection.js';
import { lastEventUpTo, type QueryScope } from './query-scope.js';
import type { TableReader } from './table-reader.js';

/** The state of the views that an answer was read from; every answer carries it. */
export interface ViewState {
  /** The tenant's last event that the views had seen; null before its first. */
  readonly position: PositionToken | null;
  /** The moment that the answer is of, where the query asked for one: the instant or the position. */
  readonly asOf?: { readonly at?: Instant; readonly position?: PositionToken; readonly date: CivilDate };
  /** For a tenant whose data is invented or shifted. */
  readonly mode?: 'demo';
  /** Some stream of the tenant is parked: the answer may be behind, and must not be published. */
  readonly incomplete?: true;
  /** The parked streams, as far as the caller may know of them. */
  readonly parked?: readonly StreamName[];
}

/** The state of the projections that an answer is read from. */
export async function viewState(scope: QueryScope, projections: readonly Projection[]): Promise<ViewState> {
  const { asOf, mode, given } = scope;
  const { views } = scope.current;
  const { own } = await positionsSeen(views, projections);
  const position = own === null ? null : given(own);
  const parked = await Promise.all(projections.map((projection) => views.parked(projection)));
  const streams = [...new Set(parked.flat().map(({ stream }) => stream))];
  const moment = asOf && ('position' in asOf ? { ...asOf, position: given(asOf.position) } : asOf);
  const state = { position, ...(moment && { asOf: moment }), ...(mode === 'demo' && { mode }) };
  if (streams.length === 0) return state;
  const known = await Promise.all(streams.map((stream) => mayKnowOf(scope, stream)));
  return { ...state, incomplete: true, parked: streams.filter((_, index) => known[index]) };
}

/** How far some projections have read the log, and the tenant's last event up to there; null before the first. */
export async function positionsSeen(
  views: TableReader,
  projections: readonly Projection[],
): Promise<{ readonly reached: Position | null; readonly own: Position | null }> {
  const progress = await views.progress();
  const names = projections.map(({ name }) => name);
  const reached = earliest(
    progress.filter(({ projection }) => names.includes(projection)).map(({ position: seen }) => seen),
  );
  if (reached === null) return { reached, own: null };
  // The audit trail is fed before the others. It is behind them only while it is being built: then nobody can tell.
  if (!hasReached(auditReached(progress), reached)) return { reached, own: reached };
  const last = await lastEventUpTo(reached, views);
  return { reached, own: last && positionOf(last.position) };
}

const auditReached = (progress: readonly ProjectionProgress[]): Position | null =>
  progress.find(({ projection, version }) => projection === auditProjection.name && version === auditProjection.version)
    ?.position ?? null;

/**
 * A mission that the caller may not see is not named, nor is one without a row. Other streams are named to nobody whose roles are
 * all limited to an employer: it is not asked to which one they belong.
 */
async function mayKnowOf({ current: { views }, caller }: QueryScope, stream: StreamName): Promise<boolean> {
  const parts = streamParts(stream);
  if (parts?.category !== 'mission') return caller.roles.length > 0;
  const mission = await views.row(missionsTable, { id: parts.id });
  return mission !== null && maySeeMission(missionFacts(mission), caller);
}
