import { sql, type RawBuilder } from 'kysely';
import type { RowsShown, Table } from '@jalon/kernel';
import type { BiColumn, BiView } from './bi-columns.js';
import { PROJECTIONS, SHADOW_PREFIX } from './bookkeeping.js';

/** How a database writes what BI views need. */
export interface BiDialect {
  /**
   * The last civil day that is over in every time zone: a row that is hidden up to a day is shown once that day has passed
   * everywhere.
   */
  readonly yesterdayEverywhere: RawBuilder<unknown>;
  /** The field at `path` in a JSON value. */
  readonly field: (json: RawBuilder<unknown>, path: readonly string[]) => RawBuilder<unknown>;
  /** A stored value as a value of the column's type. */
  readonly typed: (value: RawBuilder<unknown>, column: BiColumn) => RawBuilder<unknown>;
}

/** The SELECT of a BI view of a table, with these of its columns. */
export function biSelection(
  table: Table,
  { history }: BiView,
  columns: readonly BiColumn[],
  dialect: BiDialect,
): RawBuilder<unknown> {
  const { rows } = table.star ?? {};
  const conditions = [
    ...(table.versioned && !history ? [sql`ours.${sql.id('knownTo')} IS NULL`] : []),
    ...(rows ? [exists(rows, dialect.yesterdayEverywhere)] : []),
  ];
  const where = conditions.length > 0 ? sql` WHERE ${sql.join(conditions, sql` AND `)}` : sql``;
  return sql`SELECT ${shownColumns(columns, dialect, table)} FROM ${sql.table(table.name)} AS ours${where}`;
}

export const biProgress = (columns: readonly BiColumn[], dialect: BiDialect): RawBuilder<unknown> =>
  sql`SELECT ${shownColumns(columns, dialect)} FROM ${sql.table(PROJECTIONS)} AS ours
    WHERE substr(ours.projection, 1, ${sql.lit(SHADOW_PREFIX.length)}) <> ${sql.lit(SHADOW_PREFIX)}`;

const shownColumns = (columns: readonly BiColumn[], { field, typed }: BiDialect, table?: Table): RawBuilder<unknown> =>
  sql.join(
    columns.map((column) => {
      const whole = sql`ours.${sql.id(column.column)}`;
      const value =
        column.path.length > 0 ? field(whole, column.path) : masked(whole, table?.star?.masked?.[column.column]);
      return sql`${typed(value, column)} AS ${sql.id(column.name)}`;
    }),
  );

function masked(value: RawBuilder<unknown>, masks: Readonly<Record<string, string>> = {}): RawBuilder<unknown> {
  const cases = Object.entries(masks).map(([code, mask]) => sql` WHEN ${sql.lit(code)} THEN ${sql.lit(mask)}`);
  return cases.length > 0 ? sql`CASE ${value}${sql.join(cases, sql``)} ELSE ${value} END` : value;
}

/** What must not be seen now is not seen as it was either, so the row in force decides for every version. */
function exists(rows: RowsShown, yesterday: RawBuilder<unknown>): RawBuilder<unknown> {
  const same = Object.entries({ tenant: 'tenant', ...rows.on }).map(
    ([theirs, own]) => sql`other.${sql.id(theirs)} = ours.${sql.id(own)}`,
  );
  const inForce = sql`other.${sql.id('knownTo')} IS NULL`;
  const never = Object.entries(rows.never).map(([column, value]) => sql`other.${sql.id(column)} <> ${sql.lit(value)}`);
  const once = rows.once
    ? [
        sql`(other.${sql.id(rows.once.column)} = ${sql.lit(rows.once.is)} OR other.${sql.id(rows.once.orAfter)} <= ${yesterday})`,
      ]
    : [];
  const all = sql.join([...same, inForce, ...never, ...once], sql` AND `);
  return sql`EXISTS (SELECT 1 FROM ${sql.table(rows.table)} AS other WHERE ${all})`;
}
