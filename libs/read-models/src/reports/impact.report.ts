import type { CivilDate, Month } from '@jalon/kernel';
import type { Audience, Grouping, Report, ReportOptions, RuleSet } from '@jalon/rules';
import type { MissionAttributionRow } from '../missions/attribution.table.js';
import type { HoursRow } from '../missions/hours.table.js';
import type { MissionRow } from '../missions/mission-columns.js';
import { impactFacts, type ImpactFact } from './impact-facts.js';
import { distinct, figuresOf, type ImpactFigures } from './impact-figures.js';
import { publication, type PublishedFigures } from './publication.js';

export type { PublishedFigures } from './publication.js';

/** A code or id of the grouping; null gathers what has none. */
export type GroupKey = string | null;

/** For those who may read the entries themselves: every figure, and whether it could be published. */
export type InternalFigures = ImpactFigures & { readonly publishable: boolean };

export type ImpactRow = { readonly key: GroupKey } & (InternalFigures | PublishedFigures);

export interface ImpactAnswer {
  readonly from: Month;
  readonly to: Month;
  readonly groupBy: Grouping;
  readonly at: CivilDate;
  readonly audience: Audience;
  /** The rule sets used. */
  readonly rules: readonly string[];
  /** What is not in it, on purpose. */
  readonly leavesOut: readonly ['personal-time'];
  readonly rows: readonly ImpactRow[];
  readonly total: InternalFigures | PublishedFigures;
}

interface FactGroup {
  readonly key: GroupKey;
  readonly facts: readonly ImpactFact[];
  readonly people: ReadonlySet<string>;
}

/** What confirmed missions brought about in a period of whole months. */
export const impactReport: Report<'missions' | 'mission_attribution' | 'hours', ImpactAnswer> = {
  projection: 'missions',
  tables: ['missions', 'mission_attribution', 'hours'],
  report: (rows, rules, options) => {
    // The tables' own definitions say that these are their rows.
    const typed = rows as unknown as {
      readonly missions: readonly MissionRow[];
      readonly mission_attribution: readonly MissionAttributionRow[];
      readonly hours: readonly HoursRow[];
    };
    const { from, to, at } = options;
    const facts = impactFacts(typed, rules, at).filter(({ month }) => month >= from && month <= to);
    return answerOf(facts, rules, options);
  },
};

function answerOf(facts: readonly ImpactFact[], rules: RuleSet, options: ReportOptions): ImpactAnswer {
  const { from, to, groupBy, at, audience } = options;
  const groups = groupsOf(facts, groupBy);
  const total: FactGroup = { key: null, facts, people: peopleIn(facts) };
  const show =
    audience === 'internal' ? internalFigures(rules) : publication(groups, total, rules.reports.smallestPublishedGroup);
  return {
    from,
    to,
    groupBy,
    at,
    audience,
    rules: [rules.id],
    leavesOut: ['personal-time'],
    rows: groups.map((group) => ({ key: group.key, ...show(group) })),
    total: show(total),
  };
}

const internalFigures =
  ({ reports }: RuleSet) =>
  ({ facts, people }: FactGroup): InternalFigures => ({
    ...figuresOf(facts),
    publishable: people.size >= reports.smallestPublishedGroup,
  });

function groupsOf(facts: readonly ImpactFact[], groupBy: Grouping): readonly FactGroup[] {
  const byKey = new Map<GroupKey, ImpactFact[]>();
  for (const fact of facts) {
    const key = groupBy === 'month' ? fact.month : fact.attribution[groupBy];
    const group = byKey.get(key);
    if (group) group.push(fact);
    else byKey.set(key, [fact]);
  }
  return [...byKey]
    .map(([key, grouped]) => ({ key, facts: grouped, people: peopleIn(grouped) }))
    .sort((a, b) => compareKeys(a.key, b.key));
}

const peopleIn = (facts: readonly ImpactFact[]) => distinct(facts, ({ attribution }) => attribution.employee);

/** In the order of their codes, what has none last. */
function compareKeys(a: GroupKey, b: GroupKey): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
}
