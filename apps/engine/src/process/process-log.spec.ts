import { pino } from 'pino';
import { CannotWrite, KeyUnavailable, StoreUnavailable } from '@jalon/ports';
import { fromPlainError, toPlainError } from '../projector/thread-protocol.js';
import { backgroundFault, loggingTelemetry } from './process-log.js';

function logged(error: unknown): Readonly<Record<string, unknown>> {
  const lines: string[] = [];
  backgroundFault(pino({}, { write: (line: string) => lines.push(line) }))(error);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

describe('a fault in the background', () => {
  const cause = new Error('refused');
  it.each([
    ['a store that is away', new StoreUnavailable('no answer', { cause })],
    ['the same, told by a thread', fromPlainError(toPlainError(new StoreUnavailable('no answer', { cause })))],
    ['keys that are away', new KeyUnavailable('no answer', { cause })],
  ])('of %s is a line that warns, without a stack', (_, error) => {
    const line = logged(error);
    expect(line).toMatchObject({ level: 40, reason: 'no answer: refused' });
    expect(line).not.toHaveProperty('err');
  });

  it('that nobody foresaw is told whole', () => {
    expect(logged(new TypeError('no such thing'))).toMatchObject({
      level: 50,
      err: { stack: expect.stringContaining('no such thing') },
    });
  });
});

it('names the first stream ahead of the clock, and counts the others that are met with it', () => {
  jest.useFakeTimers();
  const written: Record<string, unknown>[] = [];
  const write = (line: string) => void written.push(JSON.parse(line) as Record<string, unknown>);
  const { streamAhead } = loggingTelemetry(pino({}, { write }));
  for (let n = 0; n < 1_000; n += 1)
    streamAhead({ stream: `need-main.${n}`, position: String(n), recordedAt: '2030-01-01T00:00:00.000Z' });
  jest.advanceTimersByTime(60_000);
  jest.useRealTimers();
  expect(written).toMatchObject([
    { stream: 'need-main.0', msg: expect.stringContaining('need-main.0 is ahead of the clock') },
    { count: 999, msg: 'further streams are ahead of the clock' },
  ]);
});

describe('a store that ceases to answer', () => {
  type Change = Parameters<ReturnType<typeof loggingTelemetry>['storeChanged']>;
  function lines(...changes: readonly Change[]) {
    const written: Record<string, unknown>[] = [];
    const write = (line: string) => void written.push(JSON.parse(line) as Record<string, unknown>);
    const { storeChanged } = loggingTelemetry(pino({}, { write }));
    for (const change of changes) storeChanged(...change);
    return written.map(({ level, msg, reason, err }) => ({ level, msg, reason, err }));
  }

  it('is a line with the reason, and a line when it answers again', () => {
    const gone = new StoreUnavailable('no answer\n  in time', { cause: new Error('refused') });
    expect(lines(['events', gone], ['events', null])).toEqual([
      { level: 40, msg: 'the event store does not answer', reason: 'no answer: refused' },
      { level: 30, msg: 'the event store answers again' },
    ]);
    expect(lines(['destroyed-keys', new KeyUnavailable('gone')])).toEqual([
      { level: 40, msg: 'the list of destroyed keys does not answer', reason: 'gone' },
    ]);
  });

  it('or takes no writes, is an error with the first cause, and a line when it takes them again', () => {
    const full = new CannotWrite('events.sqlite', 'full', new Error('database or disk is full'));
    const told = new StoreUnavailable('the event store could not be written', { cause: full });
    expect(lines(['events', told], ['events', null])).toEqual([
      {
        level: 50,
        msg: 'the event store takes no writes',
        reason:
          'the event store could not be written: events.sqlite takes no writes, for the disk is full (database or disk is full)',
      },
      { level: 30, msg: 'the event store takes writes again' },
    ]);
  });

  it('and answers again without taking writes, or the other way round, is told by what it came to last', () => {
    const full = new CannotWrite('events.sqlite', 'full', new Error('database or disk is full'));
    const gone = new StoreUnavailable('gone');
    const messages = (...changes: readonly Change[]) => lines(...changes).map(({ msg }) => msg);
    expect(messages(['events', gone], ['events', full], ['events', null])).toEqual([
      'the event store does not answer',
      'the event store takes no writes',
      'the event store takes writes again',
    ]);
    expect(messages(['events', full], ['events', gone], ['events', null])).toEqual([
      'the event store takes no writes',
      'the event store does not answer',
      'the event store answers again',
    ]);
  });

  it('for a reason that nobody foresaw is an error with its stack', () => {
    const [line] = lines(['views', new TypeError('no such thing')]);
    expect(line).toMatchObject({ level: 50, err: { stack: expect.stringContaining('no such thing') } });
  });
});
