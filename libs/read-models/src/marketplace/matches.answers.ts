import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PackedPage } from '@jalon/ports';
import { ruleSetOn } from '@jalon/rules';
import type { TableOf } from '../define-table.js';
import { organisationsTable, peopleTable } from '../directory/directory.projection.js';
import type { MatchBound, QueryPorts, Score } from '../query/query-handler.js';
import { openFields, type QueryScope } from '../query/query-scope.js';
import { notEnded, type ConditionOn, type JoinTo } from '../query/table-reader.js';
import { withClaimedPlaces } from './marketplace.answers.js';
import { needsTable, type NeedRow } from './needs.table.js';
import { offersTable, type OfferRow, type PlacedOffer } from './offers.table.js';

/** A row that fits, and why. */
export interface Match<R> extends Score {
  readonly id: string;
  readonly row: R;
}

type Ports = Pick<QueryPorts, 'matching' | 'sealer'>;

/** The offers that fit a need best: of people who have not left, and available today or later. */
export function bestOffersFor(
  scope: QueryScope,
  ports: Ports,
  need: NeedRow,
  limit: number,
): Promise<readonly Match<OfferRow>[]> {
  const { matching } = ports;
  const rules = ruleSetOn(scope.today).match;
  return bestMatches(scope, ports, limit, {
    table: offersTable,
    bound: matching.boundOfOffers(need, rules, scope.today),
    scores: async (offers) => (await placedOffers(ports, offers)).map((offer) => matching.score(need, offer, rules)),
    owner: { table: peopleTable, on: { id: 'employee' }, kind: 'left' },
    ownerLeftOn: 'people.leftOn',
    onlyAvailable: async (offers) => offers,
  });
}

/** The needs that fit an offer best: with a free place, not yet over, and of an organisation that is not closed. */
export async function bestNeedsFor(
  scope: QueryScope,
  ports: Ports,
  offer: OfferRow,
  limit: number,
): Promise<readonly Match<NeedRow>[]> {
  const { matching } = ports;
  const rules = ruleSetOn(scope.today).match;
  const [placed] = await placedOffers(ports, [offer]);
  if (!placed) return [];
  return bestMatches(scope, ports, limit, {
    table: needsTable,
    bound: matching.boundOfNeeds(placed, rules, scope.today),
    scores: async (needs) => needs.map((need) => matching.score(need, placed, rules)),
    owner: { table: organisationsTable, on: { id: 'organisation' }, kind: 'left' },
    ownerLeftOn: 'organisations.closedOn',
    onlyAvailable: async (needs) => {
      const claimed = await withClaimedPlaces(scope, needs);
      return claimed.filter(({ claimedPlaces, places }) => claimedPlaces < places);
    },
  });
}

/** Offers with their coordinates opened, all at once; erased ones are unknown. */
async function placedOffers(ports: Ports, offers: readonly OfferRow[]): Promise<readonly PlacedOffer[]> {
  const opened = await openFields(ports, { places: offers.map(({ coordinates }) => coordinates) });
  return offers.map((offer, index) => {
    const coordinates = opened.places[index] ?? null;
    return { ...offer, coordinates: coordinates && 'erased' in coordinates ? null : coordinates };
  });
}

/** What is searched: offers or needs. */
interface Search<R> {
  readonly table: TableOf<R>;
  readonly bound: MatchBound;
  /** The score of each row, in their order. */
  readonly scores: (rows: readonly R[]) => Promise<readonly Score[]>;
  /** The person or organisation whose offer or need it is. */
  readonly owner: JoinTo<R>;
  /** The owner's column that holds the first day on which they take no part. */
  readonly ownerLeftOn: `${string}.${string}`;
  /** Those on which a mission can be proposed. */
  readonly onlyAvailable: (rows: readonly R[]) => Promise<readonly R[]>;
}

/**
 * The best `limit` by their scores. Candidates are scored by falling bounds, until none that is left could come before the
 * last of the best: the answer is the same as if all were scored.
 */
