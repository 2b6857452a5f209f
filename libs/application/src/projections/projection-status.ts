import { comparePositions, type Position, type Projection } from '@jalon/kernel';
import type { ParkedStream, ProjectionProgress, ViewReader, ViewRequest, ViewStore } from '@jalon/ports';

/** The state of one projection, for operators. */
export interface ProjectionStatus {
  readonly projection: string;
  /** The code's. */
  readonly version: number;
  /** Whether it answers: built, and of the code's version. */
  readonly readable: boolean;
  /** What it has seen; null before its first event. */
  readonly position: Position | null;
  /** The events that it has not seen. */
  readonly lagEvents: number;
  /** How far its shadow build is; null where no rebuild is asked for. */
  readonly rebuild: Rebuild | null;
  readonly parked: readonly ParkedStream[];
}

export interface Rebuild {
  readonly position: Position | null;
  /** A whole number, of the events in the log. */
  readonly percent: number;
}

interface StatusPorts {
  readonly views: Pick<ViewStore, 'read' | 'requests' | 'everyParked'>;
  readonly projections: readonly Projection[];
}

/** What the view store knows of a projection; only the log knows how many events it has not seen. */
export type StatusInViews = Omit<ProjectionStatus, 'lagEvents'>;

/** The status of each projection of the code, for a log that ends at `last`. */
export async function statusesInViews(
  { views, projections }: StatusPorts,
  last: Position | null,
): Promise<readonly StatusInViews[]> {
  const [live, shadows] = await views.read(progressOfBoth);
  const [requests, parked] = [await views.requests(), await views.everyParked()];
  return projections.map(({ name, version }) => {
    const stored = live.find(({ projection }) => projection === name);
    const position = stored?.version === version ? stored.position : null;
    return {
      projection: name,
      version,
      readable: position !== null,
      position,
      rebuild: isAsked(requests, name) ? rebuildOf(shadows, name, last) : null,
      parked: parked.filter(({ projection }) => projection === name),
    };
  });
}

const progressOfBoth = async (reader: ViewReader) => [await reader.progress(), await reader.shadowProgress()] as const;

const isAsked = (requests: readonly ViewRequest[], name: string) =>
  requests.some(({ kind, projection }) => kind === 'rebuild' && projection === name);

function rebuildOf(shadows: readonly ProjectionProgress[], name: string, last: Position | null): Rebuild {
  const position = shadows.find(({ projection }) => projection === name)?.position ?? null;
  return { position, percent: percentOf(position, last) };
}

/** The share of the log, by positions: exact where these count events (SQLite), by bytes where they count bytes (EventStoreDB). */
function percentOf(position: Position | null, last: Position | null): number {
  if (last === null) return 100;
  return position === null ? 0 : Math.min(100, Number((BigInt(position) * 100n) / BigInt(last)));
}

/** The position that every projection of the code has reached; null while one of them has seen no event. */
export function earliestPosition(
  projections: readonly Pick<Projection, 'name' | 'version'>[],
  progress: readonly ProjectionProgress[],
): Position | null {
  const positions = projections.map(
    ({ name, version }) =>
      progress.find((candidate) => candidate.projection === name && candidate.version === version)?.position ?? null,
  );
  return earliest(positions);
}

/** The earliest of some positions; null comes before all others. */
export function earliest(positions: readonly (Position | null)[]): Position | null {
  return positions.reduce((first, position) => {
    if (first === null || position === null) return null;
    return comparePositions(position, first) < 0 ? position : first;
  }, positions[0] ?? null);
}

/** Whether a projection at `position` has folded the event at `wanted`. */
export function hasReached(position: Position | null, wanted: Position): boolean {
  return position !== null && comparePositions(position, wanted) >= 0;
}

/** No more looks are kept than this: views that are that far behind are measured from the first of them. */
const MOST_LOOKS = 1_000;

interface Look {
  /** Where the log ended. */
  readonly last: Position;
  /** In milliseconds of this process's clock. */
  readonly at: number;
}

/**
 * How long the first event that the views have not seen has been waiting for them, in milliseconds. The time counts from the
 * first look of this process that found the log ahead of the views. The date of the event is not used: it may lie years back
 * in a log that was imported, generated or restored.
 *
 * @param elapsed a clock that never goes back, in milliseconds
 */
export function timeBehind(elapsed: () => number): (seen: Position | null, last: Position | null) => number {
  let looks: readonly Look[] = [];
  return (seen, last) => {
    looks = looks.filter((look) => !hasReached(seen, look.last));
    if (last === null || hasReached(seen, last)) return 0;
    const at = elapsed();
    const latest = looks.at(-1);
    const isFurther = latest === undefined || comparePositions(latest.last, last) < 0;
    if (isFurther && looks.length < MOST_LOOKS) looks = [...looks, { last, at }];
    return at - (looks[0]?.at ?? at);
  };
}
