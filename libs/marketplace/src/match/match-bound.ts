import { REMOTE, type CivilDate } from '@jalon/kernel';
import type { MatchRules } from '@jalon/rules';
import { bandStartKm, metresBetweenPoints } from './distance.js';
import { pointsFor } from './finding.js';
import type { MatchableNeed, MatchableOffer } from './matchable.js';
import {
  ALWAYS_AFTER,
  ALWAYS_BEFORE,
  dayOf,
  needTerms,
  NO_COORDINATE,
  offerTerms,
  SEALED_COORDINATE,
  SKILLS_FROM,
  TERM,
} from './match-terms.js';

/**
 * The most that the score of something can be, by its terms: those from `at` until before `end`. 0 where it is over. It is the
 * score itself unless two codes hash alike or coordinates are sealed, and then it is no lower.
 */
export type MatchBound = (terms: Int32Array, at: number, end: number) => number;

/** What the offers that are not over on a day can score for one need. */
export function boundOfOffers(need: MatchableNeed, rules: MatchRules, today: CivilDate): MatchBound {
  const asked = allOf(needTerms(need));
  const given = nothing();
  const day = dayOf(today);
  return (terms, at, end) => (isOver(move(given, terms, at, end), day) ? 0 : scoreAtMost(asked, given, rules));
}

/** What the needs that are not over on a day can score for one offer. */
export function boundOfNeeds(offer: MatchableOffer, rules: MatchRules, today: CivilDate): MatchBound {
  const given = allOf(offerTerms(offer));
  const asked = nothing();
  const day = dayOf(today);
  return (terms, at, end) => (isOver(move(asked, terms, at, end), day) ? 0 : scoreAtMost(asked, given, rules));
}

/** The terms of one thing among those of many. One object is moved along all of them: a query looks at every one. */
interface Terms {
  all: Int32Array;
  at: number;
  end: number;
}

const allOf = (terms: readonly number[]): Terms => ({ all: Int32Array.from(terms), at: 0, end: terms.length });
const nothing = (): Terms => allOf([]);

function move(terms: Terms, all: Int32Array, at: number, end: number): Terms {
  terms.all = all;
  terms.at = at;
  terms.end = end;
  return terms;
}

const term = ({ all, at }: Terms, place: number): number => all[at + place] ?? 0;

const isOver = (terms: Terms, day: number): boolean => term(terms, TERM.lastDay) < day;

/** As `matchScore`, criterion by criterion. */
function scoreAtMost(need: Terms, offer: Terms, rules: MatchRules): number {
  const { weights } = rules;
  return (
    skillPoints(need, offer, weights.skills) +
    choicePoints(need, offer, TERM.causes, weights.cause) +
    datePoints(need, offer, weights.dates) +
    hourPoints(need, offer, weights.hours) +
    choicePoints(need, offer, TERM.formats, weights.format) +
    distancePoints(need, offer, rules) +
    languagePoints(need, offer, weights.language)
  );
}

const neutral = (weight: number): number => pointsFor(weight, 1, 2);

function skillPoints(need: Terms, offer: Terms, weight: number): number {
  const first = need.at + SKILLS_FROM;
  const asked = need.end - first;
  if (asked === 0) return neutral(weight);
  let matched = 0;
  for (let at = first; at < need.end; at += 1) if (brings(offer, need.all[at])) matched += 1;
  return pointsFor(weight, matched, asked);
}

function brings({ all, at, end }: Terms, skill: number | undefined): boolean {
  for (let place = at + SKILLS_FROM; place < end; place += 1) if (all[place] === skill) return true;
  return false;
}

/** A cause or a rhythm: one that the need serves, any of those that the offer chose. */
function choicePoints(need: Terms, offer: Terms, place: number, weight: number): number {
  const asked = term(need, place);
  const chosen = term(offer, place);
  if (asked === 0) return neutral(weight);
  return chosen === 0 || (asked & chosen) !== 0 ? weight : 0;
}

function languagePoints(need: Terms, offer: Terms, weight: number): number {
  const asked = term(need, TERM.languages);
  const spoken = term(offer, TERM.languages);
  if (asked === 0 || spoken === 0) return neutral(weight);
  return (asked & spoken) === 0 ? 0 : weight;
}

function datePoints(need: Terms, offer: Terms, weight: number): number {
  const first = term(need, TERM.firstDay);
  const last = term(need, TERM.lastDay);
  const from = Math.max(first, term(offer, TERM.firstDay));
  const until = Math.min(last, term(offer, TERM.lastDay));
  if (from > until) return 0;
  if (first === ALWAYS_BEFORE || last === ALWAYS_AFTER) return neutral(weight);
  return pointsFor(weight, until - from + 1, last - first + 1);
}

function hourPoints(need: Terms, offer: Terms, weight: number): number {
  const asked = term(need, TERM.minutesPerWeek);
  const given = term(offer, TERM.minutesPerWeek);
  if (asked === 0 || given === 0) return neutral(weight);
  return given >= asked ? weight : pointsFor(weight, given, asked);
}

/** What 10⁻⁵ degree of latitude is at least: who is too far by latitude alone needs no sines, and most are. */
const METRES_OF_LATITUDE = 1.111;
const NOT_REMOTE = REMOTE.indexOf('no');
const ONLY_REMOTE = REMOTE.indexOf('only');

function distancePoints(need: Terms, offer: Terms, rules: MatchRules): number {
  const weight = rules.weights.distance;
  const asked = term(need, TERM.remote);
  const given = term(offer, TERM.remote);
  if (asked !== NOT_REMOTE && given !== NOT_REMOTE) return weight;
  if (asked === ONLY_REMOTE || given === ONLY_REMOTE) return 0;
  if (!isPlaced(need) || !isPlaced(offer)) return departmentPoints(need, offer, weight);
  // Opened, they may turn out to be next door.
  if (term(offer, TERM.latitude) === SEALED_COORDINATE) return weight;
  const radiusKm = term(offer, TERM.radiusKm) || rules.defaultRadiusKm;
  const radius = radiusKm * 1_000;
  const apart = Math.abs(term(need, TERM.latitude) - term(offer, TERM.latitude));
  if (apart * METRES_OF_LATITUDE > radius) return 0;
  const metres = metresBetweenPoints(
    term(need, TERM.latitude),
    term(need, TERM.longitude),
    term(offer, TERM.latitude),
    term(offer, TERM.longitude),
  );
  return metres > radius ? 0 : pointsFor(weight, 2 * radiusKm - bandStartKm(metres, rules), 2 * radiusKm);
}

function departmentPoints(need: Terms, offer: Terms, weight: number): number {
  const asked = term(need, TERM.department);
  const given = term(offer, TERM.department);
  if (asked === 0 || given === 0) return neutral(weight);
  return pointsFor(weight, asked === given ? 3 : 1, 4);
}

function isPlaced(terms: Terms): boolean {
  return term(terms, TERM.latitude) !== NO_COORDINATE && term(terms, TERM.longitude) !== NO_COORDINATE;
}
