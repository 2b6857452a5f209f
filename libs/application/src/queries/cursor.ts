import type { TenantId } from '@jalon/kernel';
import { refuseQuery } from './query-rejections.js';

/** Where a list goes on: the order's values in the last row shown. Opaque to clients, and good in one tenant only. */
export function cursorAfter(tenant: TenantId, values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([tenant, ...values])).toString('base64url');
}

/** @throws QueryRefused CURSOR_INVALID for a cursor that no list of this tenant gave */
export function cursorValues(tenant: TenantId, cursor: string, columns: number): readonly (string | number)[] {
  const [of, ...values] = parsed(cursor);
  const fits = values.length === columns && values.every((value) => ['string', 'number'].includes(typeof value));
  if (of !== tenant || !fits) return refuseQuery('CURSOR_INVALID');
  return values as readonly (string | number)[];
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(values) ? values : [];
  } catch {
    return [];
  }
}
