import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@jalon/testing';
import { holdLease, LEASE_MS } from './projector-lease.js';
import { LONGEST_WAIT_MS } from './view-position.js';

/** A store whose first answer comes at once, and each after it only when it is let go. */
function slowViews() {
  const calls: string[] = [];
  const waiting: ((held: boolean) => void)[] = [];
  return {
    calls,
    waiting,
    takeLease: async () => {
      calls.push('asked');
      const held = calls.length === 1 || (await new Promise<boolean>((resolve) => waiting.push(resolve)));
      calls.push('taken');
      return held;
    },
    dropLease: async () => {
      calls.push('dropped');
      return Promise.resolve();
    },
  };
}

it('lets the projector’s lease run out before the longest wait of a query ends', () => {
  expect(LEASE_MS).toBeLessThan(LONGEST_WAIT_MS);
});

describe('the projector’s lease, where the store answers slowly', () => {
  async function kept() {
    const views = slowViews();
    const lease = await holdLease({ views, holder: 'one', signal: new AbortController().signal });
    if (!lease) throw new Error('nobody else has it');
    return { views, lease };
  }

  it('is renewed once at a time', async () => {
    const { views, lease } = await kept();
    await pause(2_500);
    expect(views.calls).toEqual(['asked', 'taken', 'asked']);
    for (const answer of views.waiting) answer(true);
    await lease.giveUp();
  });

  it('is dropped after the renewal under way, which would take it again', async () => {
    const { views, lease } = await kept();
    await until(() => views.waiting.length === 1);
    const givenUp = lease.giveUp();
    await pause(50);
    for (const answer of views.waiting) answer(true);
    await givenUp;
    await pause(1_200);
    expect(views.calls).toEqual(['asked', 'taken', 'asked', 'taken', 'dropped']);
  });

  it('is lost when another process has it', async () => {
    const { views, lease } = await kept();
    await until(() => views.waiting.length === 1);
    expect(lease.signal.aborted).toBe(false);
    for (const answer of views.waiting) answer(false);
    await pause(0);
    expect(lease.signal.aborted).toBe(true);
    await lease.giveUp();
  });
});
