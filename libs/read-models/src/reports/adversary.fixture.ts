import type { CountedFact } from './published-month.js';

/** The fewest people, up to `enough`, that some combination of sums of facts, with any factors, is about. */
export function fewestPeople(sums: readonly (readonly CountedFact[])[], enough: number): number {
  const unknowns = [...new Set(sums.flat().map((each) => `${each.person} ${each.id} ${each.amounts[0]}`))];
  const place = new Map(unknowns.map((name, index) => [name, index]));
  const matrix = sums.map((facts) => {
    const row = unknowns.map(() => 0);
    for (const each of facts) row[place.get(`${each.person} ${each.id} ${each.amounts[0]}`)!]! += 1;
    return row;
  });
  const basis = reduced(matrix);
  const personOf = unknowns.map((name) => name.split(' ')[0]!);
  const everyone = [...new Set(personOf)];
  for (let size = 1; size < enough; size += 1) {
    for (const chosen of choices(everyone, size)) {
      // Rows that lose rank without the chosen people's columns can be combined into one about these people alone.
      const others = basis.map((row) => row.filter((_, column) => !chosen.has(personOf[column]!)));
      if (reduced(others).length < basis.length) return size;
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
