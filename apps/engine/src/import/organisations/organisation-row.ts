import { CommandRefused } from '@jalon/application';
import { readRegisterNumber, RegisterOrganisation } from '@jalon/directory';
import { isRefused, isUuid, type Register, type Uuid } from '@jalon/kernel';
import { checkedCommand } from '../checked-command.js';
import { cellsOf, RowRefused, type Row, type Unmatched } from '../mapping/cell.js';
import type { OrganisationsMapping } from '../mapping/mapping.js';
import { mappedRow, type MappedRow } from '../row-outcome.js';

/** An organisation as a row describes it, before it is looked for in the directory. */
export interface ListedOrganisation {
  readonly line: number;
  /** For people: its number, its id or its name. */
  readonly key: string;
  /** The id of its entry, where the row gives it. */
  readonly id: Uuid | null;
  /** Its head, null for none; left out where the mapping does not say. */
  readonly head?: Head | null;
  readonly values: ListedValues;
  /** The cells for which the mapping says nothing but `otherwise`. */
  readonly unmatched: readonly Unmatched[];
}

/** The head of a branch, as the row names it. */
export interface Head {
  readonly shown: string;
  readonly by: { readonly id: Uuid } | RegisteredAs;
}

/** A number as it is stored, with its register. */
export interface RegisteredAs {
  readonly register: Register;
  readonly registerNumber: string;
}

/** The fields that the row gives; others keep their present value. */
export interface ListedValues {
  readonly name: string;
  readonly register: Register;
  /** As it is stored. */
  readonly registerNumber: string | null;
  readonly department?: string | null;
}

/** A row of a file of organisations. */
export type OrganisationRow = MappedRow<ListedOrganisation>;

export function organisationRow(row: Row, mapping: OrganisationsMapping): OrganisationRow {
  return mappedRow(
    row,
    () => listedIn(row, mapping),
    (listed) => listed?.key ?? numberIn(row, mapping),
  );
}

/** The number of a row whose other cells may be unreadable, as it is written there. @throws RowRefused */
function numberIn(row: Row, { unknown = [], organisation }: OrganisationsMapping): string | null {
  return cellsOf(row, unknown, () => undefined).text('registerNumber', organisation.registerNumber);
}

/** @throws RowRefused, CommandRefused when a cell does not fit the mapping, a field or its register */
function listedIn(row: Row, { unknown = [], organisation: sources }: OrganisationsMapping): ListedOrganisation {
  row.refuseUnreadable();
  const unmatched: Unmatched[] = [];
  const cells = cellsOf(row, unknown, (cell) => unmatched.push(cell));
  const text = (field: keyof typeof sources) => cells.text(field, sources[field]) || null;
  const needed = (field: keyof typeof sources) => {
    const value = text(field);
    if (value === null) throw new RowRefused('FIELD_MISSING', { field });
    return value;
  };
  const id = text('id')?.toLowerCase() ?? null;
  const branchOf = text('branchOf');
  const given = {
    // The same name may be typed with one space or two.
    name: needed('name').normalize('NFC').replace(/\s+/g, ' '),
    register: needed('register'),
    registerNumber: text('registerNumber'),
    ...(sources.department && { department: text('department') }),
  };
  const { register } = checkedCommand(RegisterOrganisation, { ...given, ...(id !== null && { id }) });
  const registerNumber = stored(register, given.registerNumber);
  const head = branchOf === null ? null : { shown: branchOf, by: headIn(branchOf, register) };
  if (id === null && registerNumber === null && head === null) throw new RowRefused('ORGANISATION_NUMBER_MISSING', {});
  return {
    line: row.line,
    key: (head === null ? registerNumber : null) ?? id ?? given.name,
    id,
    ...(sources.branchOf && { head }),
    values: { ...given, register, registerNumber },
    unmatched,
  };
}

function headIn(branchOf: string, register: Register): Head['by'] {
  const id = branchOf.toLowerCase();
  return isUuid(id) ? { id } : { register, registerNumber: stored(register, branchOf) };
}

/** The number as it is stored. @throws CommandRefused */
function stored<Text extends string | null>(register: Register, text: Text): Text {
  const read = readRegisterNumber(register, text);
  if (isRefused(read)) throw new CommandRefused(read.rejection);
  return read.number as Text;
}
