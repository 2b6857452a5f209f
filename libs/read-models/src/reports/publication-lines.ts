import { list, month, object, type Columns } from '@jalon/kernel';
import type { Grouping } from '@jalon/rules';
import { flagColumn, integerColumn, jsonColumn, monthColumn, orNull } from '../column.js';
import { keyColumn, lineColumn, outcomesColumn, readingColumns, readingIn, type ReadFrom } from './impact-lines.js';
import type { PublicationAnswer, PublishedFigures } from './publication.js';

/** The name of the export of a publication with this grouping. */
export type PublicationExported = `publication-by-${Grouping}`;

const atLeast = (what: string) =>
  orNull(
    integerColumn(what, `Distinct ${what} behind it: at least so many, a multiple of the smallest group of the rules.`),
  );
const minutes = (meaning: string) => orNull(integerColumn('minutes', meaning));
const equivalent = orNull(integerColumn('thousandths', 'Thousandths of a full-time employee over these months.'));

const corrections = list(
  object(
    { month: month('The month whose figures were corrected.'), asOf: month('The month end of the correction.') },
    'A correction that two people decided on.',
  ),
  1_000,
  'Corrections.',
);

const someMonths = list(month('A month.'), 12, 'Months.');

/** The columns of a publication's lines: a null figure is about nobody, or about too few people. */
export function publicationLineColumns(groupBy: Grouping): Columns {
  return {
    line: lineColumn,
    [groupBy]: orNull(keyColumn(groupBy)),
    suppressed: flagColumn('About nobody, or about too few people: no figure is shown.'),
    months: orNull(integerColumn('months', 'Whole months that it is about.')),
    countedMonths: jsonColumn(someMonths, 'The months of which it counts something.'),
    peopleAtLeast: atLeast('people'),
    missionsAtLeast: atLeast('missions'),
    organisationsAtLeast: atLeast('organisations'),
    confirmedMinutes: minutes('Confirmed time on duty.'),
    confirmedOffDutyMinutes: minutes('Confirmed time off duty.'),
    confirmedFteThousandths: equivalent,
    confirmedOffDutyFteThousandths: equivalent,
    outcomes: outcomesColumn,
    satisfactionHundredths: orNull(integerColumn('hundredths', 'The mean score in hundredths of a point.')),
    satisfactionAnswers: orNull(integerColumn('answers', 'The evaluations counted.')),
    unchangedSince: orNull(monthColumn('The month end since which it has been published like this.')),
    monthsToCome: jsonColumn(someMonths, 'The months of the period of which nothing is published yet.'),
    corrections: jsonColumn(corrections, 'The months that were corrected, and with which month end.'),
    ...readingColumns,
  };
}

/** A publication as lines: one for each row, then the total. */
export function publicationLines({ rows, total, ...reading }: PublicationAnswer & ReadFrom): readonly object[] {
  const shared = { monthsToCome: reading.monthsToCome ?? [], corrections: reading.corrections, ...readingIn(reading) };
  return [
    ...rows.map((row) => ({ line: 'row', [reading.groupBy]: row.key, ...figuresIn(row), ...shared })),
    { line: 'total', [reading.groupBy]: null, ...figuresIn(total), ...shared },
  ];
}

function figuresIn(figures: PublishedFigures): object {
  if ('suppressed' in figures) return { ...NOTHING_SHOWN, suppressed: true };
  const { months, countedMonths, peopleAtLeast, missionsAtLeast, organisationsAtLeast, outcomes, satisfaction } =
    figures;
  return {
    suppressed: false,
    months,
    countedMonths,
    peopleAtLeast,
    missionsAtLeast,
    organisationsAtLeast,
    confirmedMinutes: figures.confirmedMinutes,
    confirmedOffDutyMinutes: figures.confirmedOffDutyMinutes,
    confirmedFteThousandths: figures.fteThousandths.confirmed,
    confirmedOffDutyFteThousandths: figures.fteThousandths.confirmedOffDuty,
    outcomes,
    satisfactionHundredths: satisfaction.averageHundredths,
    satisfactionAnswers: satisfaction.answers,
    unchangedSince: figures.unchangedSince,
  };
}

const NOTHING_SHOWN = {
  months: null,
  countedMonths: [],
  peopleAtLeast: null,
  missionsAtLeast: null,
  organisationsAtLeast: null,
  confirmedMinutes: null,
  confirmedOffDutyMinutes: null,
  confirmedFteThousandths: null,
  confirmedOffDutyFteThousandths: null,
  outcomes: [],
  satisfactionHundredths: null,
  satisfactionAnswers: null,
  unchangedSince: null,
};
