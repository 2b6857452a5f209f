import { AccountRefused, CredentialMissing, type Identified, type IdentifyCaller } from '@jalon/access';
import { StoreUnavailable } from '@jalon/ports';
import type { ApiEngine } from '../api-engine.js';
import { LoginPages, ownerOf } from './login-pages.js';

const known = (identify: IdentifyCaller) =>
  new LoginPages({ identify } as ApiEngine, { host: '127.0.0.1', publicUrl: null }).known({ headers: {} });

describe('who is logged in with a browser', () => {
  it('is whoever its cookie identifies', async () => {
    const identified = { caller: { tenant: 'main', person: 'ana' } } as Identified;
    expect(await known(async () => identified)).toBe(identified);
  });

  it.each([new CredentialMissing(), new AccountRefused('unknown')])(
    'is nobody where it is refused (%s)',
    async (error) => {
      expect(await known(() => Promise.reject(error))).toBeNull();
    },
  );

  it('is not known while a store is away: an invitation must not make a second identity then', async () => {
    const away = new StoreUnavailable('the record store does not answer', { store: 'records' });
    await expect(known(() => Promise.reject(away))).rejects.toBe(away);
  });
});

describe('the owner of an identity of ours', () => {
  const caller = { tenant: 'main', person: 'ana', roles: [], organisation: null } as const;
  const account = { ...{ tenant: 'main', person: 'ana' }, hasLeft: false, roles: [], organisations: [] } as const;
  const owner = (credential: Identified['credential']) =>
    ownerOf({ caller, credential, accounts: [account], expiresAt: 0 });

  it('is proven by a session that such an identity began', () => {
    expect(owner({ kind: 'session', id: 'a', provider: null })).toEqual({
      account: { tenant: 'main', person: 'ana' },
      proven: [account],
    });
  });

  it('is not proven by a session of a provider, whose link another person may have made, or by a token', () => {
    expect(owner({ kind: 'session', id: 'a', provider: 'acme' }).proven).toEqual([]);
    for (const kind of ['signed', 'provider', 'api-token'] as const)
      expect(owner({ kind, id: 'a' }).proven).toEqual([]);
  });
});
