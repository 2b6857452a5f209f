import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EmployersReached } from '@jalon/access';
import {
  slicesOf,
  type CivilDate,
  type Known,
  type Projection,
  type Table,
  type TenantId,
  type Uuid,
  type VERSION_COLUMNS,
} from '@jalon/kernel';
import type {
  Condition,
  Join,
  ParkedStream,
  ProjectionProgress,
  RowsQuery,
  Scalar,
  PackedPage,
  ViewReader,
} from '@jalon/ports';
import type { TableOf } from '../define-table.js';

type Column<R> = keyof R & string;

/** A column of the table or, written `table.column`, of a table that is joined. */
type ColumnName<R> = Column<R> | `${string}.${string}`;

/** A `Condition` on columns of these names. */
export type ConditionOf<Name extends string> =
  | readonly [column: Name, operator: '=' | '<>' | '<' | '<=' | '>' | '>=', value: Scalar]
  | readonly [column: Name, operator: 'in', values: readonly (string | number)[]]
  | { readonly anyOf: readonly (readonly ConditionOf<Name>[])[] };

/** A condition on a table's rows. */
export type ConditionOn<R> = ConditionOf<ColumnName<R>>;

/** The filter `column = value`; null, which filters nothing, where the query left the value out. */
export function equal<C extends string>(column: C, value: Scalar | undefined): readonly [C, '=', Scalar] | null {
  return value === undefined ? null : [column, '=', value];
}

/** The filter for rows of the employers that a caller reaches, in `column`; null, which filters nothing, for all. */
export function ofEmployers<C extends string>(
  column: C,
  reached: EmployersReached,
): readonly [column: C, operator: 'in', values: readonly Uuid[]] | null {
  return reached === 'all' ? null : [column, 'in', reached];
}

/** The same, with rows that are the caller's own. */
export function ownOrOfEmployers<C extends string>(
  own: ConditionOf<C>,
  column: C,
  reached: EmployersReached,
): ConditionOf<C> | null {
  const theirs = ofEmployers(column, reached);
  return theirs && (theirs[2].length === 0 ? own : { anyOf: [[own], [theirs]] });
}

/** The rows whose end, the day in `column`, is open or still to come. */
export function notEnded<C extends string>(column: C, today: CivilDate) {
  return { anyOf: [[[column, '=', null] as const], [[column, '>', today] as const]] };
}

/** All must hold; a filter that is null is left out. */
export type Filters<R> = readonly (ConditionOn<R> | null)[];

export interface RowsOf<R> extends Pick<RowsQuery, 'after' | 'limit'> {
  readonly where?: Filters<R>;
  readonly join?: JoinTo<R>;
  readonly order: { readonly by: readonly Column<R>[]; readonly direction?: 'ascending' | 'descending' };
}

export interface JoinTo<R> extends Pick<Join, 'kind'> {
  readonly table: Table;
  /** Which of its columns equals which of ours. */
  readonly on: Readonly<Record<string, Column<R>>>;
}

interface SumsOf<R, Sum, By> {
  readonly where?: Filters<R>;
  readonly sum: Sum;
  readonly by: readonly By[];
}

/** A row as it was for a time. */
export type Version<R> = R & {
  readonly [C in keyof typeof VERSION_COLUMNS]: (typeof VERSION_COLUMNS)[C]['nullable'] extends true
    ? string | null
    : string;
};

interface VersionsOf<R> extends Pick<RowsQuery, 'after' | 'limit'> {
  readonly where?: Filters<R>;
  readonly order: { readonly by: readonly Column<Version<R>>[] };
}

/** The columns of a key but for the tenant. */
type KeyIn<R> = { readonly [C in Exclude<Column<R>, 'tenant'>]?: string | number };

/** One tenant's rows in the views, typed by their tables; otherwise as `ViewReader`. */
export interface TableReader {
  rows<R>(table: TableOf<R>, query: RowsOf<R>): Promise<readonly R[]>;
  row<R>(table: TableOf<R>, key: KeyIn<R>): Promise<R | null>;
  rowsByKeys<R>(table: TableOf<R>, keys: readonly KeyIn<R>[]): Promise<readonly R[]>;
  /** Every version of the rows of a versioned table, each with from when until when it was known. */
  versions<R>(table: TableOf<R>, query: VersionsOf<R>): Promise<readonly Version<R>[]>;
  sums<R, S extends Column<R>, B extends Column<R>>(
    table: TableOf<R>,
    query: SumsOf<R, S, B>,
  ): Promise<readonly Pick<R, S | B>[]>;
  packedIndex(table: Table): Promise<readonly PackedPage[]>;
  asOf(known: Known): TableReader;
  parked(projection: Projection): Promise<readonly ParkedStream[]>;
  progress(): Promise<readonly ProjectionProgress[]>;
}

