import { TOKEN_ROLES, type HeldRole, type TokenRole } from '@jalon/kernel';
import fc from 'fast-check';
import type { Accounts, DirectoryAccount } from './accounts.js';
import {
  CredentialMissing,
  TokenInvalid,
  type CredentialKind,
  type Proof,
  type ProvenAccount,
  type VerifyCredential,
} from './credentials/credential.js';
import { AccountRefused, identifyCaller } from './identify.js';

const ANA = '0190a000-0000-7000-8000-00000000000a';
const BEN = '0190a000-0000-7000-8000-00000000000b';
const EMPLOYER = '0190a000-0000-7000-8000-0000000000e1';
const [SHELTER, HUB] = ['0190a000-0000-7000-8000-0000000000f1', '0190a000-0000-7000-8000-0000000000f2'];

const proven = (tenant: string, changes: Partial<ProvenAccount> = {}): ProvenAccount => ({
  ...{ tenant, person: ANA, roles: [], organisation: null },
  ...changes,
});
const proof = (kind: CredentialKind, accounts: readonly ProvenAccount[], changes: Partial<Proof> = {}): Proof => ({
  ...{ credential: { kind, id: 'one' }, accounts, roles: 'held', atMost: null, expiresAt: 7 },
  ...changes,
});
const held = (role: TokenRole, changes: Partial<HeldRole> = {}): HeldRole => ({
  ...{ role, from: 'granted', employer: null, organisation: null, until: null },
  ...changes,
});
const entry = (changes: Partial<DirectoryAccount> = {}): DirectoryAccount => ({
  ...{ status: 'registered', isOperator: false, roles: [] },
  ...changes,
});
const NOBODY = entry({ status: 'unknown' });

/** A directory of one person in each tenant. */
const directory = (of: Readonly<Record<string, DirectoryAccount>>): Accounts => ({
  find: async (tenant, person) => (person === ANA ? (of[tenant] ?? NOBODY) : NOBODY),
  hasLeft: async (tenant) => of[tenant]?.status === 'left',
});
const identify = (given: Proof, of: Readonly<Record<string, DirectoryAccount>>, headers = {}, options = {}) =>
  identifyCaller([async () => given], directory(of))(headers, options);
const refused = async (identified: Promise<unknown>) => {
  const failure: unknown = await identified.catch((error: unknown) => error);
  if (failure instanceof AccountRefused) return { flaw: failure.flaw, choices: failure.choices };
  throw new Error('the account was taken', { cause: failure });
};

describe('a caller', () => {
  const takes = (scheme: string, given: Proof): VerifyCredential => {
    return async ({ authorization }) => (authorization?.startsWith(scheme) ? given : null);
  };
  const verifiers = [
    takes('a', proof('api-token', [proven('main')])),
    async ({ cookie }: { readonly cookie?: string | undefined }) => {
      if (cookie) throw new TokenInvalid('malformed');
      return null;
    },
    takes('a', proof('signed', [proven('never')])),
  ];
  const byVerifiers = identifyCaller(verifiers, directory({ main: entry({ roles: [held('hr')] }) }));

  it('is identified by the first verifier that knows the kind of credential', async () => {
    expect(await byVerifiers({ authorization: 'a' })).toEqual({
      caller: { tenant: 'main', person: ANA, roles: ['hr'], organisation: null },
      credential: { kind: 'api-token', id: 'one' },
      accounts: [{ tenant: 'main', person: ANA, hasLeft: false, roles: [held('hr')], organisations: [] }],
      expiresAt: 7,
    });
  });

  it('is refused by a verifier whose credential proves nothing, and where there is none', async () => {
    await expect(byVerifiers({ cookie: 'forged' })).rejects.toThrow(TokenInvalid);
    await expect(byVerifiers({})).rejects.toThrow(CredentialMissing);
  });
});

