import { CorruptEvent, StoreUnavailable } from '@jalon/ports';
import { corruptEvents } from './corrupt-events.js';
import { fromPlainError, toPlainError } from './projector/thread-protocol.js';

const at = (position: string) => new CorruptEvent('HASH', { position, stream: 'need-main.a', revision: 0 });

describe('corrupt events', () => {
  it('are told once each, however often they are met, and counted', () => {
    const told: unknown[] = [];
    const corrupt = corruptEvents((met) => told.push(met.at.position));
    for (const met of [at('7'), at('7'), new StoreUnavailable('gone'), at('9'), at('7')]) corrupt.note(met);
    expect([told, corrupt.count()]).toEqual([['7', '9'], 2]);
  });

  it('are the same event when they come from the projector’s thread', () => {
    const corrupt = corruptEvents(() => undefined);
    const plain = structuredClone(toPlainError(at('7')));
    const met = fromPlainError(plain);
    expect(met).toBeInstanceOf(CorruptEvent);
    for (const error of [met, at('7')]) corrupt.note(error);
    expect(corrupt.count()).toBe(1);
  });
});
