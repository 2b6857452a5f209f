import type { CivilDate } from '@jalon/kernel';
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
