import type { CountedFact } from './published-month.js';

/** A sum that was published: of the facts of one cell, or of several. */
export interface PublishedSum {
  readonly cell: string;
  readonly facts: readonly CountedFact[];
}

/** The unknowns that a sum adds up, each with the person that it is about. */
export type Unknowns = (sum: PublishedSum) => readonly (readonly [person: string, unknown: string])[];

/** Each value that a person's sum in a cell ever had: entries can be replaced without changing it. */
export const sumsOfPeople: Unknowns = ({ cell, facts }) =>
  [...new Set(facts.map(({ person }) => person))].map((person) => {
    const own = facts.filter((fact) => fact.person === person);
    return [person, `${person} ${cell} ${own.reduce((sum, { amounts: [first = 0] }) => sum + first, 0)}`];
  });

/** Each amount that some work of a person ever had. Work that is logged again keeps its name, up to a tilde. */
export const works: Unknowns = ({ facts }) =>
  facts.map(({ person, id, amounts }) => [person, `${person} ${id.replace(/~.*/, '')} ${amounts[0]}`]);

/**
 * The fewest people, up to `enough`, that some combination of published sums is about: any of `sums` with any factors, and
 * with it any of those that were known beforehand.
 */
export function fewestPeople(
  sums: readonly PublishedSum[],
  {
    enough,
    unknowns,
    beforehand = [],
  }: { readonly enough: number; readonly unknowns: Unknowns; readonly beforehand?: readonly PublishedSum[] },
): number {
  const added = [...beforehand, ...sums].map(unknowns);
  const personOf = new Map(added.flatMap((pairs) => pairs.map(([person, name]) => [name, person] as const)));
  const place = new Map([...personOf.keys()].map((name, index) => [name, index]));
  const matrix = added.map((pairs) => {
    const row = Array.from(place, () => 0);
    for (const [, name] of pairs) row[place.get(name)!]! += 1;
    return row;
  });
  const known = reduced(matrix.slice(0, beforehand.length));
  const basis = [...known, ...matrix.slice(beforehand.length)];
  const told = reduced(basis).length - known.length;
  const columnsOf = [...personOf.values()];
  for (let size = 1; size < enough; size += 1) {
    for (const chosen of choices([...new Set(columnsOf)], size)) {
      // Rows that lose rank without the chosen people's columns can be combined into one about these people alone.
      const others = basis.map((row) => row.filter((_, column) => !chosen.has(columnsOf[column]!)));
      if (reduced(others).length - reduced(others.slice(0, known.length)).length < told) return size;
    }
  }
  return enough;
}

function* choices(from: readonly string[], size: number, start = 0): Generator<Set<string>> {
  if (size === 0) yield new Set();
  else {
    for (let index = start; index <= from.length - size; index += 1) {
      for (const rest of choices(from, size - 1, index + 1)) yield rest.add(from[index]!);
    }
  }
}

/** A prime below 2^26, so that products are exact: ranks of small matrices of counts are those over the rationals. */
const PRIME = 67_108_859;

/** Independent rows with the same span (Gauss). */
function reduced(matrix: readonly (readonly number[])[]): number[][] {
  const rows = matrix.map((row) => [...row]);
  const basis: number[][] = [];
  for (let column = 0; column < (rows[0]?.length ?? 0); column += 1) {
    const pivot = rows.findIndex((row) => row[column] !== 0);
    if (pivot < 0) continue;
    const [row] = rows.splice(pivot, 1) as [number[]];
    basis.push(row);
    const inverse = power(row[column]!, PRIME - 2);
    for (const other of rows) {
      const factor = (other[column]! * inverse) % PRIME;
      if (factor === 0) continue;
      for (let at = column; at < row.length; at += 1) {
        other[at] = (((other[at]! - factor * row[at]!) % PRIME) + PRIME) % PRIME;
      }
    }
  }
  return basis;
}

function power(base: number, exponent: number): number {
  let [result, square] = [1, ((base % PRIME) + PRIME) % PRIME];
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}
