import type { TermsPage } from '@jalon/ports';
import type { MatchBound } from '../query/query-ports.js';

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
