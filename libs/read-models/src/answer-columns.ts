import type { Columns } from '@jalon/kernel';
import { codeColumn, dateColumn, idColumn, integerColumn, orNull, sealedColumn, textColumn } from './column.js';
import { headColumns } from './define-table.js';
import { missionColumns } from './missions/missions.columns.js';
import { viewNamed } from './projections.js';
import { reportLineColumns } from './reports/impact-lines.js';
import { publicationLineColumns } from './reports/publication-lines.js';
import { GROUPINGS } from '@jalon/rules';

/** The totals of a mission's time entries, summed when read. */
const missionTotals: Columns = {
  approvedMinutes: integerColumn('minutes', 'Confirmed by the organisation, on duty.'),
  approvedOffDutyMinutes: integerColumn('minutes', 'Confirmed, outside working time.'),
  pendingMinutes: integerColumn('minutes', 'Waiting for an answer.'),
  rejectedMinutes: integerColumn('minutes', 'Not confirmed.'),
  voidedMinutes: integerColumn('minutes', 'Voided by a forced closure.'),
};

/** What the mission, its attribution and the directory say of a time entry. */
const entryColumns: Columns = {
  halfDays: integerColumn('half-days', '1 for time logged as a half-day, else 0.'),
  title: orNull(textColumn('The mission’s title.')),
  organisation: orNull(idColumn('Who receives the time, as reports attribute it.')),
  employer: idColumn('The legal entity whose time it is, as reports attribute it.'),
  department: orNull(textColumn('The employee’s department, as reports attribute it.')),
  site: orNull(textColumn('The employee’s site, as reports attribute it.')),
  basis: codeColumn('bases', 'Who directs the work.'),
  cause: orNull(codeColumn('causes', 'What the mission serves, as reports attribute it.')),
  staffNumber: sealedColumn('The employer’s number for the employee; null for callers who may not know it.'),
};

/** Null for a manager, unless the tenant shows managers whole missions. */
const hostColumns: Columns = {
  title: orNull(missionColumns.title),
  organisation: orNull(missionColumns.organisation),
  proposer: orNull(missionColumns.proposer),
};

/** Summed when read, from the claims in force. */
const placeColumns: Columns = { claimedPlaces: integerColumn('places', 'How many are claimed by missions.') };

/** The event itself, which is read from the event store. */
const bodyColumns: Columns = { body: textColumn('The bytes as stored.') };

/** The columns of an event that is masked. */
export const maskColumns: Columns = {
  masked: codeColumn('masks', 'Why nothing more is shown.'),
  opensOn: orNull(dateColumn('From which day it will be.')),
};

/** The columns that answers add to those of a view. */
const ADDED_COLUMNS: Readonly<Record<string, Columns>> = {
  'impact-entries': { countsAs: codeColumn('timeStates', 'What the report counts it as.') },
  hours: entryColumns,
  missions: { ...hostColumns, ...missionTotals, ...headColumns },
  needs: { ...placeColumns, ...headColumns },
  audit: { ...bodyColumns, ...maskColumns },
};

/** The lists that are named otherwise than the view whose rows they hold. */
const VIEW_OF_LIST: Readonly<Record<string, string>> = { 'impact-entries': 'hours' };

const viewOf = (list: string): string => VIEW_OF_LIST[list] ?? list;

/** The grouping of a report or publication that is exported; undefined for a list. */
const groupingOf = (exported: string) =>
  GROUPINGS.find((grouping) => [`impact-by-${grouping}`, `publication-by-${grouping}`].includes(exported));

/** The groupings of reports by ids of named things. */
const NAMED_GROUPINGS = { organisation: 'organisations', employer: 'employers' };

/** Columns that no answer holds: they are kept to compute others. */
const NEVER_ANSWERED: ReadonlySet<string> = new Set(['tenant', 'birthDate']);

/** The views of named things. */
export const NAMED = ['people', 'employers', 'organisations'] as const;
export type Named = (typeof NAMED)[number];

/** Columns of ids that the star does not declare: lists of ids, and columns of tables outside the star. */
const OTHER_NAMES: Readonly<Record<string, Readonly<Record<string, Named>>>> = {
  hours: { authors: 'people', organisation: 'organisations', employer: 'employers' },
  audit: { person: 'people', onBehalfOf: 'people', handedOverBy: 'people' },
  acts: {
    otherOrganisation: 'organisations',
    otherPerson: 'people',
    employer: 'employers',
    organisation: 'organisations',
    requestedBy: 'people',
    answeredBy: 'people',
  },
  roles: {
    person: 'people',
    employer: 'employers',
    organisation: 'organisations',
    grantedBy: 'people',
    confirmedBy: 'people',
    revokedBy: 'people',
  },
};

/** The columns of a list's items that hold ids of named things, with the view of these names. */
export function namedColumns(list: string): ReadonlyMap<string, Named> {
  const grouping = groupingOf(list);
  const view = viewOf(list);
  const ids: Readonly<Record<string, string>> = grouping
    ? NAMED_GROUPINGS
    : { ...viewNamed(view).star?.names, ...OTHER_NAMES[view] };
  return new Map(
    Object.entries(ids).flatMap(([column, dimension]) => {
      if (grouping && column !== grouping) return [];
      const named = NAMED.find((name) => name === dimension);
      return named ? [[column, named] as const] : [];
    }),
  );
}

/** The columns of a list's items, or of a report's lines: those of the view whose rows it holds, and those that answers add. */
export function answerColumns(exported: string): Columns {
  const grouping = groupingOf(exported);
  if (grouping) {
    return exported.startsWith('impact-') ? reportLineColumns(grouping) : publicationLineColumns(grouping);
  }
  const view = viewOf(exported);
  const columns = { ...viewNamed(view).columns, ...ADDED_COLUMNS[view], ...ADDED_COLUMNS[exported] };
  return Object.fromEntries(Object.entries(columns).filter(([name]) => !NEVER_ANSWERED.has(name)));
}
