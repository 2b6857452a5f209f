import { refuseQuery } from './query-rejections.js';

/** @throws QueryRefused PERIOD_REVERSED for a period that ends before it begins; either end may be left open */
export function requirePeriod({ from, to }: { readonly from?: string; readonly to?: string }): void {
  if (from !== undefined && to !== undefined && to < from) refuseQuery('PERIOD_REVERSED', { from, to });
}
