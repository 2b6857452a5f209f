import type { Condition, ViewReader } from '@jalon/ports';
import type { Matching } from '@jalon/read-models';
import { isSealed, type CivilDate, type Row, type Sealed } from '@jalon/kernel';
import {
  matching,
  type Coordinates,
  type FindableOffer,
  type MatchableNeed,
  type MatchableOffer,
} from '@jalon/marketplace';
import { ruleSetOn } from '@jalon/rules';

interface Scan {
  readonly views: ViewReader;
  readonly tenant: string;
  readonly today: CivilDate;
  readonly limit: number;
  /** Opens the coordinates of an offer; null where they are erased. None are opened unless given. */
  readonly open?: (coordinates: Sealed<Coordinates>) => Coordinates | null;
}

/**
 * The best offers for a need, found by scoring every one: the match index must answer the same, and is measured
 * against it.
 */
export async function offersByScan(scan: Scan, need: Row) {
  const gone = await goneBy(scan, 'people', 'leftOn');
  const offers = await openRows(scan, 'offers');
  const there = offers.filter((row) => !gone.has(row['employee']) && !isOver(row['availableUntil'], scan));
  return best(scan, there, (offer) => matching.score(asNeed(need), opened(scan, offer), ruleSetOn(scan.today).match));
}

/** The same for the needs that suit an offer. */
export async function needsByScan(scan: Scan, offer: Row) {
  const gone = await goneBy(scan, 'organisations', 'closedOn');
  const needs = await openRows(scan, 'needs');
  const claims = await allRows(scan, 'need_claims', [], ['need', 'subject', 'key']);
  const claimed = (need: Row) =>
    claims.filter((claim) => claim['need'] === need['id']).reduce((sum, { amount }) => sum + Number(amount), 0);
  const there = needs.filter(
    (row) => claimed(row) < Number(row['places']) && !gone.has(row['organisation']) && !isOver(row['endsOn'], scan),
  );
  return best(scan, there, (need) => matching.score(asNeed(need), opened(scan, offer), ruleSetOn(scan.today).match));
}

const asNeed = (row: Row) => row as unknown as MatchableNeed;

function opened({ open }: Scan, row: Row): MatchableOffer {
  const offer = row as unknown as FindableOffer;
  const coordinates = isSealed(offer.coordinates) ? (open?.(offer.coordinates) ?? null) : null;
  return { ...offer, coordinates };
}

function best({ limit }: Scan, rows: readonly Row[], score: (row: Row) => ReturnType<Matching['score']>) {
  const matches = rows.map((row) => ({ id: row['id'] as string, ...score(row) }));
  return matching.rank(matches.filter((match) => match.score > 0)).slice(0, limit);
}

const openRows = (scan: Scan, table: string) => allRows(scan, table, [['status', '=', 'open']]);

async function goneBy(scan: Scan, table: string, lastDay: string): Promise<ReadonlySet<unknown>> {
  const rows = await allRows(scan, table, [[lastDay, '<=', scan.today]]);
  return new Set(rows.map(({ id }) => id));
}

function allRows(
  { views, tenant }: Scan,
  table: string,
  where: readonly Condition[],
  by = ['id'],
): Promise<readonly Row[]> {
  return views.rows(table, { tenant, where, order: { by }, limit: Number.MAX_SAFE_INTEGER });
}

const isOver = (lastDay: unknown, { today }: Scan) => typeof lastDay === 'string' && lastDay < today;
