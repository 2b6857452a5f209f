import { canonicalJson, type Json } from '@jalon/kernel';
import { RowRefused } from '../mapping/cell.js';
import { inTurns } from '../in-turns.js';
import { oneRowEach, refusedRow, type Comparison } from '../one-row-each.js';
import { rejectionIn, type RowOutcome } from '../row-outcome.js';
import { shortened } from '../shortened.js';
import type { Refusal } from '../../rejections.js';
import type { PersonDraft, PersonRow } from './person-draft.js';

/** What a file asks for, before the directory is looked at. */
export interface PeoplePlan {
  /** The rows that cannot go in by the file alone. */
  readonly outcomes: readonly RowOutcome[];
  /** The other rows in the order in which they go in: each after its manager's, departures last. */
  readonly waves: readonly (readonly PersonDraft[])[];
  /** The first line of each staff number, refused ones included. */
  readonly lineOf: ReadonlyMap<string, number>;
}

/**
 * Puts the rows of a people file in order. Rows with one staff number are one person only if they say the same: otherwise
 * nobody can tell which of them is right, and none goes in.
 *
 * @param leaving whether a row is a departure that is due
 */
export async function planOf(
  rows: readonly PersonRow[],
  leaving: (draft: PersonDraft) => boolean,
): Promise<PeoplePlan> {
  const nameless = rows.filter((row) => !row.key);
  const { outcomes, kept, lineOf } = await oneRowEach(
    rows.filter((row) => row.key),
    SAME_PERSON,
  );
  const ordered = await managersFirst(kept);
  const waves = ordered.waves.map((wave) => wave.filter((draft) => !leaving(draft)));
  const departures = ordered.waves.flat().filter(leaving);
  return {
    outcomes: [...nameless.map((row) => refusedRow(row, unreadable(row))), ...outcomes, ...ordered.outcomes],
    waves: [...waves, departures].filter((wave) => wave.length > 0),
    lineOf,
  };
}

function unreadable(row: PersonRow): Refusal {
  return 'refusal' in row ? row.refusal : rejectionIn(new RowRefused('FIELD_MISSING', { field: 'staffNumber' }));
}

/** Rows with one staff number are one person. */
const SAME_PERSON: Comparison<PersonDraft> = {
  identityOf: ({ key }) => key ?? '',
  contentOf: ({ line: _, unmatched: __, ...said }) => canonicalJson(said as unknown as Json),
  twice: (lines) => new RowRefused('STAFF_NUMBER_TWICE', { lines }),
};

/** Each row after the row of its manager. Rows whose managers form a circle are refused. */
async function managersFirst(drafts: readonly PersonDraft[]): Promise<Pick<PeoplePlan, 'outcomes' | 'waves'>> {
  const byNumber = new Map(drafts.map((draft) => [draft.staffNumber, draft]));
  const managerOf = ({ manager, staffNumber }: PersonDraft) =>
    manager === undefined || manager === null || manager === staffNumber ? undefined : byNumber.get(manager);

  const depths = new Map<PersonDraft, number>();
  const circles = new Map<PersonDraft, string>();
  for await (const draft of inTurns(drafts)) {
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
      const chain = shownChain([...circle, next].map(({ staffNumber }) => shortened(staffNumber)));
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
  for await (const draft of inTurns(drafts)) {
    const chain = circles.get(draft);
    if (chain !== undefined) {
      const why = new RowRefused('MANAGER_CIRCLE', { chain });
      outcomes.push(refusedRow({ line: draft.line, key: draft.staffNumber }, rejectionIn(why)));
    } else (waves[depths.get(draft) ?? 0] ??= []).push(draft);
  }
  // A circle takes depths of its own.
  return { outcomes, waves: Array.from(waves, (wave) => wave ?? []) };
}

const SHOWN_OF_CHAIN = 8;

function shownChain(numbers: readonly string[]): string {
  if (numbers.length <= SHOWN_OF_CHAIN) return numbers.join(' → ');
  return [...numbers.slice(0, SHOWN_OF_CHAIN - 1), '…', ...numbers.slice(-1)].join(' → ');
}
