import type { Month } from '@jalon/kernel';
import type { ImpactFact } from './impact-facts.js';
import { distinct, figuresOf, type ImpactFigures, type Outcome, type Satisfaction } from './impact-figures.js';
import { suppressedGroups } from './suppression.js';

/** For anyone: the figures, or nothing but the word that they are about too few people. */
export type PublishedFigures = PublishableFigures | { readonly suppressed: true };

/** A figure of its own people, when they are too few, is null. */
interface PublishableFigures extends Omit<ImpactFigures, 'outcomes' | 'satisfaction'> {
  readonly outcomes: readonly (Outcome | { readonly indicator: string; readonly quantity: null })[];
  readonly satisfaction: Satisfaction | { readonly averageHundredths: null; readonly answers: null };
}

export interface FactGroup {
  readonly facts: readonly ImpactFact[];
}

type Hidden = (group: FactGroup) => boolean;
type Chosen = (fact: ImpactFact) => boolean;

const everything: Chosen = () => true;

/**
 * What may be published of some groups and of their total. A group is shown over a period only where each of its months
 * could be shown by itself: so a period says nothing that its months do not, and one period taken from another tells no more.
 * Outcomes and satisfaction are about people of their own, and are judged by these alone.
 */
export function publication(groups: readonly FactGroup[], total: FactGroup, smallest: number) {
  const all = [...groups, total];
  const hidesOf = (chosen: Chosen) => monthlyHidden(groups, total, smallest, chosen);
  const rowHidden = hidesOf(everything);
  const indicators = new Set(total.facts.flatMap(({ end }) => end?.outcomes ?? []).map(({ indicator }) => indicator));
  const outcomeHidden = new Map(
    [...indicators].map((indicator) => [
      indicator,
      hidesOf(({ end }) => end?.outcomes.some((outcome) => outcome.indicator === indicator) ?? false),
    ]),
  );
  const satisfactionHidden = hidesOf(({ end }) => (end?.scores.length ?? 0) > 0);
  const shown = new Map(
    all.map((group) => [
      group,
      group.facts.length === 0 || rowHidden(group) ? SUPPRESSED : publishable(group, outcomeHidden, satisfactionHidden),
    ]),
  );
  return (group: FactGroup): PublishedFigures => shown.get(group) ?? SUPPRESSED;
}

const SUPPRESSED: PublishedFigures = { suppressed: true };

function publishable(
  group: FactGroup,
  outcomeHidden: ReadonlyMap<string, Hidden>,
  satisfactionHidden: Hidden,
): PublishableFigures {
  const figures = figuresOf(group.facts);
  const outcomes = figures.outcomes.map((outcome) =>
    outcomeHidden.get(outcome.indicator)?.(group) ? { indicator: outcome.indicator, quantity: null } : outcome,
  );
  const satisfaction = satisfactionHidden(group) ? { averageHundredths: null, answers: null } : figures.satisfaction;
  return { ...figures, outcomes, satisfaction };
}

/** Which groups, the total among them, have a month of which the chosen facts cannot be shown. */
function monthlyHidden(groups: readonly FactGroup[], total: FactGroup, smallest: number, chosen: Chosen): Hidden {
  const hidden = new Set<FactGroup>();
  const months = new Set(total.facts.filter(chosen).map(({ month }) => month));
  for (const month of months) {
    const within = (group: FactGroup) => peopleIn(group, month, chosen);
    const present = groups.map((group) => ({ group, people: within(group) })).filter(({ people }) => people.size > 0);
    for (const { group } of suppressedGroups(present, smallest)) hidden.add(group);
    if (within(total).size < smallest) hidden.add(total);
  }
  return (group) => hidden.has(group);
}

function peopleIn({ facts }: FactGroup, month: Month, chosen: Chosen): ReadonlySet<string> {
  return distinct(
    facts.filter((fact) => fact.month === month && chosen(fact)),
    ({ attribution }) => attribution.employee,
  );
}