/** A view holds what its table's folds made, so its rows have the table's type. */
export function tableReader(views: ViewReader, tenant: TenantId): TableReader {
  return {
    rows: async <R>(table: TableOf<R>, { where, join, ...query }: RowsOf<R>) => {
      const joined = join && { join: { ...join, table: join.table.name } };
      const rows = await views.rows(table.name, { ...query, ...joined, where: conditionsIn(where), tenant });
      return rows as unknown as readonly R[];
    },
    row: async <R>(table: TableOf<R>, key: KeyIn<R>) => (await views.row(table.name, { ...key, tenant })) as R | null,
    rowsByKeys: async <R>(table: TableOf<R>, keys: readonly KeyIn<R>[]) => {
      const rows = await views.rowsByKeys(
        table.name,
        keys.map((key) => ({ ...key, tenant })),
      );
      return rows as unknown as readonly R[];
    },
    versions: async <R>(table: TableOf<R>, { where, ...query }: VersionsOf<R>) => {
      const rows = await views.rows(table.name, { ...query, where: conditionsIn(where), tenant, everyVersion: true });
      return rows as unknown as readonly Version<R>[];
    },
    sums: async <R, S extends Column<R>, B extends Column<R>>(
      table: TableOf<R>,
      { where, ...query }: SumsOf<R, S, B>,
    ) => {
      const groups = await views.sums(table.name, { ...query, where: conditionsIn(where), tenant });
      return groups as unknown as readonly Pick<R, S | B>[];
    },
    packedIndex: (table) => views.packedIndex(table.name, tenant),
    asOf: (known) => tableReader(views.asOf(known), tenant),
    parked: (projection) => views.parked(projection.name, tenant),
    progress: () => views.progress(),
  };
}

const conditionsIn = <R>(filters: Filters<R> = []): readonly Condition[] =>
  filters.filter((condition) => condition !== null);

const ROWS_AT_ONCE = 1_000;

/** All rows that fulfil some conditions, in the order of columns that name one row; other requests get their turn. */
export async function readAll<R>(
  views: TableReader,
  table: TableOf<R>,
  { where = [], by }: { readonly where?: Filters<R>; readonly by: readonly Column<R>[] },
): Promise<readonly R[]> {
  const rows: R[] = [];
  for (;;) {
    const last = rows.at(-1);
    const after = last && valuesIn(last, by);
    const page = await views.rows(table, { where, order: { by }, limit: ROWS_AT_ONCE, ...(after && { after }) });
    for (const row of page) rows.push(row);
    if (page.length < ROWS_AT_ONCE) return rows;
    await nextTurn();
  }
}

/** Every version of the rows that fulfil some conditions, in the order of columns that name one row. */
export async function readVersions<R>(
  views: TableReader,
  table: TableOf<R>,
  { where = [], by }: { readonly where?: Filters<R>; readonly by: readonly Column<R>[] },
): Promise<readonly Version<R>[]> {
  const order = { by: [...by, 'knownFrom'] as readonly Column<Version<R>>[] };
  const versions: Version<R>[] = [];
  for (;;) {
    const last = versions.at(-1);
    const after = last && valuesIn(last, order.by);
    const page = await views.versions(table, { where, order, limit: ROWS_AT_ONCE, ...(after && { after }) });
    for (const version of page) versions.push(version);
    if (page.length < ROWS_AT_ONCE) return versions;
    await nextTurn();
  }
}

/** Every version of the rows in which a column holds one of many values. */
export async function readVersionsIn<R>(
  views: TableReader,
  table: TableOf<R>,
  { column, values, by }: { readonly column: Column<R>; readonly values: readonly string[]; readonly by: Column<R>[] },
): Promise<readonly Version<R>[]> {
  const versions: Version<R>[] = [];
  for (const some of slicesOf(values, KEYS_AT_ONCE)) {
    for (const version of await readVersions(views, table, { where: [[column, 'in', some]], by })) {
      versions.push(version);
    }
  }
  return versions;
}

const KEYS_AT_ONCE = 500;

/** The rows with these keys, as many as there are; other requests get their turn. */
export async function readByKeys<R>(
  views: TableReader,
  table: TableOf<R>,
  keys: readonly KeyIn<R>[],
): Promise<readonly R[]> {
  const rows: R[] = [];
  for (const some of slicesOf(keys, KEYS_AT_ONCE)) {
    for (const row of await views.rowsByKeys(table, some)) rows.push(row);
    await nextTurn();
  }
  return rows;
}

/** All rows in which a column holds one of many values. */
export async function readAllIn<R>(
  views: TableReader,
  table: TableOf<R>,
  { column, values, by }: { readonly column: Column<R>; readonly values: readonly string[]; readonly by: Column<R>[] },
): Promise<readonly R[]> {
  const rows: R[] = [];
  for (const some of slicesOf(values, KEYS_AT_ONCE)) {
    for (const row of await readAll(views, table, { where: [[column, 'in', some]], by })) rows.push(row);
  }
  return rows;
}

/** A row's values in columns that order rows: texts and numbers only. */
export function valuesIn<R>(row: R, columns: readonly Column<R>[]): readonly (string | number)[] {
  return columns.map((column) => row[column] as string | number);
}
