import type { Column } from '@jalon/kernel';
import { CIVIL_DATE, INSTANT, projections } from '@jalon/read-models';
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
const minutes = (meaning: string): Column => ({ type: 'integer', nullable: false, unit: MINUTES, meaning });
const text = (meaning: string): Column => ({ type: 'text', nullable: true, meaning });

/** What answers hold beside the columns of their view. */
const BESIDE: Readonly<Record<Exported, Readonly<Record<string, Column>>>> = {
  missions: {
    approvedMinutes: minutes('Confirmed, on duty.'),
    approvedOffDutyMinutes: minutes('Confirmed, outside working time.'),
    pendingMinutes: minutes('Waiting for an answer.'),
    rejectedMinutes: minutes('Not confirmed.'),
    voidedMinutes: minutes('Voided by a forced closure.'),
    updatedAt: { type: 'text', nullable: false, unit: INSTANT, meaning: 'When its last event was recorded.' },
    revision: { type: 'integer', nullable: false, meaning: 'Its stream’s last event.' },
  },
  hours: {},
  audit: {
    masked: text('Why nothing more is shown.'),
    opensOn: { type: 'text', nullable: true, unit: CIVIL_DATE, meaning: 'From which day it will be.' },
  },
};

/** The columns of an export: those of the view, of whose minutes each is told once more in hours. */
export function columnsOf(exported: Exported): readonly SheetColumn[] {
  const table = projections.flatMap(({ tables }) => tables).find(({ name }) => name === exported);
  if (!table) throw new Error(`there is no view ${exported}`);
  const { tenant: _, ...columns } = table.columns;
  return Object.entries({ ...columns, ...BESIDE[exported] }).flatMap(([name, column]) => sheetColumns(name, column));
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

/** Hundredths of an hour, half of one going up. */
export const hundredthsOfHours = (wholeMinutes: number): number => Math.floor((wholeMinutes * 100 + 30) / 60);
