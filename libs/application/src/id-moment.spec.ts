import { LAST_SEQ, momentAfter } from './id-moment.js';

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
