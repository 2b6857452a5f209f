import { setTimeout as pause } from 'node:timers/promises';
import { cachedReach } from './store-reach.js';

/** A store that answers when it is told to, by a clock that stands until it is moved. */
function watched() {
  const clock = { now: 0 };
  const asked: ((fault: Error | null) => void)[] = [];
  const look = () => new Promise<void>((resolve, reject) => asked.push((fault) => (fault ? reject(fault) : resolve())));
  const reach = cachedReach(look, () => 'silent', { withinMs: 40, againMs: 1_000, elapsed: () => clock.now });
  return { clock, asked, reach };
}

describe('looking whether a store answers', () => {
  it('is done once for all who ask at a time, and for a moment', async () => {
    const { clock, asked, reach } = watched();
    const many = Promise.all(Array.from({ length: 20 }, reach));
    asked[0]!(null);
    expect(new Set(await many)).toEqual(new Set([null]));
    clock.now = 999;
    expect([await reach(), asked.length]).toEqual([null, 1]);
    clock.now = 1_000;
    const next = reach();
    const gone = new Error('gone');
    asked[1]!(gone);
    expect([await next, await reach(), asked.length]).toEqual([gone, gone, 2]);
  });

  it('that hangs is told as silence, is not done again beside, and ends the silence when it is answered', async () => {
    const { clock, asked, reach } = watched();
    expect(await reach()).toBe('silent');
    clock.now = 5_000;
    // At once: it has taken too long already.
    expect([await Promise.race([reach(), pause(35, 'waits')]), asked.length]).toEqual(['silent', 1]);
    asked[0]!(null);
    await pause(0);
    expect([await reach(), asked.length]).toEqual([null, 1]);
  });
});
