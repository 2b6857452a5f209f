import { comparePositions, type Position, type Projection } from '@jalon/kernel';
import type { ProjectionProgress } from '@jalon/ports';

/** The position that every projection of the code has reached; null where one has yet to begin. */
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

/** The earliest of some positions, null lying before them all. */
export function earliest(positions: readonly (Position | null)[]): Position | null {
  return positions.reduce((first, position) => {
    if (first === null || position === null) return null;
    return comparePositions(position, first) < 0 ? position : first;
  }, positions[0] ?? null);
}

/** Whether what lies at `wanted` has been folded by then. */
export function hasReached(position: Position | null, wanted: Position): boolean {
  return position !== null && comparePositions(position, wanted) >= 0;
}
