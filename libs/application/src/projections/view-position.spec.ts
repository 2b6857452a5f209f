import type { Position } from '@jalon/kernel';
import { viewPosition, type ViewPositionPorts } from './view-position.js';

const projections = ['missions', 'audit', 'marketplace'].map((name) => ({ name, version: 1 }));

/** Views that stand where they are told to, and count how often they are asked. */
function viewsAt(positions: Record<string, Position | null>) {
  let looks = 0;
  const progress = () =>
    Object.entries(positions).map(([projection, position]) => ({ projection, version: 1, position, last: null }));
  const views = {
    read: async (work: (reader: object) => unknown) => {
      looks += 1;
      return work({ progress: async () => progress() });
    },
  };
  const ports = { store: {}, views, projections } as unknown as ViewPositionPorts;
  return {
    position: viewPosition(ports),
    looks: () => looks,
    stand: (name: string, at: Position) => (positions[name] = at),
  };
}

const never = new AbortController().signal;

describe('following the views', () => {
  it('costs no more for a hundred who follow than for one', async () => {
    const { position, looks } = viewsAt({ missions: '7', audit: '7', marketplace: '7' });
    const of = ['missions', 'audit'];
    const begun = performance.now();
    const follow = () => position.goesBeyond({ position: '7', of, withinMs: 900, signal: never });
    const followers = Array.from({ length: 100 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 3));
      return follow();
    });
    expect(new Set(await Promise.all(followers))).toEqual(new Set([false]));
    // One look each 200 ms, however long a busy machine takes; and one more at either end.
    expect(looks()).toBeLessThanOrEqual((performance.now() - begun) / 200 + 2);
  });

  it('waits for the projections that are followed, and for no other', async () => {
    const { position } = viewsAt({ missions: '8', audit: '8', marketplace: null });
    const beyond = (of: readonly string[]) => position.goesBeyond({ position: '7', of, withinMs: 50, signal: never });
    expect(await beyond(['missions', 'audit'])).toBe(true);
    expect(await beyond(['missions', 'marketplace'])).toBe(false);
  });

  it('looks at once when the views have moved', async () => {
    const { position, stand } = viewsAt({ missions: '7', audit: '7', marketplace: '7' });
    const moved = position.goesBeyond({ position: '7', of: ['audit'], withinMs: 60_000, signal: never });
    await new Promise((resolve) => setTimeout(resolve, 10));
    stand('audit', '8');
    position.moved();
    expect(await moved).toBe(true);
  });
});
