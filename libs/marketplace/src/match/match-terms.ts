import { CAUSES, daysBetween, FORMATS, LANGUAGES, REMOTE, type CivilDate } from '@jalon/kernel';
import type { FindableOffer, MatchableNeed } from './matchable.js';

/**
 * The numbers by which a need or an offer is found, each a whole number of 32 bits: one at each of these places, then a code
 * for each skill. Views store them with their rows, so a change of their meaning needs a new version of the projection.
 */
export const TERM = {
  /** One bit for each cause, rhythm or language; none where none was said. */
  causes: 0,
  formats: 1,
  languages: 2,
  /** Its place in `REMOTE`. */
  remote: 3,
  /** Days since 1970; an end that is open lies before or after every day. */
  firstDay: 4,
  lastDay: 5,
  /** 0 where it was not said, as the radius and the department. */
  minutesPerWeek: 6,
  radiusKm: 7,
  department: 8,
  /** 10⁻⁵ degree. */
  latitude: 9,
  longitude: 10,
} as const;
/** Where the skills begin. */
export const SKILLS_FROM = 11;

export const ALWAYS_BEFORE = -2_147_483_648;
export const ALWAYS_AFTER = 2_147_483_647;
/** Beyond every latitude and longitude. */
export const NO_COORDINATE = 2_147_483_647;
/** Of an offer whose coordinates are known, but sealed. */
export const SEALED_COORDINATE = 2_147_483_646;

export function needTerms(need: MatchableNeed): readonly number[] {
  const { cause, format, remote, languages, startsOn, endsOn, minutesPerWeek, location, skills } = need;
  return [
    bitsOf(CAUSES, cause === null ? [] : [cause]),
    bitsOf(FORMATS, format === null ? [] : [format]),
    bitsOf(LANGUAGES, languages),
    REMOTE.indexOf(remote),
    startsOn === null ? ALWAYS_BEFORE : dayOf(startsOn),
    endsOn === null ? ALWAYS_AFTER : dayOf(endsOn),
    minutesPerWeek ?? 0,
    0,
    departmentTerm(location?.department),
    location?.latitude ?? NO_COORDINATE,
    location?.longitude ?? NO_COORDINATE,
    ...skillTerms(skills),
  ];
}

export function offerTerms(offer: FindableOffer): readonly number[] {
  const { causes, formats, remote, languages, availableFrom, availableUntil, minutesPerWeek, radiusKm } = offer;
  return [
    bitsOf(CAUSES, causes),
    bitsOf(FORMATS, formats),
    bitsOf(LANGUAGES, languages),
    REMOTE.indexOf(remote),
    availableFrom === null ? ALWAYS_BEFORE : dayOf(availableFrom),
    availableUntil === null ? ALWAYS_AFTER : dayOf(availableUntil),
    minutesPerWeek ?? 0,
    radiusKm ?? 0,
    departmentTerm(offer.department),
    ...coordinateTerms(offer.coordinates),
    ...skillTerms(offer.skills),
  ];
}

/** Days since 1970. */
export function dayOf(date: CivilDate): number {
  return daysBetween('1970-01-01', date);
}

function departmentTerm(department: string | null | undefined): number {
  return department ? hashOf(department) : 0;
}

function coordinateTerms(coordinates: FindableOffer['coordinates']): readonly [latitude: number, longitude: number] {
  if (!coordinates) return [NO_COORDINATE, NO_COORDINATE];
  return 'latitude' in coordinates
    ? [coordinates.latitude, coordinates.longitude]
    : [SEALED_COORDINATE, SEALED_COORDINATE];
}

/** A skill counts once, however often it is said; two that hash alike stay two, so that what they give is never too little. */
function skillTerms(skills: readonly string[]): readonly number[] {
  return [...new Set(skills)].map(hashOf);
}

function bitsOf<C extends string>(codes: readonly C[], said: readonly C[]): number {
  return said.reduce((bits, code) => bits | (1 << codes.indexOf(code)), 0);
}

/** FNV-1a, never 0. Two texts may hash alike: who compares hashes finds too much sometimes, never too little. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0 || 1;
}
