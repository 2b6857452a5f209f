import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  type Account,
  type Identity,
  type NewApiToken,
  type NewIdentityLink,
  type NewSession,
  type RecordStore,
} from '@jalon/ports';
import { describeEndings } from './record-endings.contract.js';
import { describeInvitationRecords } from './invitations.contract.js';
import { describeReadRecords } from './reads.contract.js';
import { describeInstallation } from './installation.contract.js';
import { describeUniqueHashes } from './unique-hashes.contract.js';

const ANA: Account = { tenant: 'main', person: '0190a000-0000-7000-8000-00000000000a' };
const BEN: Account = { tenant: 'main', person: '0190a000-0000-7000-8000-00000000000b' };
const ANA_ELSEWHERE: Account = { tenant: 'other', person: '0190a000-0000-7000-8000-00000000000c' };
const ADMIN = '0190a000-0000-7000-8000-0000000000ad';
/** A moment of today: as many milliseconds need more than 32 bits. */
const NOW = 1_780_000_000_000;
const DAY = 24 * 60 * 60_000;

/** What every record store does. `open` opens a new, empty one. */
export function describeRecordStore(adapter: string, open: () => Promise<RecordStore>): void {
  describe(`the ${adapter} record store`, () => {
    let records: RecordStore;
    beforeEach(async () => {
      records = await open();
    });
    afterEach(() => records.close());

    describeInstallation(() => records.installation);
    describeInvitationRecords(() => records);
    describeUniqueHashes(() => records.uniqueHashes);
    describeReadRecords(() => records);
    describeEndings(() => records);

    it('answers', async () => {
      await records.reach();
    });

    describe('of identities', () => {
      const subject: Identity = { issuer: 'https://id.example.org', subject: 'a1b2' };
      const linked = (account: Account, more: Partial<NewIdentityLink> = {}): NewIdentityLink => ({
        ...account,
        id: randomUUID(),
        how: 'administrator',
        by: ADMIN,
        at: NOW,
        ...more,
      });

      const removal = { at: NOW + 5, by: ADMIN };
      const unreleased = { handedOverBy: null, waitsSince: null, releasedBy: null };

      it('knows no link at first', async () => {
        expect(await records.identities.linksOf(subject)).toEqual([]);
        expect(await records.identities.linksOfPerson(ANA)).toEqual([]);
      });

      it('finds a link by its identity and by its person', async () => {
        const link = linked(ANA, { how: 'rule', by: null });
        const stored = { ...link, issuer: subject.issuer, ...unreleased, unlinkedAt: null, unlinkedBy: null };
        expect(await records.identities.link(subject, link)).toEqual(stored);
        expect(await records.identities.linksOf(subject)).toEqual([stored]);
        expect(await records.identities.linksOfPerson(ANA)).toEqual([stored]);
      });

      it('keeps who had been given the link of an invitation', async () => {
        await records.identities.link(subject, { ...linked(ANA), how: 'invitation', handedOverBy: ADMIN });
        expect(await records.identities.linksOf(subject)).toMatchObject([{ ...ANA, handedOverBy: ADMIN }]);
      });

      it('keeps the first person that an identity has in a tenant', async () => {
        const first = await records.identities.link(subject, linked(ANA));
        expect(await records.identities.link(subject, linked(BEN, { at: NOW + 1 }))).toEqual(first);
        expect(await records.identities.link(subject, linked(ANA, { at: NOW + 2 }))).toEqual(first);
        expect(await records.identities.linksOf(subject)).toEqual([first]);
        expect(await records.identities.linksOfPerson(BEN)).toEqual([]);
      });

      it('takes one of many people to whom an identity is linked at once', async () => {
        const people = Array.from({ length: 8 }, () => ({ tenant: 'main', person: randomUUID() }));
        const links = await Promise.all(people.map((account) => records.identities.link(subject, linked(account))));
        expect(new Set(links.map(({ person }) => person)).size).toBe(1);
      });

      it('gives an identity one person in each tenant, the oldest link first', async () => {
        const later = await records.identities.link(subject, linked(ANA_ELSEWHERE, { at: NOW + 5 }));
        const earlier = await records.identities.link(subject, linked(ANA));
        expect(await records.identities.linksOf(subject)).toEqual([earlier, later]);
        expect(await records.identities.linksOfPerson(ANA)).toEqual([earlier]);
      });

      it('gives a person several identities', async () => {
        const links = [
          await records.identities.link(subject, linked(ANA)),
          await records.identities.link({ ...subject, subject: 'c3' }, linked(ANA, { at: NOW + 1 })),
          await records.identities.link({ ...subject, issuer: 'https://other.example' }, linked(ANA, { at: NOW + 2 })),
        ];
        expect(await records.identities.linksOfPerson(ANA)).toEqual(links);
      });

      it.each<[string, Identity]>([
        ['subject', { ...subject, subject: 'A1B2' }],
        ['issuer', { ...subject, issuer: 'https://id.example.org/' }],
        ['split between the two', { issuer: 'https://id.example.orga', subject: '1b2' }],
      ])('takes an identity of another %s for another one', async (_what, other) => {
        await records.identities.link(subject, linked(ANA));
        expect(await records.identities.linksOf(other)).toEqual([]);
      });

      it('removes a link of a person, and no other’s', async () => {
        const { id } = await records.identities.link(subject, linked(ANA));
        expect(await records.identities.unlink(BEN, id, removal)).toBe(false);
        expect(await records.identities.unlink({ ...ANA, tenant: 'other' }, id, removal)).toBe(false);
        expect(await records.identities.unlink(ANA, randomUUID(), removal)).toBe(false);
        expect(await records.identities.linksOf(subject)).toHaveLength(1);
        expect(await records.identities.unlink(ANA, id, removal)).toBe(true);
        expect(await records.identities.linksOf(subject)).toEqual([]);
        expect(await records.identities.linksOfPerson(ANA)).toEqual([]);
      });

      it('keeps a link that was removed, and who removed it first', async () => {
        const link = await records.identities.link(subject, linked(ANA));
        await records.identities.unlink(ANA, link.id, removal);
        const later = { at: removal.at + 1, by: BEN.person };
        expect(await records.identities.unlink(ANA, link.id, later)).toBe(false);
        const removed = { ...link, unlinkedAt: removal.at, unlinkedBy: removal.by };
        expect(await records.identities.everyLinkOfPerson(ANA)).toEqual([removed]);
        expect(await records.identities.everyLinkOfPerson(BEN)).toEqual([]);
      });

      it('keeps a link that waits from leading to anybody, until it is released, once', async () => {
        const identities = () => records.identities;
        const link = await identities().link(subject, linked(ANA, { waitsSince: NOW }));
        expect([await identities().linksOf(subject), await identities().linksOfPerson(ANA)]).toEqual([[], []]);
        expect(await identities().link(subject, linked(BEN, { mayFollow: true }))).toEqual(link);
        expect(await identities().release(BEN, link.id, ADMIN)).toBe(false);
        expect(await identities().release(ANA, link.id, ADMIN)).toBe(true);
        expect(await identities().release(ANA, link.id, ADMIN)).toBe(false);
        const released = { ...link, waitsSince: null, releasedBy: ADMIN };
        expect(await identities().linksOf(subject)).toEqual([released]);
        expect(await identities().everyLinkOf(subject, 'main')).toEqual([released]);
        const other = await identities().link({ ...subject, subject: 'c3' }, linked(ANA, { waitsSince: NOW }));
        await identities().unlink(ANA, other.id, removal);
        expect(await identities().release(ANA, other.id, ADMIN)).toBe(false);
      });

      it('gives what was one person’s to another, where the link may follow it', async () => {
        const { id } = await records.identities.link(subject, linked(ANA));
        const next = linked(BEN, { mayFollow: true, at: NOW + 9 });
        expect(await records.identities.link(subject, next)).toMatchObject({ ...ANA, id });
        await records.identities.unlink(ANA, id, removal);
        expect(await records.identities.link(subject, next)).toMatchObject({ ...BEN, id: next.id });
        expect(await records.identities.everyLinkOf(subject, 'main')).toMatchObject([ANA, BEN]);
      });

      it('gives what was one person’s to them again, to nobody else of the tenant', async () => {
        const { id } = await records.identities.link(subject, linked(ANA));
        await records.identities.unlink(ANA, id, removal);
        expect(await records.identities.link(subject, linked(BEN))).toMatchObject({ ...ANA, id });
        expect(await records.identities.linksOfPerson(BEN)).toEqual([]);
        expect(await records.identities.link(subject, linked(ANA_ELSEWHERE))).toMatchObject(ANA_ELSEWHERE);
        const again = await records.identities.link(subject, linked(ANA, { at: NOW + 9 }));
        expect(again).toMatchObject({ ...ANA, unlinkedAt: null });
        expect(await records.identities.linksOfPerson(ANA)).toEqual([again]);
        expect(await records.identities.everyLinkOfPerson(ANA)).toHaveLength(2);
      });
    });

    describe('of API tokens', () => {
      const newSecret = () => createHash('sha256').update(randomBytes(32)).digest('base64url');
      const token = (more: Partial<NewApiToken> = {}): NewApiToken => ({
        ...ANA,
        id: randomUUID(),
        name: 'Nightly export',
        roles: ['hr', 'employee'],
        organisation: null,
        madeBy: ANA.person,
        handedOverBy: null,
        madeAt: NOW,
        expiresAt: NOW + 90 * DAY,
        ...more,
      });
      const unused = { lastUsedAt: null, revokedAt: null, revokedBy: null };

      it('finds a token by its secret, and by its id in its tenant', async () => {
        const [made, secret] = [token({ organisation: BEN.person, madeBy: null, handedOverBy: ADMIN }), newSecret()];
        await records.apiTokens.add(made, secret);
        expect(await records.apiTokens.withSecret(secret)).toEqual({ ...made, ...unused });
        expect(await records.apiTokens.withId('main', made.id)).toEqual({ ...made, ...unused });
        expect(await records.apiTokens.withSecret(newSecret())).toBeNull();
        expect(await records.apiTokens.withId('other', made.id)).toBeNull();
      });

      it('takes no second token of the same secret, and does not call that being away', async () => {
        const secret = newSecret();
        await records.apiTokens.add(token(), secret);
        const second = records.apiTokens.add(token(), secret);
        // As the engine says it: SQLite's name, or PostgreSQL's SQLSTATE.
        await expect(second).rejects.toMatchObject({
          code: expect.stringMatching(/^(SQLITE_CONSTRAINT_UNIQUE|23505)$/),
        });
      });

      it('lists the tokens of a person, the newest first', async () => {
        const [older, newer] = [token(), token({ madeAt: NOW + 1 })];
        for (const each of [older, newer, token(BEN), token(ANA_ELSEWHERE)])
          await records.apiTokens.add(each, newSecret());
        const found = await records.apiTokens.ofPerson(ANA);
        expect(found.map(({ id }) => id)).toEqual([newer.id, older.id]);
        expect(await records.apiTokens.ofPerson({ ...ANA, tenant: 'other' })).toEqual([]);
      });

      it('revokes a token once, in its tenant', async () => {
        const [made, secret] = [token(), newSecret()];
        await records.apiTokens.add(made, secret);
        expect(await records.apiTokens.revoke('other', made.id, NOW + 5, ADMIN)).toBe(false);
        expect(await records.apiTokens.revoke('main', made.id, NOW + 5, ADMIN)).toBe(true);
        expect(await records.apiTokens.revoke('main', made.id, NOW + 9, null)).toBe(false);
        expect(await records.apiTokens.withSecret(secret)).toMatchObject({ revokedAt: NOW + 5, revokedBy: ADMIN });
      });

      it('revokes, with the link of an identity, what its person made for themselves, and for services since the link', async () => {
        const identity = { issuer: 'https://id.example.org', subject: 'tokens' };
        const link = { ...ANA, id: randomUUID(), how: 'administrator', by: ADMIN, at: NOW } as const;
        await records.identities.link(identity, link);
        const [own, byAdmin, others] = [token(), token({ madeBy: ADMIN }), token({ ...BEN, madeBy: BEN.person })];
        const ofService = { ...BEN, madeBy: ANA.person };
        const [before, since] = [token({ ...ofService, madeAt: NOW - 1 }), token({ ...ofService, madeAt: NOW })];
        const all = [own, byAdmin, others, before, since];
        for (const each of all) await records.apiTokens.add(each, newSecret());
        const ends = async () =>
          Promise.all(all.map(async ({ id }) => (await records.apiTokens.withId('main', id))?.revokedAt));
        expect(await records.identities.unlink(BEN, link.id, { at: NOW + 5, by: ADMIN })).toBe(false);
        expect(await ends()).toEqual([null, null, null, null, null]);
        await records.identities.unlink(ANA, link.id, { at: NOW + 5, by: ADMIN });
        expect(await ends()).toEqual([NOW + 5, null, null, null, NOW + 5]);
        expect(await records.apiTokens.withId('main', own.id)).toMatchObject({ revokedBy: ADMIN });
      });

      it('notes a use once a minute', async () => {
        const [made, secret] = [token(), newSecret()];
        await records.apiTokens.add(made, secret);
        const lastUsed = async () => (await records.apiTokens.withSecret(secret))?.lastUsedAt;
        await records.apiTokens.used(made.id, NOW + 1);
        expect(await lastUsed()).toBe(NOW + 1);
        await records.apiTokens.used(made.id, NOW + 60_000);
        expect(await lastUsed()).toBe(NOW + 1);
        await records.apiTokens.used(made.id, NOW + 60_001);
        expect(await lastUsed()).toBe(NOW + 60_001);
        await records.apiTokens.used(randomUUID(), NOW);
      });

      it('removes tokens 30 days after their end, at most so many at a time', async () => {
        const ended = Array.from({ length: 3 }, () => token({ expiresAt: NOW - 30 * DAY }));
        const [revoked, lately, living] = [token(), token({ expiresAt: NOW - 30 * DAY + 1 }), token()];
        for (const each of [...ended, revoked, lately, living]) await records.apiTokens.add(each, newSecret());
        await records.apiTokens.revoke('main', revoked.id, NOW - 30 * DAY, null);
        expect(await records.removeExpired(NOW, 3)).toBe(3);
        expect(await records.removeExpired(NOW, 3)).toBe(1);
        expect(await records.removeExpired(NOW, 3)).toBe(0);
        const left = (await records.apiTokens.ofPerson(ANA)).map(({ id }) => id);
        expect(left.sort()).toEqual([lately.id, living.id].sort());
      });
    });

    describe('of sessions', () => {
      const newSecret = () => createHash('sha256').update(randomBytes(32)).digest('base64url');
      const subject: Identity = { issuer: 'https://id.example.org', subject: 'a1b2' };
      const session = (more: Partial<NewSession> = {}): NewSession => ({
        id: randomUUID(),
        origin: 'provider',
        provider: 'acme',
        of: subject,
        trusts: [{ tenant: 'main', roles: ['hr'] }],
        providerSession: 'sid-1',
        sealed: 'AAEC',
        begunAt: NOW,
        expiresAt: NOW + DAY,
        ...more,
      });
      const stored = (
        { of: _of, providerSession: _session, ...kept }: NewSession,
        ...accounts: readonly Account[]
      ) => ({
        ...kept,
        accounts: accounts.map((account) => ({ ...account, handedOverBy: null })),
        lastUsedAt: kept.begunAt,
      });
      const link = (account: Account, at = NOW) =>
        records.identities.link(subject, { ...account, id: randomUUID(), how: 'administrator', by: ADMIN, at });

      it('finds a session by its secret, with the accounts that its identity has at the time', async () => {
        const [begun, secret] = [session(), newSecret()];
        await records.sessions.add(begun, secret);
        expect(await records.sessions.withSecret(secret)).toEqual(stored(begun));
        const { id } = await link(ANA);
        await link(ANA_ELSEWHERE, NOW + 1);
        expect(await records.sessions.withSecret(secret)).toEqual(stored(begun, ANA, ANA_ELSEWHERE));
        await records.identities.unlink(ANA, id, { at: NOW, by: ADMIN });
        expect(await records.sessions.withSecret(secret)).toEqual(stored(begun, ANA_ELSEWHERE));
        expect(await records.sessions.withSecret(newSecret())).toBeNull();
      });

      it('finds a session that was begun for an account', async () => {
        const [begun, secret] = [
          session({ origin: 'login-link', of: ANA, provider: null, trusts: null, providerSession: null, sealed: null }),
          newSecret(),
        ];
        await records.sessions.add(begun, secret);
        expect(await records.sessions.withSecret(secret)).toEqual(stored(begun, ANA));
      });

      it('finds a session that was begun for one account of an identity, until they are linked no more', async () => {
        const one = {
          origin: 'login-link',
          provider: null,
          trusts: null,
          providerSession: null,
          sealed: null,
        } as const;
        const [begun, secret] = [session({ ...one, of: { ...ANA, identity: subject } }), newSecret()];
        await records.sessions.add(begun, secret);
        await link(ANA_ELSEWHERE);
        const handedOver = {
          ...ANA,
          id: randomUUID(),
          how: 'invitation',
          by: ADMIN,
          at: NOW,
          handedOverBy: ADMIN,
        } as const;
        await records.identities.link(subject, handedOver);
        expect(await records.sessions.withSecret(secret)).toMatchObject({
          accounts: [{ ...ANA, handedOverBy: ADMIN }],
        });
        expect(await records.sessions.ofPerson(ANA)).toMatchObject([{ id: begun.id }]);
        expect(await records.sessions.ofPerson(ANA_ELSEWHERE)).toEqual([]);
        expect(await records.sessions.end(ANA_ELSEWHERE, begun.id)).toBe(false);

        await records.identities.unlink(ANA, handedOver.id, { at: NOW, by: ADMIN });
        expect(await records.sessions.withSecret(secret)).toMatchObject({ accounts: [] });
        expect(await records.sessions.ofPerson(ANA)).toEqual([]);
        const [elsewhere] = await records.identities.linksOfPerson(ANA_ELSEWHERE);
        await records.identities.unlink(ANA_ELSEWHERE, elsewhere?.id ?? '', { at: NOW, by: ADMIN });
        expect(await records.sessions.withSecret(secret)).toBeNull();
      });

      it('lists the sessions that lead to a person, the newest first, and no others', async () => {
        await link(ANA);
        const [older, newer] = [session(), session({ of: ANA, begunAt: NOW + 1 })];
        for (const each of [older, newer, session({ of: BEN }), session({ of: { ...subject, subject: 'other' } })]) {
          await records.sessions.add(each, newSecret());
        }
        expect((await records.sessions.ofPerson(ANA)).map(({ id }) => id)).toEqual([newer.id, older.id]);
        expect(await records.sessions.ofPerson({ ...ANA, tenant: 'other' })).toEqual([]);
      });

      it('ends a session of a person, and no other’s', async () => {
        await link(ANA);
        const [ofIdentity, ofAccount] = [session(), session({ of: ANA })];
        for (const each of [ofIdentity, ofAccount]) await records.sessions.add(each, newSecret());
        expect(await records.sessions.end(BEN, ofIdentity.id)).toBe(false);
        expect(await records.sessions.end({ ...ANA, tenant: 'other' }, ofAccount.id)).toBe(false);
        expect(await records.sessions.end(ANA, ofIdentity.id)).toBe(true);
        expect(await records.sessions.end(ANA, ofIdentity.id)).toBe(false);
        expect(await records.sessions.end(ANA, ofAccount.id)).toBe(true);
        expect(await records.sessions.ofPerson(ANA)).toEqual([]);
      });

      it('ends a session by its secret, once', async () => {
        const secret = newSecret();
        await records.sessions.add(session(), secret);
        expect(await records.sessions.endWithSecret(newSecret())).toBe(false);
        expect(await records.sessions.endWithSecret(secret)).toBe(true);
        expect(await records.sessions.endWithSecret(secret)).toBe(false);
        expect(await records.sessions.withSecret(secret)).toBeNull();
      });

      it('ends what a session of the provider began, or all of an identity', async () => {
        const another = { ...subject, issuer: 'https://other.example' };
        const [one, two, three] = [newSecret(), newSecret(), newSecret()];
        await records.sessions.add(session(), one);
        await records.sessions.add(session({ providerSession: 'sid-2' }), two);
        await records.sessions.add(session({ of: another }), three);
        const left = async () =>
          (await Promise.all([one, two, three].map((secret) => records.sessions.withSecret(secret)))).map(Boolean);
        const ended = { issuer: subject.issuer, providerSession: 'sid-1', subject: null };
        expect(await records.sessions.endOfProvider(ended)).toBe(1);
        expect(await left()).toEqual([false, true, true]);
        expect(await records.sessions.endOfProvider({ ...subject, providerSession: null })).toBe(1);
        expect(await records.sessions.endOfProvider({ ...subject, providerSession: null })).toBe(0);
        expect(await left()).toEqual([false, false, true]);
      });

      it('ends, with a session of the provider of an identity, what the provider named no session for', async () => {
        const [named, unnamed, other, ofAnother] = [newSecret(), newSecret(), newSecret(), newSecret()];
        await records.sessions.add(session(), named);
        await records.sessions.add(session({ providerSession: null }), unnamed);
        await records.sessions.add(session({ providerSession: 'sid-2' }), other);
        await records.sessions.add(session({ of: { ...subject, subject: 'b' }, providerSession: null }), ofAnother);
        expect(await records.sessions.endOfProvider({ ...subject, providerSession: 'sid-1' })).toBe(2);
        const secrets = [named, unnamed, other, ofAnother];
        const left = await Promise.all(secrets.map((secret) => records.sessions.withSecret(secret)));
        expect(left.map(Boolean)).toEqual([false, false, true, true]);
      });

      it('notes a use once a minute', async () => {
        const [begun, secret] = [session(), newSecret()];
        await records.sessions.add(begun, secret);
        const lastUsed = async () => (await records.sessions.withSecret(secret))?.lastUsedAt;
        await records.sessions.used(begun.id, NOW + 59_999);
        expect(await lastUsed()).toBe(NOW);
        await records.sessions.used(begun.id, NOW + 60_000);
        expect(await lastUsed()).toBe(NOW + 60_000);
        await records.sessions.used(randomUUID(), NOW);
      });

      it('removes sessions that have expired', async () => {
        const [expired, living] = [newSecret(), newSecret()];
        await records.sessions.add(session({ expiresAt: NOW }), expired);
        await records.sessions.add(session({ expiresAt: NOW + 1 }), living);
        expect(await records.removeExpired(NOW, 10)).toBe(1);
        expect(await records.sessions.withSecret(expired)).toBeNull();
        expect(await records.sessions.withSecret(living)).not.toBeNull();
      });

      it('keeps nothing that identifies somebody to their provider', async () => {
        const secret = newSecret();
        await records.sessions.add(session(), secret);
        expect(JSON.stringify(await records.sessions.withSecret(secret))).not.toMatch(/a1b2|sid-1/);
      });
    });

    describe('of login links', () => {
      const newSecret = () => createHash('sha256').update(randomBytes(32)).digest('base64url');

      it('gives the account once, until the link expires', async () => {
        const [secret, late] = [newSecret(), newSecret()];
        const link = { ...ANA, addressHash: 'a1' };
        await records.loginLinks.add({ ...link, expiresAt: NOW + 10 }, secret);
        await records.loginLinks.add({ ...ANA, addressHash: null, expiresAt: NOW }, late);
        expect(await records.loginLinks.find(late, NOW - 1)).toEqual({ ...ANA, addressHash: null });
        expect(await records.loginLinks.find(secret, NOW)).toEqual(link);
        expect(await records.loginLinks.find(secret, NOW)).toEqual(link);
        expect(await records.loginLinks.find(late, NOW)).toBeNull();
        expect(await records.loginLinks.redeem(late, NOW)).toBeNull();
        const redeemed = await Promise.all(Array.from({ length: 5 }, () => records.loginLinks.redeem(secret, NOW)));
        expect(redeemed.filter(Boolean)).toEqual([link]);
        expect(await records.loginLinks.find(secret, NOW)).toBeNull();
      });

      it('is removed when it has expired', async () => {
        const link = { ...ANA, addressHash: null };
        await records.loginLinks.add({ ...link, expiresAt: NOW }, newSecret());
        await records.loginLinks.add({ ...link, expiresAt: NOW + 1 }, newSecret());
        expect(await records.removeExpired(NOW, 10)).toBe(1);
      });
    });
  });
}
