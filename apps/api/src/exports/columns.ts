import { merged, type Column, type Language, type Sentence } from '@jalon/kernel';
import {
  answerColumns,
  headingIn,
  type Name,
  type Named,
  NAMED,
  namedColumns,
  namedHeading,
  type NamesOf,
} from '@jalon/read-models';
import type { Exported, Pages } from './export-stream.js';
import { formatCell } from './format-cell.js';

/** How a cell's value is written. */
export type Kind = 'text' | 'integer' | 'hours' | 'date' | 'month' | 'instant' | 'boolean';

/** A column of an export that is a table. */
export interface SheetColumn {
  /** The field's name in the API. */
  readonly name: string;
  /** What the header says. */
  readonly heading: string;
  readonly kind: Kind;
  /** Whether the rows of a report add up to its total. */
  readonly adds: boolean;
  /** In minutes when the kind is `hours`; null for an empty cell. */
  readonly valueOf: (item: Item) => CellValue;
}

export type CellValue = string | number | boolean | null;

export type Item = Readonly<Record<string, unknown>>;

const MINUTES = 'minutes';

/** The columns for programs: those of the answers, with one more in hours for each in minutes. */
export function columnsOf(exported: Exported): readonly SheetColumn[] {
  return Object.entries(answerColumns(exported)).flatMap(([name, column]) =>
    withHours(column, {
      name,
      heading: name,
      kind: kindOf(column),
      adds: addsUp(column),
      valueOf: column.type === 'json' ? (item) => textOf(item[name]) : (item) => plain(item[name]),
    }),
  );
}

/** The columns for people: with headings and codes in words, and a name next to each id (see `withNames`). */
export function columnsFor(exported: Exported, language: Language): readonly SheetColumn[] {
  const named = namedColumns(exported);
  return Object.entries(answerColumns(exported)).flatMap(([name, column]) => {
    const inWords = column.type === 'json' || column.codes !== undefined;
    const own: SheetColumn = {
      name,
      heading: headingOf(exported, name)[language],
      kind: kindOf(column),
      adds: addsUp(column),
      valueOf: inWords ? (item) => formatCell(item[name], column.codes, language, name) : (item) => plain(item[name]),
    };
    if (named.has(name)) return [own, nameColumn(exported, name, language)];
    return withHours(column, own).map((each) => ({ ...each, heading: headingOf(exported, each.name)[language] }));
  });
}

/** The field of an item that holds the names for the ids in `column`. */
const nameKey = (column: string): string => `${column}Name`;

function nameColumn(exported: Exported, column: string, language: Language): SheetColumn {
  const name = nameKey(column);
  return {
    name,
    heading: namedHeading(headingOf(exported, column))[language],
    kind: 'text',
    adds: false,
    valueOf: (item) => formatCell(item[name], undefined, language),
  };
}

function withHours({ unit }: Column, own: SheetColumn): readonly SheetColumn[] {
  if (unit !== MINUTES) return [own];
  const inHours = own.name.replace(/minutes/i, (found) => (found === MINUTES ? 'hours' : 'Hours'));
  return [own, { ...own, name: inHours, heading: inHours, kind: 'hours' }];
}

/** @throws Error for a column without a heading */
function headingOf(exported: Exported, column: string): Sentence {
  const heading = headingIn(exported, column);
  if (heading === undefined) throw new Error(`the column ${column} has no heading`);
  return heading;
}

const KINDS: Readonly<Record<Column['type'], Kind>> = {
  text: 'text',
  id: 'text',
  date: 'date',
  month: 'month',
  instant: 'instant',
  time: 'text',
  position: 'text',
  integer: 'integer',
  boolean: 'boolean',
  json: 'text',
};

const kindOf = ({ type }: Column): Kind => KINDS[type];

const addsUp = ({ unit }: Column): boolean => unit === MINUTES || unit === 'half-days';

const plain = (value: unknown): CellValue => (value ?? null) as CellValue;

/** A json column for programs: a list of strings with commas, any other value as JSON. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  const strings = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return strings ? value.join(', ') : JSON.stringify(value);
}

/**
 * The pages' items with the names for their ids. `namesOf` gives those that the reader may see; it is asked once a
 * page.
 */
export async function* withNames(exported: Exported, pages: Pages, namesOf: NamesOf): AsyncIterable<readonly Item[]> {
  const columns = namedColumns(exported);
  for await (const page of pages) {
    const items = page as readonly Item[];
    const names = await namesIn(items, columns, namesOf);
    yield items.map((item) => withNamesOf(item, columns, names));
  }
}

type Names = ReadonlyMap<Named, ReadonlyMap<string, Name>>;

async function namesIn(items: readonly Item[], columns: ReadonlyMap<string, Named>, namesOf: NamesOf): Promise<Names> {
  const names = new Map<Named, ReadonlyMap<string, Name>>();
  for (const view of NAMED) {
    const ids = [...columns].flatMap(([column, holds]) =>
      holds === view ? items.flatMap((item) => idsIn(item[column])) : [],
    );
    names.set(view, await namesOf(view, ids));
  }
  return names;
}

function withNamesOf(item: Item, columns: ReadonlyMap<string, Named>, names: Names): Item {
  const found = [...columns].map(([column, view]) => {
    const known = idsIn(item[column]).flatMap((id) => names.get(view)?.get(id) ?? []);
    return [nameKey(column), known.length === 0 ? null : known] as const;
  });
  return merged(item, Object.fromEntries(found));
}

function idsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}