describe('an identity with several accounts', () => {
  const given = proof('session', [proven('main'), proven('acme'), proven('gone', { person: BEN })]);
  const both = { main: entry(), acme: entry({ roles: [held('hr')] }) };

  it('is the one in the tenant that the request names', async () => {
    const { caller, accounts } = await identify(given, both, { tenant: 'acme' });
    expect([caller.tenant, caller.roles, accounts.map(({ tenant }) => tenant)]).toEqual([
      'acme',
      ['hr'],
      ['main', 'acme'],
    ]);
  });

  it('must be named, but for what is about all of them', async () => {
    expect(await refused(identify(given, both))).toEqual({ flaw: 'unclear', choices: ['main', 'acme'] });
    expect((await identify(given, both, {}, { anyAccount: true })).caller.tenant).toBe('main');
  });

  it('is not needed where one account is somebody’s', async () => {
    expect((await identify(given, { acme: entry() })).caller.tenant).toBe('acme');
  });

  it('is refused in a tenant where it has none, and without any', async () => {
    expect(await refused(identify(given, both, { tenant: 'gone' }))).toEqual({ flaw: 'unknown', choices: [] });
    expect(await refused(identify(given, both, { tenant: 'main, acme' }))).toEqual({ flaw: 'unknown', choices: [] });
    expect(await refused(identify(given, {}))).toEqual({ flaw: 'unknown', choices: [] });
    expect(await refused(identify(proof('provider', []), both))).toEqual({ flaw: 'unknown', choices: [] });
  });
});

describe('the roles of a caller', () => {
  it('are those of the directory, of grants and of a provider’s claims', async () => {
    const roles = [held('employee', { from: 'directory', employer: EMPLOYER }), held('hr')];
    const given = proof('provider', [proven('main', { roles: ['auditor', 'organisation'] })]);
    const { caller, accounts } = await identify(given, { main: entry({ roles }) });
    expect(caller.roles).toEqual(['hr', 'employee', 'auditor']);
    expect(accounts[0]?.roles.map(({ role, from }) => [role, from])).toEqual([
      ['employee', 'directory'],
      ['hr', 'granted'],
      ['auditor', 'provider'],
    ]);
  });

  it('are, of one employer alone, not among those that hold everywhere', async () => {
    const roles = [held('auditor', { employer: EMPLOYER }), held('hr')];
    const { caller } = await identify(proof('session', [proven('main')]), { main: entry({ roles }) });
    expect(caller).toMatchObject({ roles: ['hr'], employerRoles: [{ role: 'auditor', employer: EMPLOYER }] });
  });

  it('are all of them for the operator, but never the organisation’s', async () => {
    const { caller } = await identify(proof('session', [proven('main')]), { main: entry({ isOperator: true }) });
    expect(caller.roles).toEqual(TOKEN_ROLES.filter((role) => role !== 'organisation'));
  });

  it('are exactly those that a token of ours says, whoever its bearer is', async () => {
    const given = proof('signed', [proven('main', { roles: ['auditor'] })], { roles: 'stated' });
    expect((await identify(given, {})).caller.roles).toEqual(['auditor']);
    expect((await identify(given, { main: entry({ roles: [held('hr')] }) })).caller.roles).toEqual(['auditor']);
  });

  it.each<CredentialKind>(['signed', 'provider', 'api-token', 'session'])(
    'are none for who has left, by a credential of kind %s',
    async (kind) => {
      const account = proven('main', { roles: ['admin', 'organisation'], organisation: SHELTER });
      const given = proof(kind, [account], { roles: kind === 'signed' ? 'stated' : 'held' });
      const left = { main: entry({ status: 'left', roles: [] }) };
      const { caller, accounts } = await identify(given, left);
      expect(caller).toEqual({ tenant: 'main', person: ANA, roles: [], organisation: null });
      expect(accounts).toMatchObject([{ hasLeft: true, roles: [], organisations: [] }]);
    },
  );

  it.each<CredentialKind>(['provider', 'api-token', 'session'])('need a registered person, by a %s', async (kind) => {
    const given = proof(kind, [proven('main', { roles: ['admin'] })], {
      roles: kind === 'api-token' ? 'stated' : 'held',
    });
    expect(await refused(identify(given, {}))).toEqual({ flaw: 'unknown', choices: [] });
    expect((await identify(given, { main: { ...NOBODY, isOperator: true } })).caller.roles).toContain('admin');
  });

  it('are never more than the credential may be used for, nor than the person holds', async () => {
    const someRoles = fc.uniqueArray(fc.constantFrom(...TOKEN_ROLES));
    await fc.assert(
      fc.asyncProperty(someRoles, someRoles, someRoles, fc.boolean(), async (granted, claims, atMost, isOperator) => {
        const given = proof('api-token', [proven('main', { roles: claims })], { atMost });
        const roles = granted.map((role) => held(role, { organisation: role === 'organisation' ? SHELTER : null }));
        const { caller } = await identify(given, { main: entry({ roles, isOperator }) });
        for (const role of caller.roles) {
          expect(atMost).toContain(role);
          if (!isOperator) expect([...granted, ...claims]).toContain(role);
        }
        expect(caller.organisation).toBe(caller.roles.includes('organisation') ? SHELTER : null);
      }),
    );
  });
});

