import { pino } from 'pino';
import { KeyUnavailable, StoreUnavailable } from '@jalon/ports';
import { fromPlainError, toPlainError } from '../projector/thread-protocol.js';
import { backgroundFault } from './process-log.js';

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
