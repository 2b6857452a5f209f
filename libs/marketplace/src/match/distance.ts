import type { MatchRules } from '@jalon/rules';
import type { Coordinates } from '../location.js';
import { all, neutral, none, part, type Finding } from './finding.js';
import type { MatchableNeed, MatchableOffer } from './matchable.js';

/**
 * Distance. Work that can be done at a distance, for someone who would do so, makes the way to it irrelevant: all. Work only
 * at a distance for someone who would not, or on the spot for someone who would only work at a distance: nothing.
 *
 * Otherwise, with r the offer's radius (or the rule set's): beyond r nothing. Up to r, with d where the distance's band
 * begins, in kilometres: (2r − d) ÷ 2r, so all in the nearest band and at least half in every other. Bands, since exact
 * distances to a few needs would tell where an employee lives. Where coordinates are missing, the same
 * department counts three quarters and another a quarter, since the next one may be across the street; no department: neutral.
 */
export function findDistance(need: MatchableNeed, offer: MatchableOffer, rules: MatchRules): Finding {
  if (need.remote !== 'no' && offer.remote !== 'no') return all('distance-remote');
  if (need.remote === 'only') return none('distance-remote-refused');
  if (offer.remote === 'only') return none('distance-presence-refused');
  const metres = metresBetween(need.location, offer.coordinates);
  return metres === null
    ? byDepartment(need.location?.department, offer.department)
    : byMetres(metres, offer.radiusKm ?? rules.defaultRadiusKm, rules);
}

function byMetres(metres: number, radiusKm: number, rules: MatchRules): Finding {
  if (metres > radiusKm * 1_000) return none('distance-far', { radiusKm });
  const end = rules.distanceBandsKm.find((km) => metres <= km * 1_000) ?? radiusKm;
  const params = { withinKm: Math.min(end, radiusKm), radiusKm };
  return part(2 * radiusKm - bandStartKm(metres, rules), 2 * radiusKm, 'distance-near', params);
}

/** Where the band of a distance begins, in kilometres. */
export function bandStartKm(metres: number, { distanceBandsKm }: MatchRules): number {
  let start = 0;
  for (const km of distanceBandsKm) {
    if (metres <= km * 1_000) return start;
    start = km;
  }
  return start;
}

function byDepartment(need: string | null | undefined, offer: string | null): Finding {
  if (!need || !offer) return neutral('distance-unsaid');
  return need === offer
    ? part(3, 4, 'distance-same-department', { department: need })
    : part(1, 4, 'distance-other-department', { need, offer });
}

const EARTH_RADIUS_METRES = 6_371_008;
const RADIANS = Math.PI / 180 / 100_000;

/** Whole metres along a great circle (haversine), or null where a coordinate is missing. */
export function metresBetween(one: Place, other: Place): number | null {
  const a = pointOf(one);
  const b = pointOf(other);
  return a && b && metresBetweenPoints(a.latitude, a.longitude, b.latitude, b.longitude);
}

/** The same for coordinates that are known, in 10⁻⁵ degree. */
export function metresBetweenPoints(latitude: number, longitude: number, toLatitude: number, toLongitude: number) {
  const haversine =
    squareOfHalfSine(toLatitude - latitude) +
    Math.cos(latitude * RADIANS) * Math.cos(toLatitude * RADIANS) * squareOfHalfSine(toLongitude - longitude);
  // Rounding may carry the sum a hair above one between antipodes, where the arc sine has no value.
  return Math.round(2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(haversine))));
}

type Place = { readonly [K in keyof Coordinates]: number | null } | null;

function pointOf(place: Place): Coordinates | null {
  if (!place) return null;
  const { latitude, longitude } = place;
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

function squareOfHalfSine(difference: number): number {
  return Math.sin((difference * RADIANS) / 2) ** 2;
}
