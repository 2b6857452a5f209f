import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Account, Entrance, MailLogin, NewInvitation, Passkey, RecordStore } from '@jalon/ports';

const ANA: Account = { tenant: 'main', person: '0190a000-0000-7000-8000-00000000000a' };
const BEN: Account = { tenant: 'main', person: '0190a000-0000-7000-8000-00000000000b' };
const HR = '0190a000-0000-7000-8000-0000000000ad';
const NOW = 1_780_000_000_000;
const DAY = 24 * 60 * 60_000;

const entrance = (account = ANA, more: Partial<Entrance> = {}): Entrance => ({
  ...account,
  identity: { issuer: 'jalon', subject: randomUUID() },
  link: { id: randomUUID(), how: 'invitation', by: HR, at: NOW },
  kind: 'entry',
  addressHash: 'hash',
  ...more,
});

const privateEntrance = (account = ANA): Entrance => ({
  ...entrance(account, { kind: 'private' }),
  link: { id: randomUUID(), how: 'private-email', by: account.person, at: NOW },
});

const passkey = (more: Partial<Passkey> = {}) => ({
  id: randomUUID(),
  credentialId: randomUUID(),
  publicKey: 'pQECAyYg',
  counter: 0,
  transports: ['internal', 'hybrid'],
  name: 'Phone',
  madeAt: NOW,
  ...more,
});

const newHash = () => createHash('sha256').update(randomBytes(32)).digest('base64url');

