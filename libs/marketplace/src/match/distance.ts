import type { MatchRules } from '@jalon/rules';
import { all, neutral, none, part, type Finding } from './finding.js';
import type { MatchableNeed, MatchableOffer, MatchablePlace } from './matchable.js';

/**
 * Distance. Work that can be done at a distance, for someone who would do so, makes the way to it irrelevant: all. Work only
 * at a distance for someone who would not, or on the spot for someone who would only work at a distance: nothing.
 *
 * Otherwise, with r the offer's radius (or the rule set's) and d the distance, in metres: (2r − d) ÷ 2r up to r, so from all
 * at the door to half at the edge of what they would go; beyond r nothing. Where coordinates are missing, the same
 * department counts three quarters and another a quarter, since the next one may be across the street; no department: neutral.
 */
export function findDistance(need: MatchableNeed, offer: MatchableOffer, rules: MatchRules): Finding {
  if (need.remote !== 'no' && offer.remote !== 'no') return all('distance-remote');
  if (need.remote === 'only') return none('distance-remote-refused');
  if (offer.remote === 'only') return none('distance-presence-refused');
  const metres = metresBetween(need.location, offer.location);
  return metres === null
    ? byDepartment(need.location, offer.location)
    : byMetres(metres, offer.radiusKm ?? rules.defaultRadiusKm);
}

function byMetres(metres: number, radiusKm: number): Finding {
  const radius = radiusKm * 1_000;
  if (metres > radius) return none('distance-far', { metres, radiusKm });
  return part(2 * radius - metres, 2 * radius, 'distance-near', { metres, radiusKm });
}

function byDepartment(need: MatchablePlace | null, offer: MatchablePlace | null): Finding {
  if (!need?.department || !offer?.department) return neutral('distance-unsaid');
  return need.department === offer.department
    ? part(3, 4, 'distance-same-department', { department: need.department })
    : part(1, 4, 'distance-other-department', { need: need.department, offer: offer.department });
}

const EARTH_RADIUS_METRES = 6_371_008;
const RADIANS = Math.PI / 180 / 100_000;

/** Whole metres along a great circle (haversine), or null where a coordinate is missing. */
export function metresBetween(one: MatchablePlace | null, other: MatchablePlace | null): number | null {
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

interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

function pointOf(place: MatchablePlace | null): Point | null {
  if (!place) return null;
  const { latitude, longitude } = place;
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

function squareOfHalfSine(difference: number): number {
  return Math.sin((difference * RADIANS) / 2) ** 2;
}
