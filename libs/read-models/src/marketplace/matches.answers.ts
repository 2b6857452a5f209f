import type { Row } from '@jalon/kernel';
import type { Condition, TermsPage } from '@jalon/ports';
import { ruleSetOn } from '@jalon/rules';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MatchBound, QueryPorts, Score } from '../query/query-ports.js';
import type { Scope } from '../query/scope.js';
import { withClaimedPlaces } from './marketplace.answers.js';

/** One that a match may name, and the most that it can score. */
export interface Candidate {
  readonly id: string;
  readonly bound: number;
}

/** The most that are given at once: what reads them holds up everything else meanwhile. */
const MOST_AT_ONCE = 1_600;

/**
 * Whatever can score anything, by the most that it can score, then by id: `first` of them, then as many again as were already
 * given, since whoever goes on finds few among them. Seldom read beyond its beginning, so of what comes later nothing is known
 * but its place.
 */
export function* candidatesByBound(
  pages: readonly TermsPage[],
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

/** A row as one number, since a query makes one of each: its page, and its place there. */
const ROWS_A_PAGE = 2 ** 16;

/** Pages and their rows come in the order of their ids, so each list is in that order. */
function rowsByBound(pages: readonly TermsPage[], bound: MatchBound): readonly (readonly number[] | undefined)[] {
  const rows: number[][] = [];
  pages.forEach(({ terms }, page) => {
    for (let row = page * ROWS_A_PAGE, at = 0; at < terms.length; row += 1) {
      const end = at + 1 + (terms[at] ?? 0);
      (rows[bound(terms, at + 1, end)] ??= []).push(row);
      at = end;
    }
  });
  return rows;
}

function idOf(pages: readonly TermsPage[], row: number): string {
  const ids = pages[Math.floor(row / ROWS_A_PAGE)]?.ids() ?? [];
  return ids[row % ROWS_A_PAGE] as string;
}

/** One that fits, and why. */
export interface Match extends Score {
  readonly id: string;
  readonly row: Row;
}

type Ports = Pick<QueryPorts, 'matching'>;

/** The offers that fit a need best: of people who are still there, and not yet over. */
export function offersFor(scope: Scope, { matching }: Ports, need: Row, limit: number): Promise<readonly Match[]> {
  const rules = ruleSetOn(scope.today).match;
  return bestMatches(scope, { matching }, limit, {
    table: 'offers',
    bound: matching.boundOfOffers(need, rules, scope.today),
    score: (offer) => matching.score(need, offer, rules),
    owner: { table: 'people', named: 'employee', lastDay: 'leftOn' },
    toBeHad: async (offers) => offers,
  });
}

/** The needs that fit an offer best: with a free place, not yet over, of an organisation that goes on. */
export function needsFor(scope: Scope, { matching }: Ports, offer: Row, limit: number): Promise<readonly Match[]> {
  const rules = ruleSetOn(scope.today).match;
  return bestMatches(scope, { matching }, limit, {
    table: 'needs',
    bound: matching.boundOfNeeds(offer, rules, scope.today),
    score: (need) => matching.score(need, offer, rules),
    owner: { table: 'organisations', named: 'organisation', lastDay: 'closedOn' },
    toBeHad: async (needs) => {
      const claimed = await withClaimedPlaces(scope, needs);
      return claimed.filter(({ claimedPlaces, places }) => claimedPlaces < Number(places));
    },
  });
}

/** The side that is looked for. */
interface Side {
  readonly table: string;
  readonly bound: MatchBound;
  readonly score: (row: Row) => Score;
  readonly owner: Owner;
  /** Those of some rows whose owners are still there on which a mission can be proposed. */
  readonly toBeHad: (rows: readonly Row[]) => Promise<readonly Row[]>;
}

/** Whose something is, and the column that says when they went. */
interface Owner {
  readonly table: string;
  readonly named: string;
  readonly lastDay: string;
}

/**
 * The best `limit` by their scores. Candidates are scored by falling bounds, until none that is left could come before the last of
 * the best: the answer is the one that scoring all of them would give.
 */
async function bestMatches(scope: Scope, { matching }: Ports, limit: number, side: Side): Promise<readonly Match[]> {
  const pages = await scope.views.terms(side.table, scope.tenant);
  let best: readonly Match[] = [];
  for (const next of candidatesByBound(pages, side.bound, limit)) {
    best = matching.rank([...best, ...(await scored(scope, next, side))]).slice(0, limit);
    if (best.length === limit && noneBefore(best.at(-1), next.at(-1))) return best;
    await nextTurn();
  }
  return best;
}

/** Whatever follows a candidate has a lower bound, or the same and a later id. */
function noneBefore(last: Match | undefined, seen: Candidate | undefined): boolean {
  if (!last || !seen) return false;
  return last.score > seen.bound || (last.score === seen.bound && last.id <= seen.id);
}

/** Those of them that are there to be had, with their scores. A match that scores nothing is none. */
async function scored(scope: Scope, candidates: readonly Candidate[], side: Side): Promise<readonly Match[]> {
  const rows = await side.toBeHad(await ofThoseStillThere(scope, candidates, side));
  return rows
    .map((row): Match => ({ id: row['id'] as string, row, ...side.score(row) }))
    .filter((match) => match.score > 0);
}

/** The rows of candidates, but of those whose owner has gone: of these nothing is read, however many they are. */
async function ofThoseStillThere(
  { views, tenant, today }: Scope,
  candidates: readonly Candidate[],
  { table, owner }: Side,
): Promise<readonly Row[]> {
  const gone = `${owner.table}.${owner.lastDay}`;
  const where: readonly Condition[] = [
    ['id', 'in', candidates.map(({ id }) => id)],
    { anyOf: [[[gone, '=', null]], [[gone, '>', today]]] },
  ];
  const join = { table: owner.table, on: { id: owner.named }, kind: 'left' } as const;
  return views.rows(table, { tenant, where, join, order: { by: ['id'] }, limit: candidates.length });
}
