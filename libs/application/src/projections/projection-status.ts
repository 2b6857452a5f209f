import type { Position, Projection } from '@jalon/kernel';
import type { ParkedStream, ProjectionProgress, ViewReader, ViewRequest, ViewStore } from '@jalon/ports';

/** How one projection stands. */
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
  /** How far the build beside it is; null where none is asked for. */
  readonly rebuild: Rebuild | null;
  readonly parked: readonly ParkedStream[];
}

export interface Rebuild {
  readonly position: Position | null;
  /** Whole, of the events there are. */
  readonly percent: number;
}

interface StatusPorts {
  readonly views: Pick<ViewStore, 'read' | 'requests' | 'everyParked'>;
  readonly projections: readonly Projection[];
}

/** As far as the views tell; how many events it has not seen, only the log knows. */
export type Standing = Omit<ProjectionStatus, 'lagEvents'>;

/** How the projections of the code stand towards a log that ends at `last`. */
export async function standings(
  { views, projections }: StatusPorts,
  last: Position | null,
): Promise<readonly Standing[]> {
  const [live, besides] = await views.read(progressAndBesides);
  const [requests, parked] = [await views.requests(), await views.everyParked()];
  return projections.map(({ name, version }) => {
    const stored = live.find(({ projection }) => projection === name);
    const position = stored?.version === version ? stored.position : null;
    return {
      projection: name,
      version,
      readable: position !== null,
      position,
      rebuild: isAsked(requests, name) ? rebuildOf(besides, name, last) : null,
      parked: parked.filter(({ projection }) => projection === name),
    };
  });
}

const progressAndBesides = async (reader: ViewReader) =>
  [await reader.progress(), await reader.shadowProgress()] as const;

const isAsked = (requests: readonly ViewRequest[], name: string) =>
  requests.some(({ kind, projection }) => kind === 'rebuild' && projection === name);

function rebuildOf(besides: readonly ProjectionProgress[], name: string, last: Position | null): Rebuild {
  const position = besides.find(({ projection }) => projection === name)?.position ?? null;
  return { position, percent: percentOf(position, last) };
}

/** Of the log, by positions: exact where they count the events, by its bytes elsewhere. */
function percentOf(position: Position | null, last: Position | null): number {
  if (last === null) return 100;
  return position === null ? 0 : Math.min(100, Number((BigInt(position) * 100n) / BigInt(last)));
}
