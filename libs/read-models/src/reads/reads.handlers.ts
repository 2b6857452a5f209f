import type { TenantId } from '@jalon/kernel';
import type { RecordsAsked } from '@jalon/ports';
import { cursorAfter, listCursor } from '../query/list-page.js';
import type { ListQuery } from '../query/list.queries.js';
import { answers, type QueryHandler, type QueryPorts } from '../query/query-handler.js';
import { refuseQuery } from '../query/query-rejections.js';
import { requirePeriod } from '../query/query-scope.js';
import { purposeOf } from './purposes.messages.js';
import { ListReads, ListRefusals, MyReads } from './reads.queries.js';

/** How many people an item of the list of reads names. The filter `person` finds the others. */
const PEOPLE_SHOWN = 50;

const DAY_MS = 24 * 60 * 60_000;

/** Answers from the record store: they depend on no view. */
export const readHandlers = (ports: QueryPorts): readonly QueryHandler[] => [
  answers(ListReads, async (query, { caller: { tenant } }) => {
    const { reads } = ports.records;
    const { person, reader } = query;
    const { items, next } = await page(tenant, query, (asked) => reads.list({ ...asked, person, reader }));
    const shown = items.map(async ({ id, at, person: by, tenant: _, ...read }) => ({
      id,
      at: instantOf(at),
      reader: by,
      ...read,
      who: await reads.peopleOf(id, PEOPLE_SHOWN),
    }));
    return { items: await Promise.all(shown), next };
  }),

  answers(ListRefusals, async (query, { caller: { tenant } }) => {
    const { refusals } = ports.records;
    const { person } = query;
    const { items, next } = await page(tenant, query, (asked) => refusals.list({ ...asked, person }));
    return { items: items.map(({ tenant: _, at, ...refusal }) => ({ ...refusal, at: instantOf(at) })), next };
  }),

  // By whom is not told here: it would be one person's data in the hands of another.
  answers(MyReads, async (query, { caller: { tenant, person } }) => {
    const { reads } = ports.records;
    const { items, next } = await page(tenant, query, (asked) => reads.list({ ...asked, person }));
    return {
      items: items.map(({ at, roles, query: asked }) => ({ at: instantOf(at), roles, purpose: purposeOf(asked) })),
      next,
    };
  }),
];

const instantOf = (at: number): string => new Date(at).toISOString();

interface Period {
  readonly from?: string;
  readonly to?: string;
}

/** @throws QueryRefused PERIOD_REVERSED, CURSOR_INVALID */
async function page<R extends { readonly at: number; readonly id: string }>(
  tenant: TenantId,
  query: ListQuery & Period,
  list: (asked: RecordsAsked) => Promise<readonly R[]>,
): Promise<{ readonly items: readonly R[]; readonly next: string | null }> {
  requirePeriod(query);
  const { from, to, limit, cursor } = query;
  const found = await list({
    tenant,
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { until: Date.parse(to) + DAY_MS }),
    ...(cursor !== undefined && { after: recordsAfter(tenant, cursor) }),
    // One more tells whether there is a next page.
    limit: limit + 1,
  });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const hasNext = found.length > limit && last !== undefined;
  return { items, next: hasNext ? cursorAfter(tenant, [String(last.at), last.id]) : null };
}

function recordsAfter(tenant: TenantId, cursor: string) {
  const [at = '', id = ''] = listCursor(tenant, cursor, 2);
  return /^\d{1,15}$/.test(at) ? { at: Number(at), id } : refuseQuery('CURSOR_INVALID');
}
