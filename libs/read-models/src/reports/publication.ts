import { lastDayOf, monthAfter, monthsIn, type CivilDate, type Month } from '@jalon/kernel';
import {
  firstPublishedWith,
  PUBLISHABLE_MONTHS,
  type Grouping,
  type PublicationRules,
  type ReportRules,
} from '@jalon/rules';
import {
  averageHundredths,
  formulasOf,
  fteThousandths,
  hundredthsOfHours,
  type Formulas,
  type Outcome,
} from './impact-figures.js';
import { compareKeys, type GroupKey } from './impact.report.js';
import {
  differences,
  heldBack,
  OTHERS,
  type CellDifference,
  type CountedFact,
  type PublishedCell,
} from './published-month.js';

/** A month of facts, with what is published of it. */
export interface MonthPublished {
  readonly month: Month;
  readonly cells: readonly PublishedCell[];
  /** The month ends with which it was corrected, up to this state. */
  readonly corrections: readonly Correction[];
}

/** What was published of a month, before and after a correction. */
interface Correction {
  readonly asOf: Month;
  readonly before: readonly PublishedCell[];
  readonly after: readonly PublishedCell[];
}

export interface PublicationAsked {
  readonly from: Month;
  readonly to: Month;
  readonly groupBy: Grouping;
  /** The civil month at whose end the state is. */
  readonly asOf: Month;
}

/** Counts of people, missions and organisations: at least so many, a multiple of the rules' smallest group. */
interface AtLeast {
  readonly peopleAtLeast: number;
  readonly missionsAtLeast: number;
  readonly organisationsAtLeast: number;
}

/** Null where it is about nobody, or about too few people: a publication does not say which. */
type Confirmed = Readonly<Record<'confirmed' | 'confirmedOffDuty', number | null>>;

/** The figures for anyone. */
export interface PublishableFigures extends AtLeast {
  readonly confirmedMinutes: number | null;
  readonly confirmedOffDutyMinutes: number | null;
  /** The whole months of the period, or one in a row about a month. */
  readonly months: number;
  /** The months of which something is counted. */
  readonly countedMonths: readonly Month[];
  readonly hoursHundredths: Confirmed;
  readonly fteThousandths: Confirmed;
  readonly outcomes: readonly Outcome[];
  readonly satisfaction: { readonly averageHundredths: number | null; readonly answers: number | null };
  /** The figures have been published like this since the end of this month. */
  readonly unchangedSince: Month;
}

/** `suppressed` where nothing can be published. */
export type PublishedFigures = PublishableFigures | { readonly suppressed: true };

export interface PublicationAnswer {
  readonly from: Month;
  readonly to: Month;
  readonly groupBy: Grouping;
  readonly at: CivilDate;
  readonly audience: 'publication';
  readonly rules: readonly string[];
  readonly formulas: Formulas;
  readonly leavesOut: readonly ['personal-time'];
  readonly rows: readonly ({ readonly key: GroupKey } & PublishableFigures)[];
  readonly total: PublishedFigures;
  /** The months of the period of which nothing is published yet: they first appear with a later month end. Left out if none. */
  readonly monthsToCome?: readonly Month[];
  /** The months whose figures two people corrected, and the month end since which they are published so. */
  readonly corrections: readonly { readonly month: Month; readonly asOf: Month }[];
}

/** Why a month's figures are not those of its entries, and what a correction changed: for those who may read entries. */
export interface PublicationDifferences {
  readonly heldBack: readonly DifferenceShown[];
  readonly corrected: readonly (DifferenceShown & { readonly asOf: Month })[];
}

interface DifferenceShown {
  readonly month: Month;
  readonly figure: string;
  /** The group's code; null for facts without one, and for the small groups. */
  readonly key: GroupKey;
  /** It is about the groups that are too small to be shown and are published together, in totals. */
  readonly smallGroups: boolean;
  /** How many people's facts differ. */
  readonly people: number;
  /** Minutes, a quantity, or the sum of scores: as published, and as known at the end of the month. */
  readonly published: number;
  readonly known: number;
  /** The missions of the facts that differ: their entries and their history show why. */
  readonly missions: readonly string[];
}

