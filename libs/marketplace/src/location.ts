import type { Refused } from '@jalon/kernel';
import type { AreaGiven, LocationGiven } from './location.commands.js';
import { refuse } from './rejections.js';

/** Someone's rough location, as events hold it; coordinates in 10⁻⁵ degree (WGS 84). */
export interface Area {
  readonly department: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** A place as events hold it. */
export interface Location extends Area {
  readonly locality: string | null;
}

/** 10⁻² degree, about a kilometre: enough for a match, too little to find a home. */
const COARSE = 1_000;

export function locationOf(given: LocationGiven | null | undefined): Location | null {
  if (!given) return null;
  return {
    locality: given.locality ?? null,
    department: given.department ?? null,
    latitude: given.latitude ?? null,
    longitude: given.longitude ?? null,
  };
}

/** The location as it is stored: never the exact place. */
export function areaOf(given: AreaGiven | null | undefined): Area | null {
  if (!given) return null;
  return {
    department: given.department ?? null,
    latitude: coarse(given.latitude),
    longitude: coarse(given.longitude),
  };
}

function coarse(coordinate: number | null | undefined): number | null {
  // Adding 0 turns a rounded -0 into 0.
  return typeof coordinate === 'number' ? Math.round(coordinate / COARSE) * COARSE + 0 : null;
}

/** Refuses half a pair of coordinates. */
export function halfAPlace(area: Area | null): Refused | null {
  const half = area !== null && (area.latitude === null) !== (area.longitude === null);
  return half ? refuse('COORDINATES_INCOMPLETE') : null;
}