async function bestMatches<R extends { readonly id: string }>(
  scope: QueryScope,
  { matching }: Ports,
  limit: number,
  search: Search<R>,
): Promise<readonly Match<R>[]> {
  const pages = await scope.views.packedIndex(search.table);
  let best: readonly Match<R>[] = [];
  for (const candidates of candidatesByBound(pages, search.bound, limit)) {
    best = matching.rank([...best, ...(await scored(scope, candidates, search))]).slice(0, limit);
    if (best.length === limit && noneBefore(best.at(-1), candidates.at(-1))) return best;
    await nextTurn();
  }
  return best;
}

/** The candidates that follow have a lower bound, or the same and a later id. */
function noneBefore(last: Match<unknown> | undefined, scoredLast: Candidate | undefined): boolean {
  if (!last || !scoredLast) return false;
  return last.score > scoredLast.bound || (last.score === scoredLast.bound && last.id <= scoredLast.id);
}

/** The available candidates with their scores; a score of 0 is no match. */
async function scored<R extends { readonly id: string }>(
  scope: QueryScope,
  candidates: readonly Candidate[],
  search: Search<R>,
): Promise<readonly Match<R>[]> {
  const rows = await search.onlyAvailable(await candidateRows(scope, candidates, search));
  const scores = await search.scores(rows);
  return rows.flatMap((row, index): readonly Match<R>[] => {
    const score = scores[index];
    return score && score.score > 0 ? [{ id: row.id, row, ...score }] : [];
  });
}

/** The rows of candidates whose owners still take part. */
async function candidateRows<R extends { readonly id: string }>(
  { views, today }: QueryScope,
  candidates: readonly Candidate[],
  { table, owner, ownerLeftOn }: Search<R>,
): Promise<readonly R[]> {
  const where: readonly ConditionOn<R>[] = [['id', 'in', candidates.map(({ id }) => id)], notEnded(ownerLeftOn, today)];
  return views.rows(table, { where, join: owner, order: { by: ['id'] }, limit: candidates.length });
}

/** A row that may match, and the upper bound of its score. */
export interface Candidate {
  readonly id: string;
  readonly bound: number;
}

/** At most so many are scored at once, since other requests wait meanwhile. */
const MOST_AT_ONCE = 1_600;

/**
 * The rows that can score above 0, by falling bound and then by id: `first` of them, then each time as many as before, since a
 * search that goes on finds few. Seldom read beyond its beginning, so an id is read only when its row is yielded.
 */
function* candidatesByBound(
  pages: readonly PackedPage[],
  bound: MatchBound,
  first: number,
): Generator<readonly Candidate[]> {
  const rows = rowsByBound(pages, bound);
  let given = 0;
  let next: Candidate[] = [];
  for (let most = rows.length - 1; most > 0; most -= 1) {
    for (const row of rows[most] ?? []) {
      next.push({ id: idOf(pages, row), bound: most });
      if (next.length < Math.min(given || first, MOST_AT_ONCE)) continue;
      yield next;
      given += next.length;
      next = [];
    }
  }
  if (next.length > 0) yield next;
}

/** Rows are numbered, page after page, since a query lists all of them: a number takes less memory than an object. */
const ROWS_A_PAGE = 2 ** 16;

/** The rows of each bound, in the order of their ids, as pages and their rows are. */
function rowsByBound(pages: readonly PackedPage[], bound: MatchBound): readonly (readonly number[] | undefined)[] {
  const rows: number[][] = [];
  pages.forEach(({ numbers: terms }, page) => {
    for (let row = page * ROWS_A_PAGE, at = 0; at < terms.length; row += 1) {
      const end = at + 1 + (terms[at] ?? 0);
      (rows[bound(terms, at + 1, end)] ??= []).push(row);
      at = end;
    }
  });
  return rows;
}

function idOf(pages: readonly PackedPage[], row: number): string {
  const ids = pages[Math.floor(row / ROWS_A_PAGE)]?.ids() ?? [];
  return ids[row % ROWS_A_PAGE] as string;
}
