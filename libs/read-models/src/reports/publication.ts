import type { Month } from '@jalon/kernel';
import type { ReportRules, TimeState } from '@jalon/rules';
import type { ImpactFact } from './impact-facts.js';
import {
  distinct,
  eachState,
  figuresOf,
  type ImpactFigures,
  type Outcome,
  type Satisfaction,
  type TimeInUnits,
} from './impact-figures.js';

/** The figures for anyone; `suppressed` where they are about too few people. */
export type PublishedFigures = PublishableFigures | { readonly suppressed: true };

type OrNull<T> = { readonly [K in keyof T]: T[K] | null };
type TimeFigures = Pick<ImpactFigures, `${TimeState}Minutes`>;
type Units = Omit<TimeInUnits, 'months'>;

/** A figure about too few people is null. */
type PublishableFigures = Omit<ImpactFigures, keyof TimeFigures | keyof Units | 'outcomes' | 'satisfaction'> &
  OrNull<TimeFigures> & { readonly [Unit in keyof Units]: OrNull<Units[Unit]> } & {
    readonly outcomes: readonly (Outcome | { readonly indicator: string; readonly quantity: null })[];
    readonly satisfaction: Satisfaction | { readonly averageHundredths: null; readonly answers: null };
  };

export interface FactGroup {
  readonly facts: readonly ImpactFact[];
  /** How many whole months they are of. */
  readonly months: number;
}

type Hidden = (group: FactGroup) => boolean;
type Chosen = (fact: ImpactFact) => boolean;

/** For each figure that is about people of its own: of which groups it is hidden. */
interface HiddenFigures {
  readonly time: Readonly<Record<TimeState, Hidden>>;
  /** How that time was logged. */
  readonly units: Readonly<Record<TimeState, Hidden>>;
  readonly outcomes: ReadonlyMap<string, Hidden>;
  readonly satisfaction: Hidden;
}

const everything: Chosen = () => true;
const inState =
  (state: TimeState): Chosen =>
  ({ time }) =>
    time?.state === state;

/**
 * What may be published of some groups and of their total. A group is shown over a period only where each month of it could
 * be shown by itself, so subtracting one period from another tells no more than the months do. Time in each state, how it was
 * logged, each outcome and satisfaction are about people of their own, and are judged by these alone.
 */
export function publication(groups: readonly FactGroup[], total: FactGroup, rules: ReportRules) {
  const all = [...groups, total];
  const hidesOf = (chosen: Chosen) => monthlyHidden(groups, total, rules.smallestPublishedGroup, chosen);
  const rowHidden = hidesOf(everything);
  const indicators = new Set(total.facts.flatMap(({ end }) => end?.outcomes ?? []).map(({ indicator }) => indicator));
  const hidden: HiddenFigures = {
    time: eachState((state) => hidesOf(inState(state))),
    units: eachState((state) => unitsHidden(groups, total, hidesOf, inState(state))),
    outcomes: new Map(
      [...indicators].map((indicator) => [
        indicator,
        hidesOf(({ end }) => end?.outcomes.some((outcome) => outcome.indicator === indicator) ?? false),
      ]),
    ),
    satisfaction: hidesOf(({ end }) => (end?.scores.length ?? 0) > 0),
  };
  const shown = new Map(
    all.map((group) => [
      group,
      group.facts.length === 0 || rowHidden(group) ? SUPPRESSED : publishable(group, hidden, rules),
    ]),
  );
  return (group: FactGroup): PublishedFigures => shown.get(group) ?? SUPPRESSED;
}

const SUPPRESSED: PublishedFigures = { suppressed: true };

function publishable(group: FactGroup, hidden: HiddenFigures, rules: ReportRules): PublishableFigures {
  const figures = figuresOf(group.facts, group.months, rules.fullTimeEquivalent);
  const timeOf = (state: TimeState, value: number) => (hidden.time[state](group) ? null : value);
  const unitOf = (state: TimeState, value: number) => (hidden.units[state](group) ? null : timeOf(state, value));
  return {
    ...figures,
    confirmedMinutes: timeOf('confirmed', figures.confirmedMinutes),
    confirmedOffDutyMinutes: timeOf('confirmedOffDuty', figures.confirmedOffDutyMinutes),
    pendingMinutes: timeOf('pending', figures.pendingMinutes),
    unansweredMinutes: timeOf('unanswered', figures.unansweredMinutes),
    rejectedMinutes: timeOf('rejected', figures.rejectedMinutes),
    voidedMinutes: timeOf('voided', figures.voidedMinutes),
    hoursHundredths: eachState((state) => timeOf(state, figures.hoursHundredths[state])),
    halfDaysLogged: eachState((state) => unitOf(state, figures.halfDaysLogged[state])),
    minutesLogged: eachState((state) => unitOf(state, figures.minutesLogged[state])),
    fteThousandths: eachState((state) => timeOf(state, figures.fteThousandths[state])),
    outcomes: figures.outcomes.map((outcome) =>
      hidden.outcomes.get(outcome.indicator)?.(group) ? { indicator: outcome.indicator, quantity: null } : outcome,
    ),
    satisfaction: hidden.satisfaction(group) ? { averageHundredths: null, answers: null } : figures.satisfaction,
  };
}

/**
 * Half-days and minutes add up to the time, so either tells the other. Both are shown in every row, or in none; the total
 * shows both where enough people are behind each.
 */
function unitsHidden(
  groups: readonly FactGroup[],
  total: FactGroup,
  hidesOf: (chosen: Chosen) => Hidden,
  inThatState: Chosen,
): Hidden {
  const units = (['half-day', 'minutes'] as const).map((unit) =>
    hidesOf((fact) => inThatState(fact) && fact.time?.unit === unit),
  );
  const hiddenIn = (group: FactGroup) => units.some((hides) => hides(group));
  const anyRow = groups.some(hiddenIn);
  return (group) => (group === total ? hiddenIn(total) : anyRow || hiddenIn(total));
}

/** The groups, or the total, with a month whose chosen facts cannot be shown. */
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

/** A group of facts, by the people behind them. */
export interface Group {
  readonly people: ReadonlySet<string>;
}

/**
 * The groups of which a publication shows nothing: those about fewer than `smallest` people (docs/adr/0011). Readers
 * can subtract the shown rows from the total, so the next smallest groups are hidden too, until at least two groups are
 * hidden, with at least `smallest` people together. Of groups of one size the first is hidden first.
 */
export function suppressedGroups<G extends Group>(groups: readonly G[], smallest: number): ReadonlySet<G> {
  const suppressed = new Set(groups.filter(({ people }) => people.size < smallest));
  if (suppressed.size === 0) return suppressed;
  const others = groups.filter((group) => !suppressed.has(group)).sort((a, b) => a.people.size - b.people.size);
  for (const next of others) {
    if (suppressed.size > 1 && peopleOfAll(suppressed).size >= smallest) break;
    suppressed.add(next);
  }
  return suppressed;
}

function peopleOfAll(groups: ReadonlySet<Group>): ReadonlySet<string> {
  return new Set([...groups].flatMap(({ people }) => [...people]));
}
