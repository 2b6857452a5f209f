import type { Row, TenantId } from '@jalon/kernel';
import type { Condition, Scalar, ViewReader } from '@jalon/ports';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A filter that the query may have left out. */
export function equal(column: string, value: Scalar | undefined): Condition | null {
  return value === undefined ? null : [column, '=', value];
}

export function present(conditions: readonly (Condition | null)[]): readonly Condition[] {
  return conditions.filter((condition) => condition !== null);
}

const ROWS_A_TURN = 1_000;

interface EveryRowOptions {
  readonly tenant: TenantId;
  readonly where?: readonly Condition[];
  /** The columns that name one row; `id` unless said. */
  readonly by?: readonly string[];
}

/** All the rows of a tenant that fulfil some conditions, read a page at a time so that others get their turn. */
export async function everyRow(
  views: ViewReader,
  table: string,
  { tenant, where = [], by = ['id'] }: EveryRowOptions,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const last = rows.at(-1);
    const after = last && by.map((column) => last[column] as string | number);
    const page = await views.rows(table, { tenant, where, order: { by }, limit: ROWS_A_TURN, ...(after && { after }) });
    for (const row of page) rows.push(row);
    if (page.length < ROWS_A_TURN) return rows;
    await nextTurn();
  }
}
