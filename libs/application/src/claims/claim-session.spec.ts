import { StoreUnavailable } from '@jalon/ports';
import type { ClaimPorts } from './claim.js';
import { claimSession } from './claim-session.js';

const SUBJECT = 'mission-main.e0000000-0000-4000-8000-000000000001';
const claimOn = (owner: string) => ({ owner, subject: SUBJECT, key: 'place', attempt: 0, amount: 1 });

describe('a claim session', () => {
  it('tells of each claim that it could not resolve, and harms no answer by it', async () => {
    const fault = new StoreUnavailable('no answer');
    const streams = { load: () => Promise.reject(fault), eventAt: () => Promise.reject(fault) };
    const told = jest.fn();
    const cause = { steps: SUBJECT.slice(-36), causationId: SUBJECT.slice(-36), correlationId: SUBJECT.slice(-36) };
    const ports = { streams } as unknown as ClaimPorts;
    const session = claimSession(ports, (_owner, work) => work(), cause, { fault: told });

    for (const owner of ['need-main.a', 'need-main.b']) {
      await expect(session.takeAll([claimOn(owner)])).rejects.toBe(fault);
    }
    await session.resolveUnused();
    expect(told.mock.calls).toEqual([[fault], [fault]]);
  });
});
