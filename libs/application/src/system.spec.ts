import { validate, version } from 'uuid';
import { createSystemIds, LAST_SEQ, momentAfter } from './system.js';

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

const NOW = 1_760_000_000_000;

describe('the moment of the next id', () => {
  it('is the clock’s, with a new start, once a millisecond has passed', () => {
    expect(momentAfter({ msecs: NOW - 1, seq: 9 }, NOW, 5)).toEqual({ msecs: NOW, seq: 5 });
  });

  it.each([
    ['stands still', NOW],
    ['goes back', NOW - 60_000],
  ])('counts up within the last one where the clock %s', (_, now) => {
    expect(momentAfter({ msecs: NOW, seq: 9 }, now, 5)).toEqual({ msecs: NOW, seq: 10 });
    expect(momentAfter({ msecs: NOW, seq: LAST_SEQ - 1 }, now, 5)).toEqual({ msecs: NOW, seq: LAST_SEQ });
  });

  it('begins the next millisecond before its time where the sequence is exhausted, and stays there until it has come', () => {
    const ahead = momentAfter({ msecs: NOW, seq: LAST_SEQ }, NOW, 5);
    expect(ahead).toEqual({ msecs: NOW + 1, seq: 0 });
    expect(momentAfter(ahead, NOW, 5)).toEqual({ msecs: NOW + 1, seq: 1 });
    expect(momentAfter(ahead, NOW + 2, 5)).toEqual({ msecs: NOW + 2, seq: 5 });
  });
});
