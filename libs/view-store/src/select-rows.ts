import { sortablePosition, VERSION_COLUMNS, type Known, type Row, type Table } from '@jalon/kernel';
import type { Condition, Join, RowsQuery, Scalar, SumsQuery } from '@jalon/ports';
import { sql, type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool } from 'kysely';
import type { Database, Schema } from './backend.js';
import { readBack, readColumns } from './row-codec.js';

type Builder = ExpressionBuilder<Schema, string>;

type TableNamed = (name: string) => Table;

/** One page of a table's rows, in the order asked for, after the row that the last page ended with. */
export async function selectRows(
  db: Database,
  named: TableNamed,
  table: Table,
  query: RowsQuery,
  known?: Known,
): Promise<readonly Row[]> {
  const { tenant, where = [], join, order, after, limit, everyVersion } = query;
  const direction = order.direction === 'descending' ? 'desc' : 'asc';
  let selection = selectionFrom(db, table, join && { ...join, table: named(join.table) }, known)
    .where(`${table.name}.tenant`, '=', tenant)
    .where((builder) => builder.and(where.map((condition) => holds(builder, table, condition))))
    .limit(limit);
  if (table.versioned && !everyVersion) selection = selection.where(inForce(table.name, known));
  for (const column of order.by) selection = selection.orderBy(`${table.name}.${column}`, direction);
  if (after) selection = selection.where(beyond(table, order.by, direction, after));
  const rows = await selection.execute();
  const shape =
    table.versioned && everyVersion ? { ...table, columns: { ...table.columns, ...VERSION_COLUMNS } } : table;
  return rows.map((row) => readBack(shape, row));
}

/** The sum of a column in each group of a table's rows. */
export async function selectSums(
  db: Database,
  table: Table,
  { tenant, where = [], sum, by }: SumsQuery,
  known?: Known,
): Promise<readonly Row[]> {
  let selection = db
    .selectFrom(table.name)
    .select(by)
    .select(({ fn }) => fn.sum(sum).as(sum))
    .where('tenant', '=', tenant)
    .where((builder) => builder.and(where.map((condition) => holds(builder, table, condition))))
    .groupBy(by);
  if (table.versioned) selection = selection.where(inForce(table.name, known));
  const rows = await selection.execute();
  // Some drivers return an exact sum as text.
  return rows.map((row) => ({ ...readColumns(table, by, row), [sum]: Number(row[sum]) }));
}

function selectionFrom(
  db: Database,
  table: Table,
  join: (Omit<Join, 'table'> & { readonly table: Table }) | undefined,
  known: Known | undefined,
) {
  const plain = db.selectFrom(table.name).selectAll(table.name);
  if (!join) return plain;
  const { name, versioned } = join.table;
  const source = join.kind === 'inner' ? plain.innerJoin.bind(plain) : plain.leftJoin.bind(plain);
  const joined = source(name, (builder) => {
    const matched = Object.entries({ ...join.on, tenant: 'tenant' }).reduce(
      (on, [theirs, ours]) => on.onRef(`${name}.${theirs}`, '=', `${table.name}.${ours}`),
      builder,
    );
    return versioned ? matched.on(inForce(name, known)) : matched;
  });
  // The compiler cannot follow table names that are known at run time only; the rows are still this table's.
  return joined;
}

function holds(builder: Builder, table: Table, condition: Condition): Expression<SqlBool> {
  if ('anyOf' in condition) {
    return builder.or(condition.anyOf.map((all) => builder.and(all.map((inner) => holds(builder, table, inner)))));
  }
  const [name, operator, value] = condition;
  const column = sql.ref(name.includes('.') ? name : `${table.name}.${name}`);
  if (operator === 'in') return builder(column, 'in', value.length > 0 ? value : [null]);
  if (value === null) return builder(column, operator === '=' ? 'is' : 'is not', null);
  return builder(column, operator, plain(value));
}

const plain = (value: Scalar) => (typeof value === 'boolean' ? Number(value) : value);

function beyond(
  table: Table,
  columns: readonly string[],
  direction: 'asc' | 'desc',
  after: readonly (string | number)[],
): Expression<SqlBool> {
  const ours = tuple(columns.map((column) => sql.ref(`${table.name}.${column}`)));
  const last = tuple(after.map((value) => sql.val(value)));
  return direction === 'asc' ? sql<SqlBool>`${ours} > ${last}` : sql<SqlBool>`${ours} < ${last}`;
}

function tuple(items: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql`(${sql.join(items)})`;
}

/** The columns by which a version is found, and the moment in the form in which they hold it. */
export interface KnownIn {
  readonly from: 'knownFrom' | 'knownFromAt';
  readonly to: 'knownTo' | 'knownToAt';
  readonly moment: string;
}

export function knownIn(known: Known): KnownIn {
  if ('position' in known) return { from: 'knownFrom', to: 'knownTo', moment: sortablePosition(known.position) };
  return { from: 'knownFromAt', to: 'knownToAt', moment: known.at };
}

/** The condition that a version of a row of `table` was in force at a moment, or is in force now. */
export function inForce(table: string, known: Known | undefined): Expression<SqlBool> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  if (!known) return sql<SqlBool>`${column('knownTo')} is null`;
  const { from, to, moment } = knownIn(known);
  return sql<SqlBool>`(${column(from)} <= ${moment} and (${column(to)} is null or ${column(to)} > ${moment}))`;
}
