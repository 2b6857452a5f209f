import { timeBehind } from './projection-status.js';

describe('the time that views are behind', () => {
  let now = 0;
  const behind = () => timeBehind(() => now);

  it('is none while they have seen everything, and where there is nothing to see', () => {
    const lag = behind();
    expect([lag(null, null), lag('3', '3'), lag('4', '3')]).toEqual([0, 0, 0]);
  });

  it('begins when the log is first seen to go further, and ends when they have caught up', () => {
    const lag = behind();
    expect(lag('3', '4')).toBe(0);
    now += 2_000;
    expect(lag('3', '9')).toBe(2_000);
    now += 500;
    expect(lag('9', '9')).toBe(0);
    expect(lag('9', '10')).toBe(0);
  });

  it('is that of the first event which waits now, not of those that have been seen meanwhile', () => {
    const lag = behind();
    lag(null, '4');
    now += 2_000;
    lag('2', '8');
    now += 2_000;
    expect(lag('3', '12')).toBe(4_000);
    expect(lag('4', '12')).toBe(2_000);
    expect(lag('8', '16')).toBe(0);
  });

  it('goes on growing however long they are stuck', () => {
    const lag = behind();
    for (let last = 1; last <= 5_000; last += 1) {
      lag(null, String(last));
      now += 1_000;
    }
    expect(lag(null, '5000')).toBe(5_000_000);
  });
});