const PERIOD_MONTHS: Readonly<Record<PublicationRules['periods'][number], number>> = { month: 1, quarter: 3, year: 12 };

/** The groupings of the list: totals month by month, and the one grouping that the rules name. */
export const groupingsOf = ({ groupBy }: PublicationRules): readonly Grouping[] => ['month', groupBy];

/** Whether a period and grouping are on the list of what is published. */
export function isListed(
  { from, to, groupBy }: Pick<PublicationAsked, 'from' | 'to' | 'groupBy'>,
  rules: PublicationRules,
): boolean {
  const length = monthsIn(from, to);
  const begins = Number(from.slice(5)) - 1;
  const whole = rules.periods.some((period) => PERIOD_MONTHS[period] === length && begins % length === 0);
  const { first, last } = PUBLISHABLE_MONTHS;
  return whole && from >= first && to <= last && groupingsOf(rules).includes(groupBy);
}

/** The month ends with which a month of facts is published: once most of its time can be answered. */
export function statesOf(month: Month, { from, until }: Readonly<Record<'from' | 'until', Month>>): readonly Month[] {
  const settled = firstPublishedWith(month);
  return monthsFrom(settled > from ? settled : from, until);
}

function monthsFrom(first: Month, last: Month): readonly Month[] {
  const months: Month[] = [];
  for (let month = first; month <= last; month = monthAfter(month)) months.push(month);
  return months;
}

/** The figures of a period as of a month end, as anyone may be given them: sums of published cells, and nothing else. */
export function publicationOf(
  { from, to, groupBy, asOf }: PublicationAsked,
  months: readonly MonthPublished[],
  { id, reports }: { readonly id: string; readonly reports: ReportRules },
  standing: StandingEntries,
): PublicationAnswer {
  const cells = months.flatMap(({ month, cells: of }) => of.map((cell) => ({ ...cell, month })));
  const keyOf = (cell: CellOfMonth) => (groupBy === 'month' ? cell.month : cell.group);
  const keys = [...new Set(cells.map(keyOf))].filter((key) => key !== OTHERS).sort(compareKeys);
  const figures = (of: readonly CellOfMonth[], length: number) => figuresOfCells(of, length, reports, standing);
  const length = monthsIn(from, to);
  const toCome = monthsFrom(from, to).filter((month) => firstPublishedWith(month) > asOf);
  return {
    from,
    to,
    groupBy,
    at: lastDayOf(asOf),
    audience: 'publication',
    rules: [...new Set([id, ...cells.flatMap(({ facts }) => facts.map(({ rules }) => rules))])].sort(),
    formulas: formulasOf(reports.fullTimeEquivalent),
    leavesOut: ['personal-time'],
    rows: keys.map((key) => ({
      key,
      ...figures(
        cells.filter((cell) => keyOf(cell) === key),
        groupBy === 'month' ? 1 : length,
      ),
    })),
    total: cells.length === 0 ? { suppressed: true } : figures(cells, length),
    ...(toCome.length > 0 && { monthsToCome: toCome }),
    corrections: months.flatMap(({ month, corrections }) => corrections.map((each) => ({ month, asOf: each.asOf }))),
  };
}

type CellOfMonth = PublishedCell & { readonly month: Month };

/** Which entries stood for organisations (branches, and what was merged, count as one) and for people at the end of a month. */
export interface StandingEntries {
  readonly organisationsAt: (asOf: Month) => (organisation: string) => string;
  readonly humansAt: (asOf: Month) => (person: string) => string;
}

