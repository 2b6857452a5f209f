import { maySeeMission } from '@jalon/access';
import { streamParts, type Position, type StreamName } from '@jalon/kernel';
import { earliest } from '@jalon/application';
import { missionFacts } from '../missions/missions.answers.js';
import type { AsOf, Scope } from './scope.js';

/** Said of an answer that touches a parked stream: it may lie behind, and cannot be published. */
export interface Incomplete {
  readonly incomplete?: true;
  /** The streams set aside, as far as the caller may know of them. */
  readonly parked?: readonly StreamName[];
}

/** Where the views stood that an answer was read from, and the moment that it is of, where one was asked for. */
export interface Standing extends Incomplete {
  readonly position: Position | null;
  readonly asOf?: AsOf;
  /** Said of a tenant whose data is invented or shifted. */
  readonly mode?: 'demo';
}

/** Where the projections behind an answer stand, and which of its streams they have set aside. */
export async function completeness(scope: Scope, projections: readonly string[]): Promise<Standing> {
  const { tenant, asOf, mode } = scope;
  const { views } = scope.present;
  const progress = await views.progress();
  const position = earliest(
    progress.filter(({ projection }) => projections.includes(projection)).map(({ position: reached }) => reached),
  );
  const parked = await Promise.all(projections.map((projection) => views.parked(projection, tenant)));
  const streams = [...new Set(parked.flat().map(({ stream }) => stream))];
  const standing = { position, ...(asOf && { asOf }), ...(mode === 'demo' && { mode }) };
  if (streams.length === 0) return standing;
  const known = await Promise.all(streams.map((stream) => mayKnowOf(scope, stream)));
  return { ...standing, incomplete: true, parked: streams.filter((_, index) => known[index]) };
}

/** A mission that the caller may not see is not named, nor one of which nothing is known. */
async function mayKnowOf({ present: { views }, tenant, caller }: Scope, stream: StreamName): Promise<boolean> {
  const parts = streamParts(stream);
  if (parts?.category !== 'mission') return true;
  const mission = await views.row('missions', { tenant, id: parts.id });
  return mission !== null && maySeeMission(missionFacts(mission), caller);
}
