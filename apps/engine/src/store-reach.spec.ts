import { setTimeout as pause } from 'node:timers/promises';
import { cachedReach } from './store-reach.js';

/** A store that answers on demand, and a clock that only the test moves. */
function watched() {
  const clock = { now: 0 };
  const asked: ((fault: Error | null) => void)[] = [];
  const look = () => new Promise<void>((resolve, reject) => asked.push((fault) => (fault ? reject(fault) : resolve())));
  const reach = cachedReach(look, () => 'no answer', { withinMs: 40, againMs: 1_000, elapsed: () => clock.now });
  return { clock, asked, reach };
}

describe('looking whether a store answers', () => {
  it('asks once for all simultaneous callers, and keeps the answer for a moment', async () => {
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

  it('reports no answer while a question hangs, does not ask again, and takes the late answer', async () => {
    const { clock, asked, reach } = watched();
    expect(await reach()).toBe('no answer');
    clock.now = 5_000;
    // At once: it has taken too long already.
    expect([await Promise.race([reach(), pause(35, 'waits')]), asked.length]).toEqual(['no answer', 1]);
    asked[0]!(null);
    await pause(0);
    expect([await reach(), asked.length]).toEqual([null, 1]);
  });
});
