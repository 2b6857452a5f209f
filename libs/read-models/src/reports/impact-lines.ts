import { date, instant, integer, list, nullable, object, optional, text, type Columns } from '@jalon/kernel';
import { TIME_STATES, type Grouping, type TimeState } from '@jalon/rules';
import {
  codeColumn,
  dateColumn,
  flagColumn,
  integerColumn,
  jsonColumn,
  monthColumn,
  orNull,
  textColumn,
} from '../column.js';
import { eachState, type Outcome } from './impact-figures.js';
import type { ImpactAnswer, ImpactRow } from './impact.report.js';

/** The name of the export of a report with this grouping. */
export type ReportExported = `impact-by-${Grouping}`;

const keyColumns: Readonly<Record<Grouping, Columns[string]>> = {
  month: monthColumn('The month.'),
  cause: codeColumn('causes', 'The cause.'),
  sdg: integerColumn('SDG number', 'The UN sustainable development goal.'),
  department: textColumn('The employee’s department.'),
  site: textColumn('The employee’s site.'),
  organisation: textColumn('Who received the time.'),
  employer: textColumn('The legal entity whose time it is.'),
  basis: codeColumn('bases', 'Who directed the work.'),
};

const columnsByState = (suffix: string, unit: string, meaning: string): Columns =>
  Object.fromEntries(TIME_STATES.map((state) => [`${state}${suffix}`, orNull(integerColumn(unit, meaning))]));

const outcomes = list(
  object(
    {
      indicator: text(200, 'What is counted.'),
      quantity: nullable(integer('units', 0, Number.MAX_SAFE_INTEGER, 'How many; null when about too few people.')),
    },
    'An outcome.',
  ),
  10_000,
  'Outcomes.',
);
const moment = object(
  {
    at: optional(instant('The instant.')),
    position: optional(text(20, 'The position.')),
    date: date('The day that it was then in the tenant’s zone.'),
  },
  'A moment.',
);

/** Repeated in each line, so that a table of lines says by itself of what it is and how it was computed. */
export const readingColumns: Columns = {
  from: monthColumn('The first month of the report.'),
  to: monthColumn('Its last month.'),
  at: dateColumn('The civil date of reading.'),
  audience: codeColumn('audiences', 'For whom it is.'),
  position: orNull(textColumn('Where the views stood.')),
  asOf: orNull(jsonColumn(moment, 'The moment that it is of, where one was asked for.')),
  rules: jsonColumn(list(text(100, 'A rule set.'), 1_000, 'Rule sets.'), 'The rule sets used.'),
  fteFormula: textColumn('How full-time equivalents are computed; rounded half up.'),
  annualHours: integerColumn('hours', 'The hours a year of a full-time employee in that formula.'),
  incomplete: flagColumn('Some of its streams are set aside: it may lie behind, and is not to be published.'),
};

/** The columns of a report's lines: a null figure is about too few people to be published. */
export function reportLineColumns(groupBy: Grouping): Columns {
  return {
    line: codeColumn('lines', 'A row of the report, or its total.'),
    [groupBy]: orNull(keyColumns[groupBy]),
    suppressed: flagColumn('About too few people: no figure is shown.'),
    publishable: orNull(flagColumn('Whether it is about enough people to be published; internal only.')),
    months: orNull(integerColumn('months', 'Whole months that it is about.')),
    people: orNull(integerColumn('people', 'Distinct people behind it.')),
    missions: orNull(integerColumn('missions', 'Distinct missions behind it.')),
    organisations: orNull(integerColumn('organisations', 'Distinct organisations behind it.')),
    ...columnsByState('Minutes', 'minutes', 'Time in that state.'),
    ...columnsByState('HalfDays', 'half-days', 'Half-days as they were logged.'),
    ...columnsByState('FteThousandths', 'thousandths', 'Thousandths of a full-time employee over these months.'),
    outcomes: jsonColumn(outcomes, 'Confirmed outcomes by indicator.'),
    satisfactionHundredths: orNull(integerColumn('hundredths', 'The mean score in hundredths of a point.')),
    satisfactionAnswers: orNull(integerColumn('answers', 'The evaluations counted.')),
    ...readingColumns,
  };
}

/** What a report's answer says of the views that it was read from. */
interface ReadFrom {
  readonly position: string | null;
  readonly asOf?: object;
  readonly incomplete?: true;
}

/** The report as lines: one for each row, then the total. */
export function reportLines({ rows, total, ...reading }: ImpactAnswer & ReadFrom): readonly object[] {
  const { formula, annualHours } = reading.formulas.fteThousandths;
  const shared = {
    from: reading.from,
    to: reading.to,
    at: reading.at,
    audience: reading.audience,
    position: reading.position,
    asOf: reading.asOf ?? null,
    rules: reading.rules,
    fteFormula: formula,
    annualHours,
    incomplete: reading.incomplete ?? false,
  };
  const keyOf = ({ key }: ImpactRow) => (key !== null && reading.groupBy === 'sdg' ? Number(key) : key);
  return [
    ...rows.map((row) => ({ line: 'row', [reading.groupBy]: keyOf(row), ...figuresIn(row), ...shared })),
    { line: 'total', [reading.groupBy]: null, ...figuresIn(total), ...shared },
  ];
}

function figuresIn(figures: ImpactRow | ImpactAnswer['total']): object {
  if ('suppressed' in figures) return { ...NOTHING_SHOWN, suppressed: true };
  const { months, people, missions, organisations, outcomes, satisfaction } = figures;
  return {
    suppressed: false,
    publishable: 'publishable' in figures ? figures.publishable : null,
    months,
    people,
    missions,
    organisations,
    ...named('Minutes', (state) => figures[`${state}Minutes`]),
    ...named('HalfDays', (state) => figures.halfDaysLogged[state]),
    ...named('FteThousandths', (state) => figures.fteThousandths[state]),
    outcomes,
    satisfactionHundredths: satisfaction.averageHundredths,
    satisfactionAnswers: satisfaction.answers,
  };
}

function named(suffix: string, figureOf: (state: TimeState) => number | null): object {
  return Object.fromEntries(Object.entries(eachState(figureOf)).map(([state, value]) => [`${state}${suffix}`, value]));
}

const NOTHING_SHOWN = {
  publishable: null,
  months: null,
  people: null,
  missions: null,
  organisations: null,
  ...named('Minutes', () => null),
  ...named('HalfDays', () => null),
  ...named('FteThousandths', () => null),
  outcomes: [] as readonly Outcome[],
  satisfactionHundredths: null,
  satisfactionAnswers: null,
};
