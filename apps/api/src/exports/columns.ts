import type { Column } from '@jalon/kernel';
import { answerColumns, CIVIL_DATE, INSTANT } from '@jalon/read-models';
import { HEADINGS } from './headings.js';

/** What can be had whole, in a form for other programs. */
export type Exported = 'missions' | 'hours' | 'audit';

/** How a cell's value is written. */
export type Kind = 'text' | 'integer' | 'hours' | 'date' | 'instant' | 'boolean';

/** A column of a table that is exported. */
export interface SheetColumn {
  /** As programs know it. */
  readonly name: string;
  /** As French readers know it. */
  readonly heading: string;
  readonly kind: Kind;
  /** Of whole minutes where the kind is `hours`; null where there is nothing. */
  readonly valueOf: (item: Item) => CellValue;
}

export type CellValue = string | number | boolean | null;

export type Item = Readonly<Record<string, unknown>>;

const MINUTES = 'minutes';

/** The columns of an export: those of the answers, of whose minutes each is told once more in hours. */
export function columnsOf(exported: Exported): readonly SheetColumn[] {
  return Object.entries(answerColumns(exported)).flatMap(([name, column]) => sheetColumns(name, column));
}

function sheetColumns(name: string, column: Column): readonly SheetColumn[] {
  const own: SheetColumn = {
    name,
    heading: headingOf(name),
    kind: kindOf(column),
    valueOf: column.type === 'json' ? (item) => textOf(item[name]) : (item) => plain(item[name]),
  };
  if (column.unit !== MINUTES) return [own];
  const inHours = name.replace(/minutes$/i, (ending) => (ending === MINUTES ? 'hours' : 'Hours'));
  return [own, { ...own, name: inHours, heading: headingOf(inHours), kind: 'hours' }];
}

function headingOf(name: string): string {
  const heading = HEADINGS[name];
  if (heading === undefined) throw new Error(`the column ${name} has no heading in French`);
  return heading;
}

function kindOf({ type, unit }: Column): Kind {
  if (unit === CIVIL_DATE) return 'date';
  if (unit === INSTANT) return 'instant';
  return type === 'json' ? 'text' : type;
}

const plain = (value: unknown): CellValue => (value ?? null) as CellValue;

/** A list of words is read as such; what else has a shape is JSON. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  const words = Array.isArray(value) && value.every((word) => typeof word === 'string');
  return words ? value.join(', ') : JSON.stringify(value);
}
