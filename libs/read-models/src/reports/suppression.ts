/** A group of facts, with the people behind them. */
export interface Group {
  readonly people: ReadonlySet<string>;
}

/**
 * The groups of which a publication shows nothing. Those about fewer people than `smallest` (R9); and, since anyone can take
 * the rows that are shown from the total, as many of the next smallest as it takes for what is hidden to be at least two
 * groups, about at least `smallest` people together. Ties fall to the group that comes first.
 */
export function suppressedGroups<G extends Group>(groups: readonly G[], smallest: number): ReadonlySet<G> {
  const suppressed = new Set(groups.filter(({ people }) => people.size < smallest));
  if (suppressed.size === 0) return suppressed;
  const others = groups.filter((group) => !suppressed.has(group)).sort((a, b) => a.people.size - b.people.size);
  for (const next of others) {
    if (suppressed.size > 1 && peopleIn(suppressed).size >= smallest) break;
    suppressed.add(next);
  }
  return suppressed;
}

function peopleIn(groups: ReadonlySet<Group>): ReadonlySet<string> {
  return new Set([...groups].flatMap(({ people }) => [...people]));
}
