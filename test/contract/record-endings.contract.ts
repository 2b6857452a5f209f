import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Account, Entrance, Identity, RecordStore } from '@jalon/ports';

const ANA: Account = { tenant: 'main', person: '0190a000-0000-7000-8000-00000000000a' };
const BEN: Account = { tenant: 'main', person: '0190a000-0000-7000-8000-00000000000b' };
/** The same id in another tenant is another person. */
const ANA_ELSEWHERE: Account = { ...ANA, tenant: 'other' };
const HR = '0190a000-0000-7000-8000-0000000000ad';
const NOW = 1_780_000_000_000;
const DAY = 24 * 60 * 60_000;

const newHash = () => createHash('sha256').update(randomBytes(32)).digest('base64url');

/** What every record store forgets of erased people, and ends after a restore. */
export function describeEndings(records: () => RecordStore): void {
  const identityOf = ({ tenant, person }: Account): Identity => ({
    issuer: 'https://id.example.org',
    subject: `${tenant} ${person}`,
  });
  const session = (of: Identity | Account) => ({
    id: randomUUID(),
    origin: 'provider' as const,
    provider: null,
    of,
    trusts: null,
    providerSession: null,
    sealed: null,
    begunAt: NOW,
    expiresAt: NOW + DAY,
  });
  const link = (identity: Identity, account: Account) =>
    records().identities.link(identity, {
      ...account,
      id: randomUUID(),
      how: 'administrator',
      by: HR,
      at: NOW,
      handedOverBy: HR,
    });
  const passkey = () => ({
    id: randomUUID(),
    credentialId: newHash(),
    publicKey: 'AAEC',
    counter: 0,
    transports: [],
    name: 'Laptop',
    madeAt: NOW,
  });
  const read = (person: string, people: readonly string[]) => ({
    id: randomUUID(),
    tenant: 'main',
    at: NOW,
    person,
    roles: ['hr'],
    credential: 'session',
    query: 'GetPerson',
    parameters: {},
    people,
    lost: 0,
  });

  /** One record of each kind for a person, with the secrets by which they are found. */
  async function recordsOf(account: Account) {
    const identity = identityOf(account);
    const secrets = { token: newHash(), session: newHash(), own: newHash(), login: newHash(), invitation: newHash() };
    await link(identity, account);
    const token = {
      ...account,
      id: randomUUID(),
      name: 'Export',
      roles: [],
      organisation: null,
      madeBy: HR,
      handedOverBy: null,
      madeAt: NOW,
      expiresAt: NOW + DAY,
    };
    await records().apiTokens.add(token, secrets.token);
    await records().sessions.add(session(identity), secrets.session);
    await records().sessions.add(session(account), secrets.own);
    await records().passkeys.add(identity, passkey());
    await records().loginLinks.add({ ...account, addressHash: null, expiresAt: NOW + DAY }, secrets.login);
    const invitation = {
      ...account,
      id: randomUUID(),
      role: 'hr' as const,
      organisation: null,
      invitedBy: HR,
      inviterHandedOverBy: null,
      addressHash: newHash(),
      madeAt: NOW,
      needsRelease: false,
    };
    await records().invitations.add(invitation);
    await records().invitations.putLink(invitation.id, {
      secretHash: secrets.invitation,
      expiresAt: NOW + DAY,
      handedOverBy: null,
    });
    await records().mails.add({ ...account, id: randomUUID(), kind: 'invitation', about: invitation.id, madeAt: NOW });
    const addressHash = await records().mailLogins.hashOf(`${account.person}@${account.tenant}.example`);
    await records().mailLogins.put({ ...account, kind: 'entry', subject: randomUUID(), addressHash });
    const value = { kind: 'email', scope: '', exclusive: true, held: false, value: account.person };
    await records().uniqueHashes.reserve({ ...account, attempt: 0, at: NOW }, [value], []);
    return { account, identity, secrets, invitation };
  }

  /** How many of each kind are left. */
  async function left({ account, identity, secrets, invitation }: Awaited<ReturnType<typeof recordsOf>>) {
    const counted = {
      links: await records().identities.linksOf(identity),
      tokens: await records().apiTokens.ofPerson(account),
      sessions: (
        await Promise.all([secrets.session, secrets.own].map((each) => records().sessions.withSecret(each)))
      ).filter(Boolean),
      passkeys: await records().passkeys.ofIdentity(identity),
      loginLinks: [await records().loginLinks.find(secrets.login, NOW)].filter(Boolean),
      invitations: await records().invitations.list(account.tenant, 10, account.person),
      mails: await records().mails.latestAbout([invitation.id]),
      mailLogins: await records().mailLogins.ofAccount(account),
      reserved: await records().uniqueHashes.ofPerson(account),
    };
    return Object.fromEntries(Object.entries(counted).map(([kind, { length }]) => [kind, length]));
  }

  /** Enters by the identity that the person has already. */
  const entranceOf = ({ account, identity }: Awaited<ReturnType<typeof recordsOf>>): Entrance => ({
    ...{ ...account, identity, link: null, kind: 'entry', addressHash: newHash() },
  });

  const ALL = {
    links: 1,
    tokens: 1,
    sessions: 2,
    passkeys: 1,
    loginLinks: 1,
    invitations: 1,
    mails: 1,
    mailLogins: 1,
    reserved: 1,
  };
  const NONE = Object.fromEntries(Object.keys(ALL).map((kind) => [kind, 0]));

  describe('of people who are erased', () => {
    it('removes every kind of record, and nobody else’s', async () => {
      const [ana, ben, elsewhere] = [await recordsOf(ANA), await recordsOf(BEN), await recordsOf(ANA_ELSEWHERE)];
      expect(await left(ana)).toEqual(ALL);
      expect(await records().forget([ANA])).toBe(10);
      expect(await left(ana)).toEqual(NONE);
      expect([await left(ben), await left(elsewhere)]).toEqual([ALL, ALL]);
      expect(await records().forget([ANA])).toBe(0);
      expect(await records().forget([])).toBe(0);
      expect(await records().forget([BEN, ANA_ELSEWHERE])).toBe(20);
      expect([await left(ben), await left(elsewhere)]).toEqual([NONE, NONE]);
    });

    it('leaves the passkeys and sessions of an identity that leads to somebody else as well', async () => {
      const { identity, secrets } = await recordsOf(ANA);
      await link(identity, { ...BEN, tenant: 'other' });
      await records().forget([ANA]);
      expect(await records().passkeys.ofIdentity(identity)).toHaveLength(1);
      expect(await records().sessions.withSecret(secrets.session)).toMatchObject({
        accounts: [{ tenant: 'other', person: BEN.person }],
      });
      expect(await records().sessions.withSecret(secrets.own)).toBeNull();
      await records().forget([{ ...BEN, tenant: 'other' }]);
      expect(await records().passkeys.ofIdentity(identity)).toEqual([]);
      expect(await records().sessions.withSecret(secrets.session)).toBeNull();
    });

    it('removes the passkeys of an identity that once led to somebody else as well', async () => {
      const { identity } = await recordsOf(ANA);
      const other = { ...BEN, tenant: 'other' };
      const { id } = await link(identity, other);
      await records().identities.unlink(other, id, { at: NOW, by: HR });
      await records().forget([ANA]);
      expect(await records().passkeys.ofIdentity(identity)).toEqual([]);
      expect(await records().identities.everyLinkOfPerson(other)).toHaveLength(1);
    });

    it('leaves what they did to others, and who was shown something of whom', async () => {
      const { secrets } = await recordsOf(BEN);
      await records().reads.add([read(ANA.person, [BEN.person]), read(HR, [ANA.person])]);
      await records().forget([ANA, { tenant: 'main', person: HR }]);
      expect(await records().apiTokens.withSecret(secrets.token)).toMatchObject({ madeBy: HR });
      expect(await records().identities.linksOfPerson(BEN)).toMatchObject([{ by: HR, handedOverBy: HR }]);
      expect(await records().reads.list({ tenant: 'main', person: ANA.person, limit: 10 })).toHaveLength(1);
      expect(await records().reads.list({ tenant: 'main', reader: ANA.person, limit: 10 })).toHaveLength(1);
    });

    it('forgets many at once', async () => {
      await recordsOf(BEN);
      const others = Array.from({ length: 450 }, () => ({ tenant: 'main', person: randomUUID() }));
      expect(await records().forget([...others, BEN])).toBe(10);
    });
  });

  describe('of a backup that is restored', () => {
    it('ends sessions and the links by which people enter, and nothing else', async () => {
      const [ana, ben] = [await recordsOf(ANA), await recordsOf(BEN)];
      await records().invitations.redeem(ben.secrets.invitation, NOW + 1, entranceOf(ben));
      expect(await records().endLogins(NOW + 2)).toBe(4);
      expect(await left(ana)).toEqual({ ...ALL, sessions: 0, loginLinks: 0 });
      expect(await records().invitations.redeem(ana.secrets.invitation, NOW + 3, entranceOf(ana))).toBeNull();
      expect(await records().invitations.withId('main', ana.invitation.id)).toMatchObject({
        expiresAt: NOW + 2,
        redeemedAt: null,
      });
      expect(await records().invitations.withId('main', ben.invitation.id)).toMatchObject({ expiresAt: NOW + DAY });
      expect(await records().endLogins(NOW + 4)).toBe(0);
    });
  });
}
