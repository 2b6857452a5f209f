import type { MatchCriterion, MatchRules } from '@jalon/rules';
import { findDates } from './dates.js';
import { findDistance } from './distance.js';
import { all, neutral, none, part, type Finding } from './finding.js';
import type { MatchableNeed, MatchableOffer } from './matchable.js';

type Criterion = (need: MatchableNeed, offer: MatchableOffer, rules: MatchRules) => Finding;

/** How each criterion looks at a pair; one that cannot be judged is neutral, and its reason says so. */
export const CRITERIA: Readonly<Record<MatchCriterion, Criterion>> = {
  skills: findSkills,
  cause: findCause,
  dates: findDates,
  hours: findHours,
  format: findFormat,
  distance: findDistance,
  language: findLanguage,
};

/** Skills: skills asked for that the offer brings ÷ skills asked for. A need that asks for none: neutral. */
function findSkills({ skills }: MatchableNeed, offer: MatchableOffer): Finding {
  const needed = new Set(skills);
  const asked = needed.size;
  if (asked === 0) return neutral('skills-unsaid');
  const brought = new Set(offer.skills);
  const matched = [...needed].filter((skill) => brought.has(skill)).length;
  if (matched === asked) return all('skills-all', { asked });
  return matched === 0 ? none('skills-none', { asked }) : part(matched, asked, 'skills-some', { matched, asked });
}

/** Cause: all where the offer chose it or chose none (any suits), nothing where it chose others. Not said: neutral. */
function findCause({ cause }: MatchableNeed, { causes }: MatchableOffer): Finding {
  if (cause === null) return neutral('cause-unsaid');
  if (causes.length === 0) return all('cause-any');
  return causes.includes(cause) ? all('cause-shared', { cause }) : none('cause-other', { cause });
}

/** Hours: minutes a week offered ÷ minutes a week asked for, all from enough on. Not known on both sides: neutral. */
function findHours(need: MatchableNeed, offer: MatchableOffer): Finding {
  const asked = need.minutesPerWeek;
  const given = offer.minutesPerWeek;
  if (asked === null || given === null) return neutral('hours-unsaid');
  if (given >= asked) return all('hours-enough', { given, asked });
  return part(given, asked, 'hours-short', { given, asked });
}

/** Format: all where the offer chose that rhythm or chose none (any suits), nothing where it chose others. Not said: neutral. */
function findFormat({ format }: MatchableNeed, { formats }: MatchableOffer): Finding {
  if (format === null) return neutral('format-unsaid');
  if (formats.length === 0) return all('format-any');
  return formats.includes(format) ? all('format-shared', { format }) : none('format-other', { format });
}

/** Language: all where one of the need's is spoken, nothing where none is. Not known on both sides: neutral. */
function findLanguage(need: MatchableNeed, offer: MatchableOffer): Finding {
  if (need.languages.length === 0 || offer.languages.length === 0) return neutral('language-unsaid');
  const language = need.languages.find((candidate) => offer.languages.includes(candidate));
  return language ? all('language-shared', { language }) : none('language-other');
}
