import type { Refused } from '@jalon/kernel';
import type { LocationGiven } from './location.commands.js';
import { refuse } from './rejections.js';

/** A place as events hold it; coordinates in 10⁻⁵ degree (WGS 84). */
export interface Location {
  readonly locality: string | null;
  readonly department: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

export function locationOf(given: LocationGiven | null | undefined): Location | null {
  if (!given) return null;
  return {
    locality: given.locality ?? null,
    department: given.department ?? null,
    latitude: given.latitude ?? null,
    longitude: given.longitude ?? null,
  };
}

/** Refuses half a pair of coordinates. */
export function halfAPlace(location: Location | null): Refused | null {
  const half = location !== null && (location.latitude === null) !== (location.longitude === null);
  return half ? refuse('COORDINATES_INCOMPLETE') : null;
}
