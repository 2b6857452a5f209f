import { maySeeMission } from '@jalon/access';
import { earliest } from '@jalon/application';
import { streamParts, type Position, type Projection, type StreamName } from '@jalon/kernel';
import { missionFacts } from '../missions/missions.answers.js';
import { missionsTable } from '../missions/missions.projection.js';
import type { AsOf, QueryScope } from './query-scope.js';

/** The state of the views that an answer was read from; every answer carries it. */
export interface ViewState {
  /** How far the views had read the log; null before the first event. */
  readonly position: Position | null;
  /** The moment that the answer is of, where the query asked for one. */
  readonly asOf?: AsOf;
  /** For a tenant whose data is invented or shifted. */
  readonly mode?: 'demo';
  /** Some stream of the tenant is parked: the answer may be behind, and must not be published. */
  readonly incomplete?: true;
  /** The parked streams, as far as the caller may know of them. */
  readonly parked?: readonly StreamName[];
}

/** The state of the projections that an answer is read from. */
export async function viewState(scope: QueryScope, projections: readonly Projection[]): Promise<ViewState> {
  const { asOf, mode } = scope;
  const { views } = scope.current;
  const names = projections.map(({ name }) => name);
  const progress = await views.progress();
  const position = earliest(
    progress.filter(({ projection }) => names.includes(projection)).map(({ position: reached }) => reached),
  );
  const parked = await Promise.all(projections.map((projection) => views.parked(projection)));
  const streams = [...new Set(parked.flat().map(({ stream }) => stream))];
  const state = { position, ...(asOf && { asOf }), ...(mode === 'demo' && { mode }) };
  if (streams.length === 0) return state;
  const known = await Promise.all(streams.map((stream) => mayKnowOf(scope, stream)));
  return { ...state, incomplete: true, parked: streams.filter((_, index) => known[index]) };
}

/** A mission that the caller may not see is not named, nor is one without a row. */
async function mayKnowOf({ current: { views }, caller }: QueryScope, stream: StreamName): Promise<boolean> {
  const parts = streamParts(stream);
  if (parts?.category !== 'mission') return true;
  const mission = await views.row(missionsTable, { id: parts.id });
  return mission !== null && maySeeMission(missionFacts(mission), caller);
}