/** What every record store does with invitations, mails, logins by mail, and passkeys. */
export function describeInvitationRecords(records: () => RecordStore): void {
  describe('of invitations', () => {
    const invitation = (more: Partial<NewInvitation> = {}): NewInvitation => ({
      ...ANA,
      id: randomUUID(),
      role: 'organisation',
      organisation: BEN.person,
      invitedBy: HR,
      inviterHandedOverBy: null,
      addressHash: 'a1',
      madeAt: NOW,
      needsRelease: false,
      ...more,
    });
    const added = async (more: Partial<NewInvitation> = {}) => {
      const made = invitation(more);
      await records().invitations.add(made);
      return made;
    };
    const linked = async (more: Partial<NewInvitation> = {}, expiresAt = NOW + DAY) => {
      const [made, secretHash] = [await added(more), newHash()];
      expect(await records().invitations.putLink(made.id, { secretHash, expiresAt, handedOverBy: null })).toBe(true);
      return { ...made, secretHash };
    };
    const untouched = {
      releasedBy: null,
      handedOverBy: null,
      expiresAt: null,
      redeemedAt: null,
      revokedAt: null,
      revokedBy: null,
    };

    it('finds an invitation by its id in its tenant, and lists the newest first', async () => {
      const [older, newer] = [await added(), await added({ madeAt: NOW + 1, needsRelease: true, organisation: null })];
      await added({ tenant: 'other' });
      const ofBen = await added({ ...BEN, madeAt: NOW - 1 });
      expect(await records().invitations.withId('main', newer.id)).toEqual({ ...newer, ...untouched });
      expect(await records().invitations.withId('other', newer.id)).toBeNull();
      const ids = async (max: number, person?: string) =>
        (await records().invitations.list('main', max, person)).map(({ id }) => id);
      expect(await ids(10)).toEqual([newer.id, older.id, ofBen.id]);
      expect(await ids(1)).toEqual([newer.id]);
      expect(await ids(10, BEN.person)).toEqual([ofBen.id]);
    });

    it('knows an invitation by its latest link alone', async () => {
      const { id, secretHash } = await linked();
      const next = { secretHash: newHash(), expiresAt: NOW + 2 * DAY, handedOverBy: HR };
      await records().invitations.putLink(id, next);
      expect(await records().invitations.withSecret(secretHash)).toBeNull();
      expect(await records().invitations.withSecret(next.secretHash)).toMatchObject({
        id,
        expiresAt: next.expiresAt,
        handedOverBy: HR,
      });
      expect(await records().invitations.redeem(secretHash, NOW, entrance())).toBeNull();
    });

    it('redeems a link once, of many who try at once, and lets in the one who did', async () => {
      const { id, secretHash } = await linked();
      const entrances = Array.from({ length: 6 }, () => entrance());
      const tries = await Promise.all(entrances.map((each) => records().invitations.redeem(secretHash, NOW, each)));
      expect(tries.filter((each) => each !== null)).toMatchObject([{ id, redeemedAt: NOW }]);
      const entered = entrances[tries.findIndex((each) => each !== null)];
      expect(await records().identities.linksOfPerson(ANA)).toMatchObject([{ id: entered?.link?.id }]);
      expect(await records().mailLogins.ofAccount(ANA)).toMatchObject([{ subject: entered?.identity.subject }]);
      expect(await records().invitations.putLink(id, { secretHash, expiresAt: NOW, handedOverBy: null })).toBe(false);
      expect(await records().invitations.revoke('main', id, NOW, HR)).toBe(false);
    });

    it('redeems nothing for an identity that has another person of the tenant', async () => {
      const { secretHash } = await linked();
      const others = entrance(BEN);
      expect(await records().mailLogins.enter(others)).toBe(true);
      const { identity } = others;
      const refused = await records().invitations.redeem(secretHash, NOW, { ...entrance(), identity });
      expect(refused).toBe('identity-of-another');
      expect(await records().identities.linksOfPerson(ANA)).toEqual([]);
      expect(await records().mailLogins.ofAccount(ANA)).toEqual([]);
      expect(await records().invitations.redeem(secretHash, NOW, entrance())).toMatchObject({ redeemedAt: NOW });
    });

    it('redeems no link that has expired, and none that is revoked', async () => {
      const expired = await linked({}, NOW);
      expect(await records().invitations.redeem(expired.secretHash, NOW, entrance())).toBeNull();
      const revoked = await linked();
      expect(await records().invitations.revoke('other', revoked.id, NOW, HR)).toBe(false);
      expect(await records().invitations.revoke('main', revoked.id, NOW, HR)).toBe(true);
      expect(await records().invitations.redeem(revoked.secretHash, NOW, entrance())).toBeNull();
      expect(await records().invitations.withSecret(revoked.secretHash)).toMatchObject({
        revokedAt: NOW,
        revokedBy: HR,
      });
    });

    it('releases once an invitation that waits for it', async () => {
      const [waiting, other] = [await added({ needsRelease: true }), await added()];
      expect(await records().invitations.release('main', other.id, HR)).toBe(false);
      expect(await records().invitations.release('main', waiting.id, HR)).toBe(true);
      expect(await records().invitations.release('main', waiting.id, BEN.person)).toBe(false);
      expect(await records().invitations.withId('main', waiting.id)).toMatchObject({ releasedBy: HR });
    });

    it('holds an open invitation: its link ends, until it is released', async () => {
      const [{ id, secretHash }, over] = [await linked(), await linked()];
      await records().invitations.hold('other', id);
      expect(await records().invitations.withSecret(secretHash)).toMatchObject({ id, needsRelease: false });
      await records().invitations.hold('main', id);
      expect(await records().invitations.withSecret(secretHash)).toBeNull();
      expect(await records().invitations.redeem(secretHash, NOW, entrance())).toBeNull();
      expect(await records().invitations.release('main', id, HR)).toBe(true);
      expect(await records().invitations.withId('main', id)).toMatchObject({ releasedBy: HR, expiresAt: null });
      await records().invitations.redeem(over.secretHash, NOW, entrance());
      await records().invitations.hold('main', over.id);
      expect(await records().invitations.withId('main', over.id)).toMatchObject({ needsRelease: false });
    });

    it('removes invitations 90 days after their end', async () => {
      const then = NOW - 90 * DAY;
      await linked({ madeAt: then - DAY }, then);
      await added({ madeAt: then });
      const [revoked, open] = [await added({ madeAt: then + 1 }), await linked({ madeAt: then }, NOW)];
      await records().invitations.revoke('main', revoked.id, then, HR);
      expect(await records().removeExpired(NOW, 10)).toBe(3);
      expect((await records().invitations.list('main', 10)).map(({ id }) => id)).toEqual([open.id]);
    });
  });

  describe('of mails', () => {
    const mail = (more: object = {}) => ({
      ...ANA,
      id: randomUUID(),
      kind: 'invitation' as const,
      about: 'one',
      madeAt: NOW,
      ...more,
    });

    it('gives each mail that is due to one of those who ask at once', async () => {
      const [first, second] = [mail(), mail({ madeAt: NOW + 1 })];
      for (const each of [first, second, first]) await records().mails.add(each);
      expect(await records().mails.take(NOW - 1, NOW, 10)).toEqual([]);
      const takes = await Promise.all([1, 2, 3].map(() => records().mails.take(NOW + 1, NOW + 100, 10)));
      expect(takes.flat().map(({ id, attempts }) => [id, attempts])).toEqual([
        [first.id, 1],
        [second.id, 1],
      ]);
      expect(await records().mails.take(NOW + 100, NOW + 200, 1)).toMatchObject([{ id: first.id, attempts: 2 }]);
    });

    it('tries a mail again that failed, until it is sent or given up', async () => {
      const [sent, given] = [mail(), mail({ about: 'two' })];
      for (const each of [sent, given]) await records().mails.add(each);
      await records().mails.take(NOW, NOW + 100, 10);
      await records().mails.failed(sent.id, 'ECONNECTION', NOW + 5);
      await records().mails.failed(given.id, '550', null);
      expect(await records().mails.take(NOW + 5, NOW + 100, 10)).toMatchObject([
        { id: sent.id, failure: 'ECONNECTION' },
      ]);
      await records().mails.sent(sent.id, NOW + 6);
      expect(await records().mails.take(NOW + DAY, NOW + DAY, 10)).toEqual([]);
      const states = await records().mails.latestAbout(['one', 'two', 'three']);
      expect(states.map(({ about, sentAt, failure }) => [about, sentAt, failure]).sort()).toEqual([
        ['one', NOW + 6, null],
        ['two', null, '550'],
      ]);
    });

    it('counts the mails of a kind to a person', async () => {
      for (const each of [mail(), mail({ madeAt: NOW - 1 }), mail(BEN), mail({ kind: 'login-link' })])
        await records().mails.add(each);
      expect(await records().mails.countSince(ANA, 'invitation', NOW)).toBe(1);
      expect(await records().mails.countSince(ANA, 'invitation', NOW - 1)).toBe(2);
    });

    it('removes mails that are done 90 days after they were made', async () => {
      const [done, due] = [mail({ madeAt: NOW - 90 * DAY }), mail({ madeAt: NOW - 90 * DAY })];
      for (const each of [done, due]) await records().mails.add(each);
      await records().mails.sent(done.id, NOW);
      expect(await records().removeExpired(NOW, 10)).toBe(1);
      expect(await records().mails.take(NOW, NOW, 10)).toMatchObject([{ id: due.id }]);
    });
  });

  describe('of logins by mail', () => {
    const login = async (address: string, more: Partial<MailLogin> = {}): Promise<MailLogin> => ({
      ...ANA,
      kind: 'entry',
      subject: 'a1',
      addressHash: await records().mailLogins.hashOf(address),
      ...more,
    });

    it('finds people by an address, however it is written', async () => {
      const [ana, ben] = [await login('l\u00e9a@example.org'), await login('le\u0301a@example.org', BEN)];
      for (const each of [ana, ben]) await records().mailLogins.put(each);
      expect(
        await records().mailLogins.withAddress(await records().mailLogins.hashOf(' LE\u0301A@Example.org ')),
      ).toEqual([ana, ben]);
      expect(await records().mailLogins.withAddress(await records().mailLogins.hashOf('x@example.org'))).toEqual([]);
    });

    it('gives a person who enters one identity of the issuer for each kind of address', async () => {
      const administered = { ...ANA, id: randomUUID(), how: 'administrator', by: HR, at: NOW } as const;
      await records().identities.link({ issuer: 'https://id.example.org', subject: 'a1' }, administered);
      await records().mailLogins.enter(entrance());
      const home = privateEntrance();
      await records().mailLogins.enter(home);
      const next = entrance(ANA, { addressHash: 'next' });
      expect(await records().mailLogins.enter(next)).toBe(true);
      const ids = (await records().identities.linksOfPerson(ANA)).map(({ id }) => id);
      expect(ids.sort()).toEqual([administered.id, home.link?.id, next.link?.id].sort());
      expect(await records().mailLogins.ofAccount(ANA)).toMatchObject([
        { kind: 'entry', subject: next.identity.subject, addressHash: 'next' },
        { kind: 'private', subject: home.identity.subject },
      ]);
      const garden = privateEntrance();
      await records().mailLogins.enter(garden);
      expect((await records().identities.linksOfPerson(ANA)).map(({ id }) => id).sort()).toEqual(
        [administered.id, next.link?.id, garden.link?.id].sort(),
      );
    });

    it('lets a person enter by another address of the identity that they have', async () => {
      const first = entrance();
      await records().mailLogins.enter(first);
      const again = { ...entrance(), identity: first.identity, link: null, addressHash: 'other' };
      expect(await records().mailLogins.enter(again)).toBe(true);
      expect(await records().identities.linksOfPerson(ANA)).toMatchObject([{ id: first.link?.id }]);
      expect(await records().mailLogins.ofAccount(ANA)).toMatchObject([{ addressHash: 'other' }]);
    });

    it('goes through the people who log in by an address of either kind', async () => {
      for (const each of [await login('a@example.org'), await login('b@example.org', BEN)])
        await records().mailLogins.put(each);
      await records().mailLogins.put(await login('c@example.org', { kind: 'private' }));
      await records().mailLogins.put(await login('d@example.org', { tenant: 'other', kind: 'private' }));
      expect(await records().mailLogins.accountsAfter(null, 2)).toEqual([ANA, BEN]);
      expect(await records().mailLogins.accountsAfter(BEN, 2)).toEqual([{ ...ANA, tenant: 'other' }]);
    });

    it('puts an address in the place of the last one of its kind', async () => {
      const [old, now] = [await login('old@example.org'), await login('new@example.org')];
      const home = await login('home@example.org', { kind: 'private' });
      for (const each of [old, home, now]) await records().mailLogins.put(each);
      expect(await records().mailLogins.ofAccount(ANA)).toEqual([now, home]);
      expect(await records().mailLogins.withAddress(old.addressHash)).toEqual([]);
    });

    it('ends logins by the private e-mail address of one person, with its identity and what that proved', async () => {
      const [work, home, ben] = [entrance(), privateEntrance(), privateEntrance(BEN)];
      for (const each of [work, home, ben]) await records().mailLogins.enter(each);
      const { identity } = home;
      await records().passkeys.add(identity, passkey());
      await records().passkeys.add(work.identity, passkey());
      await records().mailLogins.endPrivate(ANA, { at: NOW, by: ANA.person });
      expect(await records().mailLogins.ofAccount(ANA)).toMatchObject([{ kind: 'entry' }]);
      expect(await records().mailLogins.withAddress('hash')).toHaveLength(2);
      expect(await records().identities.linksOf(identity)).toEqual([]);
      expect(await records().identities.everyLinkOf(identity, 'main')).toMatchObject([
        { unlinkedAt: NOW, unlinkedBy: ANA.person },
      ]);
      expect(await records().passkeys.ofIdentity(identity)).toEqual([]);
      expect(await records().passkeys.ofIdentity(work.identity)).toHaveLength(1);
      expect(await records().identities.linksOfPerson(BEN)).toHaveLength(1);
    });
  });

  describe('of passkeys', () => {
    const identity = { issuer: 'jalon', subject: 'a1' };

    it('keeps the passkeys of an identity, the oldest first', async () => {
      const [older, newer] = [passkey(), passkey({ madeAt: NOW + 1 })];
      for (const each of [newer, older]) expect(await records().passkeys.add(identity, each)).toBe(true);
      expect(await records().passkeys.ofIdentity(identity)).toEqual(
        [older, newer].map((each) => ({ ...each, lastUsedAt: null })),
      );
      expect(await records().passkeys.ofIdentity({ ...identity, subject: 'b2' })).toEqual([]);
    });

    it('ends the passkeys of an identity with its last link', async () => {
      const link = { how: 'administrator', by: null, at: NOW } as const;
      const [here, there] = [randomUUID(), randomUUID()];
      await records().identities.link(identity, { ...ANA, ...link, id: here });
      await records().identities.link(identity, { ...ANA, tenant: 'elsewhere', ...link, id: there });
      await records().passkeys.add(identity, passkey());
      await records().identities.unlink(ANA, here, { at: NOW, by: null });
      expect(await records().passkeys.ofIdentity(identity)).toHaveLength(1);
      await records().identities.unlink({ ...ANA, tenant: 'elsewhere' }, there, { at: NOW, by: null });
      expect(await records().passkeys.ofIdentity(identity)).toEqual([]);
    });

    it('finds a passkey of its identity alone, and takes none twice', async () => {
      const made = passkey();
      await records().passkeys.add(identity, made);
      const other = { ...identity, subject: 'b2' };
      expect(await records().passkeys.add(other, { ...passkey(), credentialId: made.credentialId })).toBe(false);
      expect(await records().passkeys.find(other, made.credentialId)).toBeNull();
      await records().passkeys.used(made.id, 3, NOW + 9);
      expect(await records().passkeys.find(identity, made.credentialId)).toMatchObject({
        counter: 3,
        lastUsedAt: NOW + 9,
      });
      expect(await records().passkeys.remove(other, made.id)).toBe(false);
      expect(await records().passkeys.remove(identity, made.id)).toBe(true);
      expect(await records().passkeys.ofIdentity(identity)).toEqual([]);
    });

    it('takes an answer to a challenge once, before it ends', async () => {
      const [challenge, ended] = [newHash(), newHash()];
      await records().passkeys.addChallenge(challenge, NOW + 1);
      await records().passkeys.addChallenge(ended, NOW);
      const uses = await Promise.all([1, 2, 3].map(() => records().passkeys.useChallenge(challenge, NOW)));
      expect(uses.filter((used) => used)).toHaveLength(1);
      expect(await records().passkeys.useChallenge(ended, NOW)).toBe(false);
      expect(await records().removeExpired(NOW, 10)).toBe(1);
    });
  });
}
