import { addDays, type CivilDate } from '@jalon/kernel';
import { cellsOf, RowRefused, type Row, type Unmatched } from '../mapping/cell.js';
import type { PeopleMapping } from '../mapping/mapping.js';

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

/** A row of a people file: its draft, or why it cannot be read. `key` is its staff number; null where there is none. */
export interface PersonRow {
  readonly line: number;
  readonly key: string | null;
  readonly draft: PersonDraft | RowRefused;
}

export function personRow(row: Row, mapping: PeopleMapping): PersonRow {
  const { line } = row;
  try {
    const draft = draftOf(row, mapping);
    return { line, key: draft.staffNumber, draft };
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    return { line, key: staffNumberIn(row, mapping), draft: error };
  }
}

/** The staff number of a row whose other cells may be unreadable. */
function staffNumberIn(row: Row, mapping: PeopleMapping): string | null {
  try {
    return cellsOf(row, mapping.unknown ?? [], () => undefined).text('staffNumber', mapping.person.staffNumber);
  } catch (error) {
    if (error instanceof RowRefused) return null;
    throw error;
  }
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
