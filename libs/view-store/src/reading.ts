import { sql, type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool } from 'kysely';
import type { Condition, Join, RowsQuery, Scalar } from '@jalon/application';
import type { Row, Table } from '@jalon/kernel';
import type { Database, Schema } from './database.js';
import { readBack } from './row-codec.js';

type Builder = ExpressionBuilder<Schema, string>;

/** One page of a table's rows, in the order asked for, after the row that the last page ended with. */
export async function selectRows(db: Database, table: Table, query: RowsQuery): Promise<readonly Row[]> {
  const { tenant, where = [], join, order, after, limit } = query;
  const direction = order.direction === 'descending' ? 'desc' : 'asc';
  let selection = selectionFrom(db, table, join)
    .where(`${table.name}.tenant`, '=', tenant)
    .where((builder) => builder.and(where.map((condition) => holds(builder, table, condition))))
    .limit(limit);
  for (const column of order.by) selection = selection.orderBy(`${table.name}.${column}`, direction);
  if (after) selection = selection.where(beyond(table, order.by, direction, after));
  const rows = await selection.execute();
  return rows.map((row) => readBack(table, row));
}

function selectionFrom(db: Database, table: Table, join: Join | undefined) {
  const plain = db.selectFrom(table.name).selectAll(table.name);
  if (!join) return plain;
  const source = join.kind === 'inner' ? plain.innerJoin.bind(plain) : plain.leftJoin.bind(plain);
  const joined = source(join.table, (builder) =>
    Object.entries({ ...join.on, tenant: 'tenant' }).reduce(
      (on, [theirs, ours]) => on.onRef(`${join.table}.${theirs}`, '=', `${table.name}.${ours}`),
      builder,
    ),
  );
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
