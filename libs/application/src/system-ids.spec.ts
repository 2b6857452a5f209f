import { validate, version } from 'uuid';
import { createSystemIds } from './system-ids.js';

const MANY = 5_000;

function manyOf(ids = createSystemIds()): readonly string[] {
  return Array.from({ length: MANY }, () => ids.next());
}

/** Milliseconds since 1970: the first 48 bits. */
function timeOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

describe('the ids of the system', () => {
  afterEach(() => jest.restoreAllMocks());

  it('are UUIDv7 of the moment at which they were made', () => {
    const before = Date.now();
    const ids = manyOf();
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
    expect(ids.every((id) => timeOf(id) >= before && timeOf(id) <= Date.now())).toBe(true);
  });

  it('sort in the order in which they were made, though the clock stands still or goes back', () => {
    let time = 1_760_000_000_000;
    let calls = 0;
    jest.spyOn(Date, 'now').mockImplementation(() => {
      calls += 1;
      if (calls % 100 === 0) time += calls % 300 === 0 ? -5 : 1;
      return time;
    });
    const ids = manyOf();
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(MANY);
  });

  it('end in chance of their own: none is used twice, here or elsewhere', () => {
    // The last 42 bits are neither time nor sequence.
    const ends = [...manyOf(), ...manyOf()].map((id) => id.slice(-10));
    expect(new Set(ends).size).toBeGreaterThan(2 * MANY - 3);
  });
});
