import type { Refused } from '@jalon/kernel';
import type { AreaGiven, LocationGiven } from './location.commands.js';
import { refuse } from './rejections.js';

/** A point in 10⁻⁵ degree (WGS 84). */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** A place as events hold it; coordinates in 10⁻⁵ degree (WGS 84). */
export interface Location {
  readonly locality: string | null;
  readonly department: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
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

/** The coordinates as an offer stores them: never the exact place. Null where half of the pair is missing. */
export function coarseCoordinatesOf(given: AreaGiven | null | undefined): Coordinates | null {
  const { latitude = null, longitude = null } = given ?? {};
  return latitude === null || longitude === null ? null : { latitude: coarse(latitude), longitude: coarse(longitude) };
}

function coarse(coordinate: number): number {
  // Adding 0 turns a rounded -0 into 0.
  return Math.round(coordinate / COARSE) * COARSE + 0;
}

/** Refuses half a pair of coordinates. */
export function halfAPlace(given: AreaGiven | null | undefined): Refused | null {
  const { latitude = null, longitude = null } = given ?? {};
  return (latitude === null) !== (longitude === null) ? refuse('COORDINATES_INCOMPLETE') : null;
}
