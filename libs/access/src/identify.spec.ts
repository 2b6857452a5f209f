import {
  CredentialMissing,
  TokenInvalid,
  type Proof,
  type ProvenAccount,
  type VerifyCredential,
} from './credentials/credential.js';
import { AccountRefused, identifyCaller } from './identify.js';

const ANA = '0190a000-0000-7000-8000-00000000000a';

const account = (tenant: string): ProvenAccount => ({ tenant, person: ANA, roles: ['hr'], organisation: null });
const proof = (kind: Proof['credential']['kind'], ...accounts: readonly ProvenAccount[]): Proof => ({
  credential: { kind, id: 'one' },
  accounts,
  roles: 'stated',
  atMost: null,
  expiresAt: 7,
});
const takes = (scheme: string, given: Proof): VerifyCredential => {
  return async ({ authorization }) => (authorization?.startsWith(scheme) ? given : null);
};

describe('a caller', () => {
  const identify = identifyCaller([
    takes('a', proof('api-token', account('main'))),
    takes('b', proof('session', account('main'), account('acme'))),
    takes('c', proof('provider')),
    async ({ cookie }) => {
      if (cookie) throw new TokenInvalid('malformed');
      return null;
    },
    takes('a', proof('signed', account('never'))),
  ]);
  const refused = async (credentials: Parameters<typeof identify>[0]) => {
    const failure: unknown = await identify(credentials).catch((error: unknown) => error);
    if (failure instanceof AccountRefused) return { flaw: failure.flaw, choices: failure.choices };
    throw failure;
  };

  it('is identified by the first verifier that knows the kind of credential', async () => {
    expect(await identify({ authorization: 'a' })).toEqual({
      caller: { tenant: 'main', person: ANA, roles: ['hr'], organisation: null },
      credential: { kind: 'api-token', id: 'one' },
      accounts: [account('main')],
      expiresAt: 7,
    });
  });

  it('names the tenant where their identity has several accounts', async () => {
    const { caller, accounts } = await identify({ authorization: 'b', tenant: 'acme' });
    expect([caller.tenant, accounts.length]).toEqual(['acme', 2]);
    expect(await refused({ authorization: 'b' })).toEqual({ flaw: 'unclear', choices: ['main', 'acme'] });
  });

  it('is refused in a tenant where they have no account, and without any', async () => {
    expect(await refused({ authorization: 'a', tenant: 'acme' })).toEqual({ flaw: 'unknown', choices: [] });
    expect(await refused({ authorization: 'b', tenant: 'main, acme' })).toEqual({ flaw: 'unknown', choices: [] });
    expect(await refused({ authorization: 'c' })).toEqual({ flaw: 'unknown', choices: [] });
  });

  it('is refused by a verifier whose credential proves nothing, and where there is none', async () => {
    await expect(identify({ cookie: 'forged' })).rejects.toThrow(TokenInvalid);
    await expect(identify({})).rejects.toThrow(CredentialMissing);
  });
});
