import type { Row } from '@jalon/kernel';
import type { Condition } from '../projections/view-store.js';
import { everyRow } from './every-row.js';
import type { Scope } from './scope.js';

/** Still to be had: neither closed nor withdrawn. */
const OPEN: readonly Condition[] = [['status', '=', 'open']];

/** The needs on which a mission can still be proposed: with a free place, not yet over, of an organisation that goes on. */
export async function needsToBeHad(scope: Scope): Promise<readonly Row[]> {
  const gone = await goneFrom(scope, 'organisations', 'closedOn');
  const needs = await openRows(scope, 'needs');
  return needs.filter(
    (need) =>
      Number(need['claimedPlaces']) < Number(need['places']) &&
      !gone.has(need['organisation']) &&
      !isOver(need['endsOn'], scope),
  );
}

/** The offers of people who are still there, and not yet over. */
export async function offersToBeHad(scope: Scope): Promise<readonly Row[]> {
  const gone = await goneFrom(scope, 'people', 'leftOn');
  const offers = await openRows(scope, 'offers');
  return offers.filter((offer) => !gone.has(offer['employee']) && !isOver(offer['availableUntil'], scope));
}

function openRows({ views, tenant }: Scope, table: string): Promise<readonly Row[]> {
  return everyRow(views, table, { tenant, where: OPEN });
}

async function goneFrom(scope: Scope, table: string, lastDay: string): Promise<ReadonlySet<unknown>> {
  const { views, tenant, today } = scope;
  const rows = await everyRow(views, table, { tenant, where: [[lastDay, '<=', today]] });
  return new Set(rows.map(({ id }) => id));
}

function isOver(lastDay: unknown, { today }: Scope): boolean {
  return typeof lastDay === 'string' && lastDay < today;
}
