import { sql, type RawBuilder } from 'kysely';
import { VERSION_COLUMNS, type Projection, type RowsShown, type Table } from '@jalon/kernel';
import { PROJECTIONS, SHADOW_PREFIX } from './bookkeeping.js';

/** The SQL view through which BI tools read a table of the star: only what readers of figures may see. */
export const biView = (table: string): string => `bi_${table}`;

/** The SQL view that says how far the projections have come. */
export const BI_PROGRESS = biView('progress');

export const starTables = ({ tables }: Projection): readonly Table[] => tables.filter(({ star }) => star !== undefined);

/** The columns that a BI tool reads of a table of the star. */
export function biColumns({ columns, versioned, star }: Table): readonly string[] {
  const withheld = star?.withheld ?? [];
  return Object.keys({ ...columns, ...(versioned && VERSION_COLUMNS) }).filter((name) => !withheld.includes(name));
}

/**
 * The SELECT of a BI view. `yesterdayEverywhere` is the last civil day that is over in every time zone: a row that is hidden up
 * to a day is shown once that day has passed everywhere.
 */
export function biSelection(
  table: Table,
  columns: readonly string[],
  yesterdayEverywhere: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const shown = sql.join(columns.map((name) => shownColumn(table, name)));
  const { rows } = table.star ?? {};
  const where = rows ? sql` WHERE ${exists(table, rows, yesterdayEverywhere)}` : sql``;
  return sql`SELECT ${shown} FROM ${sql.table(table.name)} AS ours${where}`;
}

export const biProgress = (): RawBuilder<unknown> =>
  sql`SELECT projection, version, position FROM ${sql.table(PROJECTIONS)}
    WHERE substr(projection, 1, ${sql.lit(SHADOW_PREFIX.length)}) <> ${sql.lit(SHADOW_PREFIX)}`;

function shownColumn({ star }: Table, name: string): RawBuilder<unknown> {
  const masks = Object.entries(star?.masked?.[name] ?? {});
  if (masks.length === 0) return sql`ours.${sql.id(name)}`;
  const cases = masks.map(([code, mask]) => sql` WHEN ${sql.lit(code)} THEN ${sql.lit(mask)}`);
  return sql`CASE ours.${sql.id(name)}${sql.join(cases, sql``)} ELSE ours.${sql.id(name)} END AS ${sql.id(name)}`;
}

function exists(table: Table, rows: RowsShown, yesterday: RawBuilder<unknown>): RawBuilder<unknown> {
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
