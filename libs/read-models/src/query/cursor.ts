import type { TenantId } from '@jalon/kernel';
import { refuseQuery } from './query-rejections.js';

/** Where a list goes on: the order's values in the last row shown. Opaque to clients, and good in one tenant only. */
export function cursorAfter(tenant: TenantId, values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([tenant, ...values])).toString('base64url');
}

/**
 * The last row's values in the columns of a list's order: text all of them, in every list.
 *
 * @throws QueryRefused CURSOR_INVALID for a cursor that no list of this tenant gave
 */
export function cursorTexts(tenant: TenantId, cursor: string, columns: number): readonly string[] {
  const values = valuesIn(tenant, cursor);
  if (values.length !== columns || !values.every((value) => typeof value === 'string')) {
    return refuseQuery('CURSOR_INVALID');
  }
  return values;
}

/**
 * The revision at which a history goes on.
 *
 * @throws QueryRefused CURSOR_INVALID for a cursor that no history of this tenant gave
 */
export function cursorRevision(tenant: TenantId, cursor: string): number {
  const [revision, ...more] = valuesIn(tenant, cursor);
  const fits = typeof revision === 'number' && Number.isSafeInteger(revision) && revision >= 0 && more.length === 0;
  return fits ? revision : refuseQuery('CURSOR_INVALID');
}

function valuesIn(tenant: TenantId, cursor: string): readonly unknown[] {
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
