import type { TermsPage } from '../projections/view-store.js';
import type { MatchBound } from './query-ports.js';

/** One that a match may name, and the most that it can score. */
export interface Candidate {
  readonly id: string;
  readonly bound: number;
}

/**
 * Whatever can score anything, by the most that it can score, then by id, so many at a time. Seldom read beyond its beginning, so
 * of what comes later nothing is known but its place.
 */
export function* candidatesByBound(
  pages: readonly TermsPage[],
  bound: MatchBound,
  atATime: number,
): Generator<readonly Candidate[]> {
  const rows = rowsByBound(pages, bound);
  let next: Candidate[] = [];
  for (let most = rows.length - 1; most > 0; most -= 1) {
    for (const row of rows[most] ?? []) {
      next.push({ id: idOf(pages, row), bound: most });
      if (next.length < atATime) continue;
      yield next;
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
