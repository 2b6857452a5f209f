import type { Sentence } from '@jalon/kernel';
import { inTurns } from './in-turns.js';
import type { RowRefused } from './mapping/cell.js';
import { rejectionIn, type MappedRow, type RowOutcome } from './row-outcome.js';
import { firstFew } from './shortened.js';

export interface Comparison<Item> {
  /** What the row is about: equal for rows about one thing. */
  readonly identityOf: (row: MappedRow<Item>) => string;
  /** What it says: asked only where another row is about the same. */
  readonly contentOf: (item: Item) => string;
  /** Why rows about one thing that do not say the same are refused. */
  readonly twice: (lines: Sentence) => RowRefused;
}

export interface Kept<Item> {
  /** The rows that are refused, and the duplicates. */
  readonly outcomes: readonly RowOutcome[];
  readonly kept: readonly Item[];
  /** The first line about a thing, by its identity, refused ones included. */
  readonly lineOf: ReadonlyMap<string, number>;
}

/**
 * Rows about one thing are one row only if they say the same: else nobody can tell which of them is right, and none goes in.
 * A row that cannot be read is not the same as any other.
 */
export async function oneRowEach<Item>(
  rows: readonly MappedRow<Item>[],
  { identityOf, contentOf, twice }: Comparison<Item>,
): Promise<Kept<Item>> {
  const outcomes: RowOutcome[] = [];
  const kept: Item[] = [];
  const groups = await groupedInTurns(rows, identityOf);
  for await (const [first, ...others] of inTurns(
    groups.values() as Iterable<[MappedRow<Item>, ...MappedRow<Item>[]]>,
  )) {
    const agreed = agreedOn(first, others, contentOf);
    if (agreed) {
      kept.push(agreed.draft);
      for (const { line, key } of others)
        outcomes.push({ line, key, outcome: 'duplicate', ofLine: first.line, by: 'key' });
      continue;
    }
    const same = [first, ...others];
    const rejection = rejectionIn(twice(firstFew(same.map(({ line }) => line))));
    for (const row of same) outcomes.push(refusedRow(row, 'refusal' in row ? row.refusal : rejection));
  }
  const lineOf = new Map([...groups].map(([identity, [first]]) => [identity, first?.line ?? 0]));
  return { outcomes, kept, lineOf };
}

function agreedOn<Item>(
  first: MappedRow<Item>,
  others: readonly MappedRow<Item>[],
  contentOf: (item: Item) => string,
): { readonly draft: Item } | null {
  if ('refusal' in first) return null;
  if (others.length === 0) return first;
  const content = contentOf(first.draft);
  return others.every((other) => 'draft' in other && contentOf(other.draft) === content) ? first : null;
}

export function refusedRow(
  { line, key }: Pick<RowOutcome, 'line' | 'key'>,
  rejection: ReturnType<typeof rejectionIn>,
): RowOutcome {
  return { line, key, outcome: 'refused', rejection };
}

/** Items by what they have in common; an item without it is in no group. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string | null): ReadonlyMap<string, readonly T[]> {
  const groups: Groups<T> = new Map();
  for (const item of items) addTo(groups, keyOf(item), item);
  return groups;
}

/** The same of very many items, which gives others their turn. */
export async function groupedInTurns<T>(
  items: readonly T[],
  keyOf: (item: T) => string | null,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const groups: Groups<T> = new Map();
  for await (const item of inTurns(items)) addTo(groups, keyOf(item), item);
  return groups;
}

type Groups<T> = Map<string, T[]>;

function addTo<T>(groups: Groups<T>, key: string | null, item: T): void {
  if (key === null) return;
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}
