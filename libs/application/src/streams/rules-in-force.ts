import { civilDateIn, type AnyDecider, type Instant, type Zone } from '@jalon/kernel';
import { knownRuleSet, ruleSetOn, type RuleSet } from '@jalon/rules';

/**
 * The rules that a decision is made under: those that the thing recorded and is held to for life, else those in force on
 * the tenant's day.
 *
 * @throws Error when the thing is held to a rule set that this code does not know: deciding under another would be wrong
 */
export function rulesInForce(decider: AnyDecider, state: unknown, now: Instant, zone: Zone): RuleSet {
  const recorded = decider.rulesOf(state);
  return recorded === null ? ruleSetOn(civilDateIn(zone, now)) : knownRuleSet(recorded);
}
