import { daysBetween, type CivilDate } from '@jalon/kernel';
import { all, neutral, none, part, type Finding } from './finding.js';
import type { MatchableNeed, MatchableOffer } from './matchable.js';

/**
 * Dates: days of the need on which they are available ÷ days of the need, both ends included. An end that an offer leaves
 * open is no limit. Where the need leaves one open, its length is not known: nothing where the ends that are known keep the
 * two apart, neutral otherwise.
 */
export function findDates(need: MatchableNeed, offer: MatchableOffer): Finding {
  const from = later(need.startsOn, offer.availableFrom);
  const until = earlier(need.endsOn, offer.availableUntil);
  if (from && until && from > until) return none('dates-none');
  if (!need.startsOn || !need.endsOn || !from || !until) return neutral('dates-unsaid');
  const days = daysBetween(need.startsOn, need.endsOn) + 1;
  const covered = daysBetween(from, until) + 1;
  return covered === days ? all('dates-all', { days }) : part(covered, days, 'dates-some', { covered, days });
}

function later(a: CivilDate | null, b: CivilDate | null): CivilDate | null {
  return a && b ? (a > b ? a : b) : (a ?? b);
}

function earlier(a: CivilDate | null, b: CivilDate | null): CivilDate | null {
  return a && b ? (a < b ? a : b) : (a ?? b);
}
