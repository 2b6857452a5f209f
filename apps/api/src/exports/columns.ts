import type { Column, Language, Sentence } from '@jalon/kernel';
import { answerColumns, CIVIL_DATE, HEADINGS, INSTANT, MONTH, namedColumns, namedHeading } from '@jalon/read-models';
import { told } from './told.js';

/** What can be had whole, in a form for other programs. */
export type Exported = 'missions' | 'hours' | 'audit';

/** How a cell's value is written. */
export type Kind = 'text' | 'integer' | 'hours' | 'date' | 'month' | 'instant' | 'boolean';

/** A column of a table that is exported. */
export interface SheetColumn {
  /** As programs know it. */
  readonly name: string;
  /** As its readers know it. */
  readonly heading: string;
  readonly kind: Kind;
  /** Of whole minutes where the kind is `hours`; null where there is nothing. */
  readonly valueOf: (item: Item) => CellValue;
}

export type CellValue = string | number | boolean | null;

export type Item = Readonly<Record<string, unknown>>;

const MINUTES = 'minutes';

/** The columns of an export for programs: those of the answers, of whose minutes each is told once more in hours. */
export function columnsOf(exported: Exported): readonly SheetColumn[] {
  return Object.entries(answerColumns(exported)).flatMap(([name, column]) =>
    withHours(column, {
      name,
      heading: name,
      kind: kindOf(column),
      valueOf: column.type === 'json' ? (item) => textOf(item[name]) : (item) => plain(item[name]),
    }),
  );
}

/** The same for people: headings and codes in their words, and beside each id the name behind it (`namedItems`). */
export function columnsFor(exported: Exported, language: Language): readonly SheetColumn[] {
  const named = namedColumns(exported);
  return Object.entries(answerColumns(exported)).flatMap(([name, column]) => {
    const inWords = column.type === 'json' || column.codes !== undefined;
    const own: SheetColumn = {
      name,
      heading: headingOf(name)[language],
      kind: kindOf(column),
      valueOf: inWords ? (item) => told(item[name], column.codes, language) : (item) => plain(item[name]),
    };
    if (named.has(name)) return [own, nameColumn(name, language)];
    return withHours(column, own).map((each) => ({ ...each, heading: headingOf(each.name)[language] }));
  });
}

/** Where an item holds the name, or names, behind the ids of one of its columns. */
export const nameKey = (column: string): string => `${column}Name`;

function nameColumn(column: string, language: Language): SheetColumn {
  const name = nameKey(column);
  return {
    name,
    heading: namedHeading(headingOf(column))[language],
    kind: 'text',
    valueOf: (item) => told(item[name], undefined, language),
  };
}

function withHours({ unit }: Column, own: SheetColumn): readonly SheetColumn[] {
  if (unit !== MINUTES) return [own];
  const inHours = own.name.replace(/minutes$/i, (ending) => (ending === MINUTES ? 'hours' : 'Hours'));
  return [own, { ...own, name: inHours, heading: inHours, kind: 'hours' }];
}

function headingOf(name: string): Sentence {
  const heading = HEADINGS[name];
  if (heading === undefined) throw new Error(`the column ${name} has no heading`);
  return heading;
}

function kindOf({ type, unit }: Column): Kind {
  if (unit === CIVIL_DATE) return 'date';
  if (unit === MONTH) return 'month';
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
