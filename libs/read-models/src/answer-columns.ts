import type { Columns } from '@jalon/kernel';
import { codeColumn, dateColumn, integerColumn, orNull, textColumn } from './column.js';
import { headColumns } from './define-table.js';
import { viewNamed } from './projections.js';

/** The totals of a mission's entries: added up when read. */
const missionTotals: Columns = {
  approvedMinutes: integerColumn('minutes', 'Confirmed by the organisation, on duty.'),
  approvedOffDutyMinutes: integerColumn('minutes', 'Confirmed, outside working time.'),
  pendingMinutes: integerColumn('minutes', 'Waiting for an answer.'),
  rejectedMinutes: integerColumn('minutes', 'Not confirmed.'),
  voidedMinutes: integerColumn('minutes', 'Voided by a forced closure.'),
};

/** Added up when read, from the claims that stand. */
const placeColumns: Columns = { claimedPlaces: integerColumn('places', 'How many are claimed by missions.') };

/** The event itself: read from the store that holds it, not from a view. */
const bodyColumns: Columns = { body: textColumn('The bytes as stored.') };

/** What is said of an event that the caller is shown in part only. */
export const maskColumns: Columns = {
  masked: codeColumn('masks', 'Why nothing more is shown.'),
  opensOn: orNull(dateColumn('From which day it will be.')),
};

const BESIDE: Readonly<Record<string, Columns>> = {
  missions: { ...missionTotals, ...headColumns },
  needs: { ...placeColumns, ...headColumns },
  audit: { ...bodyColumns, ...maskColumns },
};

/** What has a name that stands beside its id. */
export const NAMED = ['people', 'employers', 'organisations'] as const;
export type Named = (typeof NAMED)[number];

/** Ids beside those by which a view names rows of the star: in lists, or outside the star. */
const NAMES_BESIDE: Readonly<Record<string, Readonly<Record<string, Named>>>> = {
  hours: { authors: 'people' },
  audit: { person: 'people', onBehalfOf: 'people' },
};

/** The columns of an answer that hold an id, or ids, of something with a name. */
export function namedColumns(view: string): ReadonlyMap<string, Named> {
  const ids: Readonly<Record<string, string>> = { ...viewNamed(view).star?.names, ...NAMES_BESIDE[view] };
  return new Map(
    Object.entries(ids).flatMap(([column, dimension]) => {
      const named = NAMED.find((name) => name === dimension);
      return named ? [[column, named] as const] : [];
    }),
  );
}

/** The columns of the answers about a view's rows: its own, and what they tell beside it. */
export function answerColumns(view: string): Columns {
  const { tenant: _, ...columns } = { ...viewNamed(view).columns, ...BESIDE[view] };
  return columns;
}
