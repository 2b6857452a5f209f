import {
  date,
  instant,
  integer,
  list,
  month,
  object,
  optional,
  text,
  type Column,
  type Columns,
  type PositionToken,
} from '@jalon/kernel';
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
import { eachState } from './impact-figures.js';
import type { ImpactAnswer, ImpactRow } from './impact.report.js';
import type { PublicationAnswer } from './publication.js';

/** The name of the export of a report with this grouping. */
export type ReportExported = `impact-by-${Grouping}`;

const keyColumns: Readonly<Record<Grouping, Column>> = {
  month: monthColumn('The month.'),
  cause: codeColumn('causes', 'The cause.'),
  sdg: integerColumn('SDG number', 'The UN sustainable development goal.'),
  department: textColumn('The employee’s department.'),
  site: textColumn('The employee’s site.'),
  organisation: textColumn('Who received the time.'),
  employer: textColumn('The legal entity whose time it is.'),
  basis: codeColumn('bases', 'Who directed the work.'),
};

/** The column of what the rows are about. */
export const keyColumn = (groupBy: Grouping): Column => keyColumns[groupBy];

export const lineColumn = codeColumn('lines', 'A row of the report, or its total.');

const columnsByState = (suffix: string, unit: string, meaning: string): Columns =>
  Object.fromEntries(TIME_STATES.map((state) => [`${state}${suffix}`, integerColumn(unit, meaning)]));

const outcomes = list(
  object(
    {
      indicator: text(200, 'What is counted.'),
      quantity: integer('units', 0, Number.MAX_SAFE_INTEGER, 'How many.'),
    },
    'An outcome.',
  ),
  10_000,
  'Outcomes.',
);
export const outcomesColumn = jsonColumn(outcomes, 'Confirmed outcomes by indicator.');

const moment = object(
  {
    at: optional(instant('The instant.')),
    position: optional(text(23, 'The position.')),
    month: optional(month('The civil month at whose end a publication is.')),
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
  position: orNull(textColumn('The last event that the views had seen.')),
  asOf: orNull(jsonColumn(moment, 'The moment that it is of, where one was asked for.')),
  rules: jsonColumn(list(text(100, 'A rule set.'), 1_000, 'Rule sets.'), 'The rule sets used.'),
  fteFormula: textColumn('How full-time equivalents are computed; rounded half up.'),
  annualHours: integerColumn('hours', 'The hours a year of a full-time employee in that formula.'),
  incomplete: flagColumn('Some of its streams are set aside: it may lie behind, and is not to be published.'),
};

/** The columns of a report's lines. */
export function reportLineColumns(groupBy: Grouping): Columns {
  return {
    line: lineColumn,
    [groupBy]: orNull(keyColumn(groupBy)),
    publishable: flagColumn('Whether it is about enough people to be published.'),
    months: integerColumn('months', 'Whole months that it is about.'),
    people: integerColumn('people', 'Distinct people behind it.'),
    missions: integerColumn('missions', 'Distinct missions behind it.'),
    organisations: integerColumn('organisations', 'Distinct organisations behind it.'),
    ...columnsByState('Minutes', 'minutes', 'Time in that state.'),
    ...columnsByState('HalfDays', 'half-days', 'Half-days as they were logged.'),
    ...columnsByState('FteThousandths', 'thousandths', 'Thousandths of a full-time employee over these months.'),
    outcomes: outcomesColumn,
    satisfactionHundredths: orNull(integerColumn('hundredths', 'The mean score in hundredths of a point.')),
    satisfactionAnswers: integerColumn('answers', 'The evaluations counted.'),
    ...readingColumns,
  };
}

/** What a report's answer says of the views that it was read from. */
export interface ReadFrom {
  readonly position: PositionToken | null;
  readonly asOf?: object;
  readonly incomplete?: true;
}

/** The values of `readingColumns`. */
export function readingIn(
  reading: Pick<ImpactAnswer | PublicationAnswer, 'from' | 'to' | 'at' | 'audience' | 'rules' | 'formulas'> & ReadFrom,
): object {
  const { formula, annualHours } = reading.formulas.fteThousandths;
  return {
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
}

/** The report as lines: one for each row, then the total. */
export function reportLines({ rows, total, ...reading }: ImpactAnswer & ReadFrom): readonly object[] {
  const shared = readingIn(reading);
  const keyOf = ({ key }: ImpactRow) => (key !== null && reading.groupBy === 'sdg' ? Number(key) : key);
  return [
    ...rows.map((row) => ({ line: 'row', [reading.groupBy]: keyOf(row), ...figuresIn(row), ...shared })),
    { line: 'total', [reading.groupBy]: null, ...figuresIn(total), ...shared },
  ];
}

function figuresIn(figures: ImpactAnswer['total']): object {
  const { publishable, months, people, missions, organisations, satisfaction } = figures;
  return {
    publishable,
    months,
    people,
    missions,
    organisations,
    ...named('Minutes', (state) => figures[`${state}Minutes`]),
    ...named('HalfDays', (state) => figures.halfDaysLogged[state]),
    ...named('FteThousandths', (state) => figures.fteThousandths[state]),
    outcomes: figures.outcomes,
    satisfactionHundredths: satisfaction.averageHundredths,
    satisfactionAnswers: satisfaction.answers,
  };
}

function named(suffix: string, figureOf: (state: TimeState) => number): object {
  return Object.fromEntries(Object.entries(eachState(figureOf)).map(([state, value]) => [`${state}${suffix}`, value]));
}
