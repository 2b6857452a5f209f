import { addDays, type CivilDate } from '@jalon/kernel';
import { cellsOf, RowRefused, type Row, type Unmatched } from '../mapping/cell.js';
import type { PeopleMapping } from '../mapping/mapping.js';
import { mappedRow, type MappedRow } from '../row-outcome.js';

/** The person that a row describes, before they are looked for in the directory. */
export interface PersonDraft {
  readonly line: number;
  readonly staffNumber: string;
  readonly previousStaffNumber: string | null;
  /** As the file names it: an id, or a SIREN number. */
  readonly employer: string;
  /** The manager's staff number, null for none; left out where the mapping does not say. */
  readonly manager?: string | null;
  /** The fields that the mapping says, not validated yet: the command class does that. Others keep their present value. */
  readonly values: PersonValuesOfFile;
  /** The first day on which they are gone; null where the row names no last day. */
  readonly leftOn: CivilDate | null;
  /** The cells for which the mapping says nothing but `otherwise`. */
  readonly unmatched: readonly Unmatched[];
}

export interface PersonValuesOfFile {
  readonly givenName: string;
  readonly familyName: string;
  readonly email?: string | null;
  readonly entryDate?: CivilDate | null;
  readonly birthDate?: CivilDate | null;
  readonly department?: string | null;
  readonly site?: string | null;
}

/** A row of a people file. Its key is its staff number. */
export type PersonRow = MappedRow<PersonDraft>;

export function personRow(row: Row, mapping: PeopleMapping): PersonRow {
  return mappedRow(
    row,
    () => draftOf(row, mapping),
    (draft) => draft?.staffNumber ?? staffNumberIn(row, mapping),
  );
}

/** The staff number of a row whose other cells may be unreadable. @throws RowRefused */
function staffNumberIn(row: Row, { unknown = [], person }: PeopleMapping): string | null {
  return cellsOf(row, unknown, () => undefined).text('staffNumber', person.staffNumber);
}

/** @throws RowRefused when a cell does not fit the mapping */
function draftOf(row: Row, { unknown = [], person }: PeopleMapping): PersonDraft {
  row.refuseUnreadable();
  const unmatched: Unmatched[] = [];
  const cells = cellsOf(row, unknown, (cell) => unmatched.push(cell));
  const text = (field: TextField) => cells.text(field, person[field]);
  const date = (field: DateField) => cells.date(field, person[field]);
  const needed = (field: TextField) => {
    const value = text(field);
    if (value === null || value === '') throw new RowRefused('FIELD_MISSING', { field });
    return value;
  };
  const lastDay = date('lastDay');
  return {
    line: row.line,
    staffNumber: needed('staffNumber'),
    previousStaffNumber: text('previousStaffNumber'),
    employer: needed('employer'),
    ...(person.manager && { manager: text('manager') }),
    values: {
      givenName: needed('givenName'),
      familyName: needed('familyName'),
      ...(person.email && { email: text('email') }),
      ...(person.entryDate && { entryDate: date('entryDate') }),
      ...(person.birthDate && { birthDate: date('birthDate') }),
      ...(person.department && { department: text('department') }),
      ...(person.site && { site: text('site') }),
    },
    leftOn: lastDay === null ? null : addDays(lastDay, 1),
    unmatched,
  };
}

type DateField = 'entryDate' | 'birthDate' | 'lastDay';
type TextField = Exclude<keyof PeopleMapping['person'], DateField>;
