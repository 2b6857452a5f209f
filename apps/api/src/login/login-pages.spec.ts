import { AccountRefused, CredentialMissing, type Identified, type IdentifyCaller } from '@jalon/access';
import { StoreUnavailable } from '@jalon/ports';
import type { ApiEngine } from '../api-engine.js';
import { LoginPages } from './login-pages.js';

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
