import type { Projection, TenantId } from '@jalon/kernel';
import type { TableOf } from '../define-table.js';
import type { ListQuery } from './list.queries.js';
import { refuseQuery } from './query-rejections.js';
import type { QueryScope } from './query-scope.js';
import { valuesIn, type RowsOf } from './table-reader.js';
import { viewState, type ViewState } from './view-state.js';

/** A page of a list. */
export interface ListAnswer<Item> extends ViewState {
  readonly items: readonly Item[];
  /** The `cursor` of the next page; null at the end. */
  readonly next: string | null;
}

/** Where the items of a list come from. Its order's columns hold text. */
export interface ListSource<Row, Item extends object> extends Pick<RowsOf<Row>, 'where' | 'join' | 'order'> {
  readonly projection: Projection;
  readonly table: TableOf<Row>;
  /** The item that the caller is shown; null for a row that they may not see. */
  readonly show: (row: Row) => Item | null | Promise<Item | null>;
  /** Adds what is read for all items of a page at once. */
  readonly complete?: (items: readonly Item[]) => Promise<readonly object[]>;
  /** What the answer holds beside its items, made from all of them at once. */
  readonly beside?: (items: readonly Item[]) => Promise<object>;
}

/** How many rows are read at once while looking for those that are shown. */
const ROWS_AT_ONCE = 500;

/** A page of rows as the caller may see them, read on until it is full or the list ends. */
export async function listPage<Row, Item extends object>(
  scope: QueryScope,
  query: ListQuery,
  { projection, table, show, complete, beside, ...rows }: ListSource<Row, Item>,
): Promise<ListAnswer<object>> {
  const { tenant, views } = scope;
  const { by } = rows.order;
  const found: { readonly item: Item; readonly row: Row }[] = [];
  let after: RowsOf<Row>['after'] =
    query.cursor === undefined ? undefined : listCursor(tenant, query.cursor, by.length);
  // One row more than the page holds tells whether there is a next page.
  const needed = query.limit + 1;
  for (;;) {
    const limit = found.length === 0 ? needed : ROWS_AT_ONCE;
    const page = await views.rows(table, { ...rows, limit, ...(after && { after }) });
    for (const row of page) {
      const item = await show(row);
      if (item) found.push({ item, row });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < limit || found.length >= needed) break;
    after = valuesIn(last, by);
  }
  const shown = found.slice(0, query.limit);
  const last = shown.at(-1);
  const next = found.length > query.limit && last ? cursorAfter(tenant, valuesIn(last.row, by)) : null;
  const items = shown.map(({ item }) => item);
  return {
    items: complete ? await complete(items) : items,
    next,
    ...(await beside?.(items)),
    ...(await viewState(scope, [projection])),
  };
}

/**
 * The answer about one thing, as the caller is shown it, with the state of the view.
 *
 * @throws QueryRefused NOT_FOUND for null: also for a thing that the caller may not see, whose existence is not told
 */
export async function answerOne(scope: QueryScope, projection: Projection, shown: object | null): Promise<ViewState> {
  if (!shown) return refuseQuery('NOT_FOUND');
  return { ...shown, ...(await viewState(scope, [projection])) };
}

/** A row as it is shown: whose it is, the caller knows. */
export function withoutTenant<Row extends { readonly tenant: string }>({
  tenant: _,
  ...row
}: Row): Omit<Row, 'tenant'> {
  return row;
}

/** A cursor: the order's values in the last row shown. Opaque to clients, and valid in one tenant only. */
export function cursorAfter(tenant: TenantId, values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([tenant, ...values])).toString('base64url');
}

/**
 * The values that a list's cursor holds: as many texts as its order has columns.
 *
 * @throws QueryRefused CURSOR_INVALID for a cursor that no list of this tenant gave
 */
export function listCursor(tenant: TenantId, cursor: string, columns: number): readonly string[] {
  const values = cursorValues(tenant, cursor);
  if (values.length !== columns || !values.every((value) => typeof value === 'string')) {
    return refuseQuery('CURSOR_INVALID');
  }
  return values;
}

/**
 * The revision that a history's cursor holds: its next page begins there.
 *
 * @throws QueryRefused CURSOR_INVALID for a cursor that no history of this tenant gave
 */
export function historyCursor(tenant: TenantId, cursor: string): number {
  const [revision, ...more] = cursorValues(tenant, cursor);
  const fits = typeof revision === 'number' && Number.isSafeInteger(revision) && revision >= 0 && more.length === 0;
  return fits ? revision : refuseQuery('CURSOR_INVALID');
}

function cursorValues(tenant: TenantId, cursor: string): readonly unknown[] {
  const [of, ...values] = parsed(cursor);
  return of === tenant ? values : refuseQuery('CURSOR_INVALID');
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(values) ? values : [];
  } catch {
    return [];
  }
}