function figuresOfCells(
  cells: readonly CellOfMonth[],
  months: number,
  { fullTimeEquivalent, smallestPublishedGroup }: ReportRules,
  standing: StandingEntries,
): PublishableFigures {
  const facts = cells.flatMap((cell) => cell.facts);
  const unchangedSince = cells.map(({ since }) => since).reduce((a, b) => (a > b ? a : b));
  // As of then, so that a later merger does not change figures that are repeated.
  const organisationOf = standing.organisationsAt(unchangedSince);
  const humanOf = standing.humansAt(unchangedSince);
  const distinct = (of: (fact: CountedFact) => string) => [...new Set(facts.map(of))];
  const atLeast = (found: Iterable<string>) => {
    const count = new Set(found).size;
    return count - (count % smallestPublishedGroup);
  };
  const sum = (figure: string, place = 0) => {
    const counted = cells.filter((cell) => cell.figure === figure);
    if (counted.length === 0) return null;
    return counted.flatMap((cell) => cell.facts).reduce((total, { amounts }) => total + (amounts[place] ?? 0), 0);
  };
  const minutes = { confirmed: sum('confirmed'), confirmedOffDuty: sum('confirmedOffDuty') };
  const inUnit = (unit: (minutes: number) => number): Confirmed => ({
    confirmed: minutes.confirmed === null ? null : unit(minutes.confirmed),
    confirmedOffDuty: minutes.confirmedOffDuty === null ? null : unit(minutes.confirmedOffDuty),
  });
  const [scores, given] = [sum('satisfaction'), sum('satisfaction', 1)];
  return {
    peopleAtLeast: atLeast(distinct(({ person }) => person).map(humanOf)),
    missionsAtLeast: atLeast(distinct(({ mission }) => mission)),
    organisationsAtLeast: atLeast(distinct(({ organisation }) => organisation).map(organisationOf)),
    confirmedMinutes: minutes.confirmed,
    confirmedOffDutyMinutes: minutes.confirmedOffDuty,
    months,
    countedMonths: [...new Set(cells.map(({ month }) => month))].sort(),
    hoursHundredths: inUnit(hundredthsOfHours),
    fteThousandths: inUnit((of) => fteThousandths(of, months, fullTimeEquivalent)),
    outcomes: [...new Set(cells.map(({ figure }) => figure))]
      .filter((figure) => figure.startsWith('outcome:'))
      .sort()
      .map((figure) => ({ indicator: figure.slice('outcome:'.length), quantity: sum(figure) ?? 0 })),
    satisfaction: {
      averageHundredths: scores === null || given === null ? null : averageHundredths(scores, given),
      answers: sum('satisfaction', 2),
    },
    unchangedSince,
  };
}

/** What those who may read entries are told besides, from what is known of each month at the end of `asOf`. */
export function differencesOf(
  months: readonly (MonthPublished & { readonly known: readonly CountedFact[] })[],
): PublicationDifferences {
  return {
    heldBack: months.flatMap(({ month, cells, known }) =>
      heldBack(cells, known).map((each) => differenceShown(month, each)),
    ),
    corrected: months.flatMap(({ month, corrections }) =>
      corrections.flatMap(({ asOf, before, after }) =>
        differences(before, after).map((each) => ({ asOf, ...differenceShown(month, each) })),
      ),
    ),
  };
}

function differenceShown(month: Month, { figure, group, published, known }: CellDifference): DifferenceShown {
  const version = ({ id, amounts }: CountedFact) => JSON.stringify([id, amounts]);
  const [before, after] = [new Set(published.map(version)), new Set(known.map(version))];
  const differing = [
    ...published.filter((fact) => !after.has(version(fact))),
    ...known.filter((fact) => !before.has(version(fact))),
  ];
  const sum = (facts: readonly CountedFact[]) => facts.reduce((total, { amounts: [first = 0] }) => total + first, 0);
  return {
    month,
    figure,
    key: group === OTHERS ? null : group,
    smallGroups: group === OTHERS,
    people: new Set(differing.map(({ person }) => person)).size,
    published: sum(published),
    known: sum(known),
    missions: [...new Set(differing.map(({ mission }) => mission))].sort(),
  };
}
