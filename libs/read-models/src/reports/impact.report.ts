import { monthsIn, type CivilDate, type Month } from '@jalon/kernel';
import type { Grouping, ReportOptions, ReportRules, RuleBook } from '@jalon/rules';
import { groupedBy, type ImpactFact, impactFacts, type ImpactRows } from './impact-facts.js';
import { distinct, figuresOf, type Formulas, formulasOf, type ImpactFigures } from './impact-figures.js';

/** A code or id of the grouping; null for the row of facts without one. */
export type GroupKey = string | null;

/** The figures for callers who may read the entries themselves. */
export type InternalFigures = ImpactFigures & { readonly publishable: boolean };

export type ImpactRow = { readonly key: GroupKey } & InternalFigures;

export interface ImpactAnswer {
  readonly from: Month;
  readonly to: Month;
  readonly groupBy: Grouping;
  readonly at: CivilDate;
  readonly audience: 'internal';
  /** The rule sets used: the one in force on the day of reading, and those of the missions behind the figures. */
  readonly rules: readonly string[];
  /** How the figures that derive from minutes are computed. */
  readonly formulas: Formulas;
  /** What is left out on purpose. */
  readonly leavesOut: readonly ['personal-time'];
  readonly rows: readonly ImpactRow[];
  readonly total: InternalFigures;
}

interface FactGroup {
  readonly key: GroupKey;
  readonly facts: readonly ImpactFact[];
  readonly months: number;
  readonly people: ReadonlySet<string>;
}

/**
 * The figures of confirmed missions in a period of whole months, for those who may read its entries. The same rows, rules and date of reading always give
 * the same answer.
 */
export function impactReport(rows: ImpactRows, rules: RuleBook, options: ReportOptions): ImpactAnswer {
  const { from, to, groupBy, at } = options;
  const facts = impactFacts(rows, rules, at).filter(({ month }) => month >= from && month <= to);
  const { reports } = rules.inForce;
  const groups = groupsOf(facts, options);
  const total: FactGroup = { key: null, facts, months: monthsIn(from, to), people: peopleIn(facts) };
  const show = internalFigures(reports);
  return {
    from,
    to,
    groupBy,
    at,
    audience: 'internal',
    rules: [...new Set([rules.inForce.id, ...distinct(facts, (fact) => fact.rules)])].sort(),
    formulas: formulasOf(reports.fullTimeEquivalent),
    leavesOut: ['personal-time'],
    rows: groups.map((group) => ({ key: group.key, ...show(group) })),
    total: show(total),
  };
}

const internalFigures =
  ({ fullTimeEquivalent, smallestPublishedGroup }: ReportRules) =>
  ({ facts, months, people }: FactGroup): InternalFigures => ({
    ...figuresOf(facts, months, fullTimeEquivalent),
    publishable: people.size >= smallestPublishedGroup,
  });

function groupsOf(facts: readonly ImpactFact[], { groupBy, from, to }: ReportOptions): readonly FactGroup[] {
  const months = groupBy === 'month' ? 1 : monthsIn(from, to);
  return [...groupedBy(facts, (fact) => keyOf(fact, groupBy))]
    .map(([key, grouped]) => ({ key, facts: grouped, months, people: peopleIn(grouped) }))
    .sort((a, b) => compareKeys(sortable(a.key, groupBy), sortable(b.key, groupBy)));
}

function keyOf({ month, attribution }: ImpactFact, groupBy: Grouping): GroupKey {
  if (groupBy === 'month') return month;
  const key = attribution[groupBy];
  return key === null ? null : String(key);
}

/** Development goals are numbers: 2 comes before 10. */
const sortable = (key: GroupKey, groupBy: Grouping) => (groupBy === 'sdg' ? (key?.padStart(2, '0') ?? null) : key);

const peopleIn = (facts: readonly ImpactFact[]) => distinct(facts, ({ attribution }) => attribution.employee);

/** In the order of their codes; null last. */
export function compareKeys(a: GroupKey, b: GroupKey): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
}
