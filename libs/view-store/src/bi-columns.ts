import { VERSION_COLUMNS, type Column, type ColumnType, type Field, type Projection, type Table } from '@jalon/kernel';
import { STORED_AS, type StoredType } from './backend.js';

/** The types of what BI tools read. */
export type BiType = 'text' | 'date' | 'time' | 'instant' | 'integer' | 'boolean' | 'json';

/** What BI tools read of a column, or of one field of a JSON column. */
export interface BiColumn {
  /** In snake_case. A column of ids ends with `_id`: the id of a thing is called the same in every view. */
  readonly name: string;
  readonly type: BiType;
  readonly nullable: boolean;
  readonly unit?: string;
  readonly meaning: string;
  /** The column of the table. */
  readonly column: string;
  /** Where the value lies in a JSON column; empty for the column itself. */
  readonly path: readonly string[];
  /** The type that the table's value, or the field in it, is stored as. */
  readonly storedAs: StoredType;
  /** For ids: the table that has a row for each. */
  readonly names?: string;
}

/** An SQL view that BI tools read. */
export interface BiView {
  readonly name: string;
  readonly meaning: string;
  readonly columns: readonly BiColumn[];
  /** The columns that name one row; empty where BI tools are not shown all of them. */
  readonly key: readonly string[];
  /** Whether it holds every version of a row, and not only the one that stands. */
  readonly history: boolean;
}

/** The view of what stands. */
export const biView = (table: string): string => `bi_${table}`;

/** The view of all that was known. Only versioned tables have one. */
export const biHistory = (table: string): string => `${biView(table)}_history`;

/** The form of a month, which is a text. */
const MONTH = 'YYYY-MM';

const BI_TYPES: Readonly<Record<ColumnType, BiType>> = {
  text: 'text',
  id: 'text',
  date: 'date',
  month: 'text',
  instant: 'instant',
  time: 'time',
  position: 'integer',
  integer: 'integer',
  boolean: 'boolean',
  json: 'json',
};

/** The SQL views of a table of the star: what stands and, of a versioned table, what was known. Other tables have none. */
export function biViewsOf(table: Table): readonly BiView[] {
  if (!table.star) return [];
  const { name, meaning, versioned } = table;
  const columns = shownColumns(table, table.columns);
  const key = table.key.map((column) => columns.find((shown) => shown.column === column)?.name);
  const whole = key.filter((column) => column !== undefined);
  const wholeKey = whole.length === key.length ? whole : [];
  const standing: BiView = { name: biView(name), meaning, columns, key: wholeKey, history: false };
  if (!versioned) return [standing];
  const versions = shownColumns(table, VERSION_COLUMNS);
  return [
    standing,
    {
      name: biHistory(name),
      meaning: `What was known of \`${standing.name}\`: every version of each row, in force from \`known_from\` until just before \`known_to\`.`,
      columns: [...columns, ...versions],
      key: wholeKey.length > 0 ? [...wholeKey, 'known_from'] : [],
      history: true,
    },
  ];
}

/** The tables of a projection that BI tools read. */
export const starTables = ({ tables }: Projection): readonly Table[] => tables.filter(({ star }) => star !== undefined);

function shownColumns(table: Table, columns: Table['columns']): readonly BiColumn[] {
  const withheld = table.star?.withheld ?? [];
  return Object.entries(columns).flatMap(([name, column]) =>
    withheld.includes(name) || (column.of && isPersonal(column.of)) ? [] : shownOf(table, name, column),
  );
}

function shownOf(table: Table, name: string, column: Column): readonly BiColumn[] {
  const { type, nullable, meaning, of } = column;
  const unit = type === 'month' ? MONTH : column.unit;
  if (type === 'json' && of?.shape.kind === 'object') return fieldsOf(of, [], name, column);
  const names = table.star?.names?.[name];
  return [
    {
      name: type === 'id' ? idName(table, name) : snakeCase(name),
      type: BI_TYPES[type],
      nullable,
      ...(unit !== undefined && { unit }),
      meaning,
      column: name,
      path: [],
      storedAs: STORED_AS[type],
      ...(names !== undefined && { names }),
    },
  ];
}

/** A column for each field of an object, at any depth. */
function fieldsOf(
  of: Field,
  path: readonly string[],
  column: string,
  { nullable, meaning }: Column,
): readonly BiColumn[] {
  if (isPersonal(of)) return [];
  const { shape } = of;
  if (shape.kind === 'object') {
    return Object.entries(shape.fields).flatMap(([name, field]) => {
      const optional = nullable || field.nullable || field.optional;
      const about = { type: 'json', nullable: optional, meaning: `${meaning} ${field.meaning}` } as const;
      return fieldsOf(field, [...path, name], column, about);
    });
  }
  return [
    {
      name: snakeCase([column, ...path].join('_')),
      type: biTypeOf(shape),
      nullable,
      ...(shape.kind === 'integer' && { unit: shape.unit }),
      ...(shape.kind === 'month' && { unit: MONTH }),
      meaning,
      column,
      path,
      storedAs: 'text',
    },
  ];
}

function biTypeOf({ kind }: Field['shape']): BiType {
  switch (kind) {
    case 'date':
    case 'time':
    case 'instant':
    case 'integer':
    case 'boolean':
      return kind;
    case 'list':
    case 'object':
      return 'json';
    case 'uuid':
    case 'text-code':
    case 'code':
    case 'text':
    case 'month':
    case 'zone':
    case 'stream':
      return 'text';
    case 'personal':
      throw new Error('personal data is not for BI tools');
  }
}

/** Whether it is personal, or a list of what holds something personal. Of an object, the other fields are shown. */
function isPersonal({ shape }: Field): boolean {
  if (shape.kind === 'list') return holdsPersonal(shape.of);
  return shape.kind === 'personal';
}

function holdsPersonal({ shape }: Field): boolean {
  if (shape.kind === 'list') return holdsPersonal(shape.of);
  if (shape.kind === 'object') return Object.values(shape.fields).some(holdsPersonal);
  return shape.kind === 'personal';
}

function idName({ name: table, star }: Table, column: string): string {
  if (column !== 'id') return column.endsWith('Id') ? snakeCase(column) : `${snakeCase(column)}_id`;
  if (star?.thing === undefined) throw new Error(`${table} does not say what its id is the id of`);
  return `${star.thing}_id`;
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

const PROGRESS_COLUMNS: readonly BiColumn[] = (
  [
    {
      name: 'projection',
      type: 'text',
      nullable: false,
      storedAs: 'text',
      meaning: 'Which tables: each belongs to one.',
    },
    { name: 'version', type: 'integer', nullable: false, storedAs: 'integer', meaning: 'The version of its tables.' },
    {
      name: 'position',
      type: 'integer',
      nullable: true,
      storedAs: 'text',
      meaning: 'The position of the last event that they show; empty before the first.',
    },
  ] as const
).map((column) => ({ ...column, column: column.name, path: [] }));

/** The SQL view that says how far the projections have come. */
export const BI_PROGRESS: BiView = {
  name: biView('progress'),
  meaning: 'How far the views are. The tables of one projection always show the same position.',
  columns: PROGRESS_COLUMNS,
  key: ['projection'],
  history: false,
};
