import { comparePositions, positionOf, type Instant, type Position } from '@jalon/kernel';
import type { Version } from '../query/table-reader.js';

/** An entry of a person was merged into another of the same human. */
export interface Merger {
  readonly person: string;
  /** The entry that it was merged into. */
  readonly otherPerson: string;
  /** When it was recorded. */
  readonly at: Instant;
  /** Where its event, `PersonMerged`, lies in the log. */
  readonly position: Position;
}

type EntryVersion = Version<{ readonly id: string; readonly mergedInto: string | null }>;

/**
 * The mergers in force: of each entry, the event since which it is merged into what it is merged into now.
 *
 * @param versions every version of the merged entries, each entry's in the order of the log
 */
export function mergersInForce(versions: readonly EntryVersion[]): readonly Merger[] {
  const mergers = new Map<string, Merger>();
  for (const { id, mergedInto, knownFrom, knownFromAt } of versions) {
    if (mergedInto === null) mergers.delete(id);
    else if (mergers.get(id)?.otherPerson !== mergedInto) {
      mergers.set(id, { person: id, otherPerson: mergedInto, at: knownFromAt, position: positionOf(knownFrom) });
    }
  }
  return [...mergers.values()].sort((one, other) => comparePositions(one.position, other.position));
}

/**
 * By which mergers two entries became one human, in the order of the log: the last of them did it. A merger that closed a
 * circle linked nobody who was not linked before, so it is never among them.
 *
 * @param mergers those in force, in the order of the log
 * @returns null for two humans
 */
export function linkingMergers(
  mergers: readonly Merger[],
): (one: string, other: string) => readonly [Merger, ...Merger[]] | null {
  const linked = new Map<string, Merger[]>();

  /** There is one way at most, since what would make a second is left out. */
  function wayTo(other: string, from: string, without?: Merger): readonly Merger[] | null {
    if (from === other) return [];
    for (const merger of linked.get(from) ?? []) {
      if (merger === without) continue;
      const next = merger.person === from ? merger.otherPerson : merger.person;
      const way = wayTo(other, next, merger);
      if (way) return [merger, ...way];
    }
    return null;
  }

  for (const merger of mergers) {
    const { person, otherPerson } = merger;
    if (wayTo(otherPerson, person)) continue;
    for (const entry of [person, otherPerson]) linked.set(entry, [...(linked.get(entry) ?? []), merger]);
  }
  return (one, other) => {
    const [first, ...more] = [...(wayTo(other, one) ?? [])].sort((a, b) => comparePositions(a.position, b.position));
    return first ? [first, ...more] : null;
  };
}
