import type { Row } from '@jalon/kernel';
import { completeness, type Standing } from './view-state.js';
import { refuseQuery } from './query-rejections.js';
import type { Scope } from './scope.js';

export interface OneReading {
  readonly projection: string;
  readonly table: string;
  readonly id: string;
  /** The row as the caller is shown it; null when it is not theirs to see. */
  readonly show: (row: Row) => object | null | Promise<object | null>;
}

/**
 * One row as the caller may see it, and where the views stood.
 *
 * @throws QueryRefused NOT_FOUND also for a row that is not theirs to see: its existence is not told
 */
export async function oneRow(scope: Scope, { projection, table, id, show }: OneReading): Promise<Standing> {
  const row = await scope.views.row(table, { tenant: scope.tenant, id });
  const shown = row && (await show(row));
  if (!shown) return refuseQuery('NOT_FOUND');
  return { ...shown, ...(await completeness(scope, [projection])) };
}
