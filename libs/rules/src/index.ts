import { lastDayOf, monthAfter, type CivilDate, type Month } from '@jalon/kernel';
import { BASE_1 } from './base-1.js';
import type { RuleBook } from './report.js';
import type { RuleSet } from './rule-set.js';

export * from './rule-set.js';
export * from './limit-meanings.js';
export * from './groupings.js';
export * from './report.js';
export * from './evaluations.js';

/** Every rule set, oldest first. */
export const RULE_SETS: readonly RuleSet[] = [BASE_1];

/** The rule set of that id, or null for one that this code does not know. */
export function ruleSet(id: string): RuleSet | null {
  return RULE_SETS.find((candidate) => candidate.id === id) ?? null;
}

/** The rule set under which something new is decided on `date`: the latest in force. */
export function ruleSetOn(date: CivilDate): RuleSet {
  return RULE_SETS.filter(({ inForceFrom }) => inForceFrom <= date).at(-1) ?? BASE_1;
}

/** The months that can be published: from the first rule set on, and until months cannot settle before the year 9999 ends. */
export const PUBLISHABLE_MONTHS = { first: BASE_1.inForceFrom.slice(0, 7), last: '9998-12' } as const;

/** The civil month with whose end a publishable month is first published: by then most of its time has been answered. */
export function firstPublishedWith(month: Month): Month {
  const { settlesAfterMonths } = ruleSetOn(lastDayOf(month)).reports.publication;
  return Array.from({ length: settlesAfterMonths }).reduce<Month>(monthAfter, month);
}

/** The rule sets for a report read on `date`. */
export function ruleBookOn(date: CivilDate): RuleBook {
  return { inForce: ruleSetOn(date), byId: knownRuleSet };
}

/** @throws Error for a set that this code does not know: it must not decide or read under another */
export function knownRuleSet(id: string): RuleSet {
  const known = ruleSet(id);
  if (!known) throw new Error(`the rule set ${id} is not known to this version`);
  return known;
}
