import { canonicalJson, type Json } from '@jalon/kernel';
import { RowRefused } from '../mapping/cell.js';
import type { RowOutcome } from '../row-outcome.js';
import { rejectionIn } from '../row-outcome.js';
import type { PersonDraft, PersonRow } from './person-draft.js';

/** What a file asks for, before the directory is looked at. */
export interface PeoplePlan {
  /** The rows that cannot go in by the file alone. */
  readonly outcomes: readonly RowOutcome[];
  /** The other rows in the order in which they go in: each after its manager's, departures last. */
  readonly waves: readonly (readonly PersonDraft[])[];
}

/**
 * Puts the rows of a people file in order. Rows with one staff number are one person only if they say the same: otherwise
 * nobody can tell which of them is right, and none goes in.
 *
 * @param leaving whether a row is a departure that is due
 */
export function planOf(rows: readonly PersonRow[], leaving: (draft: PersonDraft) => boolean): PeoplePlan {
  const { outcomes, drafts } = oneRowEach(rows);
  const ordered = managersFirst(drafts);
  const waves = ordered.waves.map((wave) => wave.filter((draft) => !leaving(draft)));
  const departures = ordered.waves.flat().filter(leaving);
  return {
    outcomes: [...outcomes, ...ordered.outcomes],
    waves: [...waves, departures].filter((wave) => wave.length > 0),
  };
}

interface Kept {
  readonly outcomes: readonly RowOutcome[];
  readonly drafts: readonly PersonDraft[];
}

function oneRowEach(rows: readonly PersonRow[]): Kept {
  const outcomes: RowOutcome[] = [];
  const drafts: PersonDraft[] = [];
  const byNumber = new Map<string, PersonRow[]>();
  for (const row of rows) {
    if (row.key === null || row.key === '') outcomes.push(refusedRow(row, unreadable(row)));
    else byNumber.set(row.key, [...(byNumber.get(row.key) ?? []), row]);
  }
  for (const same of byNumber.values()) {
    const [first, ...others] = same as [PersonRow, ...PersonRow[]];
    const lines = same.map(({ line }) => line).join(', ');
    const differ = others.some((other) => contentOf(other) !== contentOf(first));
    if (first.draft instanceof RowRefused || differ) {
      const twice = new RowRefused('STAFF_NUMBER_TWICE', { lines });
      for (const row of same) outcomes.push(refusedRow(row, row.draft instanceof RowRefused ? row.draft : twice));
      continue;
    }
    drafts.push(first.draft);
    for (const { line, key } of others)
      outcomes.push({ line, key, outcome: 'duplicate', ofLine: first.line, by: 'key' });
  }
  return { outcomes, drafts };
}

function unreadable({ draft }: PersonRow): RowRefused {
  return draft instanceof RowRefused ? draft : new RowRefused('FIELD_MISSING', { field: 'staffNumber' });
}

function refusedRow({ line, key }: Pick<PersonRow, 'line' | 'key'>, why: RowRefused): RowOutcome {
  return { line, key, outcome: 'refused', rejection: rejectionIn(why) };
}

/** What a row says; null where it cannot be read, which is never the same as anything. */
function contentOf({ draft }: PersonRow): string | symbol {
  if (draft instanceof RowRefused) return Symbol('unreadable');
  const { line: _, unmatched: __, ...said } = draft;
  return canonicalJson(said as unknown as Json);
}

/** Each row after the row of its manager. Rows whose managers form a circle are refused. */
function managersFirst(drafts: readonly PersonDraft[]): PeoplePlan {
  const byNumber = new Map(drafts.map((draft) => [draft.staffNumber, draft]));
  const managerOf = ({ manager, staffNumber }: PersonDraft) =>
    manager === undefined || manager === null || manager === staffNumber ? undefined : byNumber.get(manager);

  const depths = new Map<PersonDraft, number>();
  const circles = new Map<PersonDraft, string>();
  for (const draft of drafts) {
    const path: PersonDraft[] = [];
    const onPath = new Set<PersonDraft>();
    let next: PersonDraft | undefined = draft;
    while (next && !depths.has(next) && !onPath.has(next)) {
      path.push(next);
      onPath.add(next);
      next = managerOf(next);
    }
    if (next && onPath.has(next)) {
      const circle = path.slice(path.indexOf(next));
      const chain = shownChain([...circle, next].map(({ staffNumber }) => staffNumber));
      for (const each of circle) circles.set(each, chain);
    }
    let depth = next && depths.has(next) ? (depths.get(next) ?? 0) + 1 : 0;
    for (const each of path.reverse()) {
      depths.set(each, depth);
      depth += 1;
    }
  }

  const waves: (PersonDraft[] | undefined)[] = [];
  const outcomes: RowOutcome[] = [];
  for (const draft of drafts) {
    const chain = circles.get(draft);
    if (chain !== undefined) {
      const why = new RowRefused('MANAGER_CIRCLE', { chain });
      outcomes.push(refusedRow({ line: draft.line, key: draft.staffNumber }, why));
    } else (waves[depths.get(draft) ?? 0] ??= []).push(draft);
  }
  // A circle takes depths of its own.
  return { outcomes, waves: Array.from(waves, (wave) => wave ?? []) };
}

const SHOWN_OF_CHAIN = 8;

function shownChain(numbers: readonly string[]): string {
  if (numbers.length <= SHOWN_OF_CHAIN) return numbers.join(' → ');
  return [...numbers.slice(0, SHOWN_OF_CHAIN - 1), '…', numbers.at(-1)].join(' → ');
}
