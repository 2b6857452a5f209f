import { CorruptEvent, type EventStore, StoreUnavailable } from '@jalon/ports';
import { corruptEvents, notingCorruptEvents } from './corrupt-events.js';
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

  it('are noted by whatever reads them, after the events before them', async () => {
    async function* stream() {
      yield 'first';
      throw at('7');
    }
    const failing = () => Promise.reject(at('8'));
    const store = { readStream: stream, readAll: stream, subscribeAll: stream, readAt: failing, append: failing };
    const noted: (string | undefined)[] = [];
    const noting = notingCorruptEvents(store as unknown as EventStore, {
      note: (error) => void noted.push((error as CorruptEvent).at.position),
    });
    for (const items of [
      noting.readStream('need-main.a'),
      noting.readAll(null),
      noting.subscribeAll(null, new AbortController().signal),
    ]) {
      const seen: unknown[] = [];
      const reading = (async () => {
        for await (const item of items) seen.push(item);
      })();
      await expect(reading).rejects.toBeInstanceOf(CorruptEvent);
      expect(seen).toEqual(['first']);
    }
    await expect(noting.readAt(['8'])).rejects.toBeInstanceOf(CorruptEvent);
    await expect(noting.append('need-main.a', [], 'none')).rejects.toBeInstanceOf(CorruptEvent);
    expect(noted).toEqual(['7', '7', '7', '8', '8']);
  });
});
