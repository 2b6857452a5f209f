import type { StreamParts } from '@jalon/kernel';
import { CorruptEvent, StoreUnavailable } from '@jalon/ports';
import { accountDirectory, ACCOUNT_AGE_MS, type AccountDirectory } from './account-directory.js';
import type { LoadedStream } from './streams/stream-repository.js';

const ANA = '0190a000-0000-7000-8000-00000000000a';
const OPERATOR = '0190a000-0000-7000-8000-00000000000b';

type State = 'registered' | 'left' | null;
let stored: State;
/** What this process has folded and appended. */
let cached: State;
let fault: Error | null;
let elapsed: number;
let asked: number;
let accounts: AccountDirectory;

beforeEach(() => {
  [stored, cached, fault, elapsed, asked] = ['registered', null, null, 0, 0];
  const loaded = (state: State) => ({ state, revision: state === null ? null : 3 }) as unknown as LoadedStream;
  const load = async (_parts: StreamParts) => {
    asked += 1;
    if (fault) throw fault;
    cached = stored;
    return loaded(stored);
  };
  accounts = accountDirectory({
    streams: { load, loadCached: async (parts) => (cached === null ? load(parts) : loaded(cached)) },
    tenants: {
      find: async (tenant) =>
        tenant === 'main' ? { zone: 'Pacific/Auckland', language: 'fr', mode: 'demo', operator: OPERATOR } : null,
    },
    clock: { now: () => '2026-06-15T20:00:00.000Z' },
    // The day tells which day it was asked for.
    accountOf: (state, today) => ({
      status: (state as State) ?? 'unknown',
      roles: [{ role: 'hr', from: 'granted', employer: null, organisation: null, until: today }],
    }),
    elapsed: () => elapsed,
  });
});

const statusOf = async (person = ANA, tenant = 'main') => (await accounts.find(tenant, person)).status;

describe('an account', () => {
  it('is that of the day in the tenant’s zone, and of the operator or not', async () => {
    const account = await accounts.find('main', ANA);
    expect(account).toMatchObject({ status: 'registered', isOperator: false, roles: [{ until: '2026-06-16' }] });
    expect(await accounts.find('main', OPERATOR)).toMatchObject({ isOperator: true });
  });

  it('is asked for once in that time, and seen as others left it no later', async () => {
    await statusOf();
    stored = 'left';
    elapsed = ACCOUNT_AGE_MS - 1;
    expect([await statusOf(), asked]).toEqual(['registered', 1]);
    elapsed = ACCOUNT_AGE_MS;
    expect([await statusOf(), asked]).toEqual(['left', 2]);
    expect(ACCOUNT_AGE_MS).toBeLessThanOrEqual(60_000);
  });

  it('is seen at once as this process left it', async () => {
    await statusOf();
    cached = 'left';
    expect([await statusOf(), await accounts.hasLeft('main', ANA), asked]).toEqual(['left', true, 1]);
  });

  it('is nobody’s in a tenant that was never opened', async () => {
    expect([await statusOf(ANA, 'other'), asked]).toEqual(['unknown', 0]);
    expect(await accounts.hasLeft('other', ANA)).toBe(false);
  });

  it('cannot be told while the store does not answer; a departure is then not known', async () => {
    for (fault of [new StoreUnavailable('away'), new CorruptEvent('HASH')]) {
      await expect(accounts.find('main', ANA)).rejects.toBe(fault);
      expect(await accounts.hasLeft('main', ANA)).toBe(false);
    }
    fault = new Error('a fault of ours');
    await expect(accounts.hasLeft('main', ANA)).rejects.toBe(fault);
  });

  it('of somebody who is not registered is not asked for at each request of a token', async () => {
    stored = null;
    for (let request = 0; request < 5; request += 1) expect(await accounts.hasLeft('main', ANA)).toBe(false);
    expect(asked).toBe(1);
    expect(await statusOf()).toBe('unknown');
    stored = 'registered';
    cached = 'registered';
    expect(await statusOf()).toBe('registered');
  });
});