describe('the organisation for which a caller speaks', () => {
  const speaker = (...organisations: readonly string[]) => ({
    main: entry({
      roles: [held('hr'), ...organisations.map((organisation) => held('organisation', { organisation }))],
    }),
  });
  const given = proof('session', [proven('main')]);

  it('is the one of their account', async () => {
    const { caller } = await identify(given, speaker(SHELTER));
    expect([caller.organisation, caller.roles]).toEqual([SHELTER, ['hr', 'organisation']]);
  });

  it('is named among several; until it is, they speak for none', async () => {
    const { caller } = await identify(given, speaker(SHELTER, HUB), { organisation: HUB });
    expect(caller).toMatchObject({ organisation: HUB, roles: ['hr', 'organisation'] });
    const silent = await identify(given, speaker(SHELTER, HUB));
    expect(silent.caller).toMatchObject({ organisation: null, roles: ['hr'] });
    expect(silent.accounts[0]?.organisations).toEqual([SHELTER, HUB]);
  });

  it('is none other than those of the directory, whatever a provider claims', async () => {
    const claims = proof('provider', [proven('main', { roles: ['organisation'], organisation: HUB })]);
    expect((await identify(claims, speaker())).caller).toMatchObject({ organisation: null, roles: ['hr'] });
    const named = identify(claims, speaker(SHELTER), { organisation: HUB });
    expect(await refused(named)).toEqual({ flaw: 'organisation', choices: [SHELTER] });
  });

  it('is, by an API token that was made for one, no other, whichever they have now', async () => {
    const account = proven('main', { organisation: HUB });
    const token = proof('api-token', [account], { atMost: ['organisation', 'hr'] });
    for (const also of [[SHELTER], [SHELTER, HUB]]) {
      const mine = also.includes(HUB) ? HUB : null;
      expect((await identify(token, speaker(...also))).caller).toMatchObject({ organisation: mine });
      const other = identify(token, speaker(...also), { organisation: SHELTER });
      expect(await refused(other)).toMatchObject({ flaw: 'organisation' });
    }
    expect((await identify(token, speaker(SHELTER))).caller.roles).toEqual(['hr']);
  });

  it('is, by a token of ours, the one that it names', async () => {
    const account = proven('main', { roles: ['organisation'], organisation: HUB });
    const token = proof('signed', [account], { roles: 'stated' });
    expect((await identify(token, {})).caller).toMatchObject({ organisation: HUB, roles: ['organisation'] });
    expect(await refused(identify(token, {}, { organisation: SHELTER }))).toMatchObject({ flaw: 'organisation' });
  });
});
