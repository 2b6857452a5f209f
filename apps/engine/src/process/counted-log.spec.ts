import { countedLines } from './counted-log.js';

describe('lines that say the same', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('are written once, then summed up once a minute, and written again after a quiet minute', () => {
    const lines: unknown[] = [];
    const log = countedLines('requests failed')((facts, line) => void lines.push([line, facts]));
    for (let request = 0; request < 7_384; request += 1)
      log({ code: 'STORE_UNAVAILABLE', request, reason: 'gone' }, 'failed');
    expect(lines.splice(0)).toEqual([['failed', { code: 'STORE_UNAVAILABLE', request: 0, reason: 'gone' }]]);

    jest.advanceTimersByTime(60_000);
    expect(lines.splice(0)).toEqual([['requests failed', { count: 7_383, code: 'STORE_UNAVAILABLE', reason: 'gone' }]]);
    log({ code: 'STORE_UNAVAILABLE', reason: 'gone' }, 'failed');
    jest.advanceTimersByTime(60_000);
    expect(lines.splice(0)).toEqual([['requests failed', { count: 1, code: 'STORE_UNAVAILABLE', reason: 'gone' }]]);

    jest.advanceTimersByTime(120_000);
    expect(lines).toEqual([]);
    log({ code: 'STORE_UNAVAILABLE', reason: 'gone' }, 'failed');
    expect(lines).toHaveLength(1);
  });
});
