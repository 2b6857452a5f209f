import type { Row } from '@jalon/kernel';
import type { RowsQuery } from '@jalon/ports';
import { cursorAfter, cursorTexts } from './cursor.js';
import type { ListQuery } from './list.queries.js';
import { refuseQuery } from './query-rejections.js';
import type { Scope } from './scope.js';
import { completeness, type Standing } from './view-state.js';

/** A page of a list. */
export interface ListAnswer<T> extends Standing {
  readonly items: readonly T[];
  /** What `cursor` takes to go on; null at the end. */
  readonly next: string | null;
}

export interface ListReading<T extends object> extends Pick<RowsQuery, 'where' | 'join' | 'order'> {
  readonly projection: string;
  readonly table: string;
  /** The item that the caller is shown; null for a row that is not theirs to see. */
  readonly show: (row: Row) => T | null | Promise<T | null>;
  /** What a page's items lack, read for all of them at once. */
  readonly complete?: (items: readonly T[]) => Promise<readonly object[]>;
}

/** Rows read at once while looking for those that are shown. */
const MOST_READ_AT_ONCE = 500;

/** A page of rows as the caller may see them, read on until it is full or the list ends. */
export async function listPage<T extends object>(
  scope: Scope,
  query: ListQuery,
  reading: ListReading<T>,
): Promise<ListAnswer<object>> {
  const { tenant, views } = scope;
  const { projection, table, show, complete, ...rows } = reading;
  const valuesOf = (row: Row) => rows.order.by.map((column) => row[column] as string);
  const items: { readonly item: T; readonly row: Row }[] = [];
  let after = query.cursor === undefined ? undefined : cursorTexts(tenant, query.cursor, rows.order.by.length);
  // One more than asked for tells whether there is a next page.
  const wanted = query.limit + 1;
  for (;;) {
    const limit = items.length === 0 ? wanted : MOST_READ_AT_ONCE;
    const page = await views.rows(table, { tenant, ...rows, limit, ...(after && { after }) });
    for (const row of page) {
      const item = await show(row);
      if (item) items.push({ item, row });
    }
    const last = page.at(-1);
    if (!last || page.length < limit || items.length >= wanted) break;
    after = valuesOf(last);
  }
  const shown = items.slice(0, query.limit);
  const lastShown = shown.at(-1);
  const next = items.length > query.limit && lastShown ? cursorAfter(tenant, valuesOf(lastShown.row)) : null;
  const page = shown.map(({ item }) => item);
  return { items: complete ? await complete(page) : page, next, ...(await completeness(scope, [projection])) };
}

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
