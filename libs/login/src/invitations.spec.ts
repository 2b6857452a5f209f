import { randomUUID } from 'node:crypto';
import { StoreUnavailable } from '@jalon/ports';
import { invitationUse, type InvitationUse } from './invitations.js';
import { DAY, HR, HR_ELSEWHERE, LEA, LEA_ELSEWHERE, loginFixture, NOW, SECOND, SHELTER, TOM } from './login.fixture.js';
import type { LoginFixture } from './login.fixture.js';
import type { LoginPorts } from './login-ports.js';
import { mailLoginUse } from './mail-login.js';

let given: LoginFixture;
let use: InvitationUse;
async function open(options: Parameters<typeof loginFixture>[0] = {}): Promise<void> {
  given = await loginFixture(options);
  use = invitationUse(given.ports);
}
afterEach(() => given.close());

const coordinator = { person: LEA.person, role: 'organisation' } as const;
const refused = (code: string) => expect.objectContaining({ rejection: expect.objectContaining({ code }) as unknown });
/** The same ports over a record store of which each call fails once `isCut`. */
function cutting(ports: LoginPorts, isCut: () => boolean): LoginPorts {
  const cut = <Repository extends object>(repository: Repository): Repository =>
    new Proxy(repository, {
      get: (of, name) => {
        const method = Reflect.get(of, name) as (...given: unknown[]) => Promise<unknown>;
        return (...passed: unknown[]) =>
          isCut() ? Promise.reject(new StoreUnavailable('cut', { store: 'records' })) : method(...passed);
      },
    });
  const { records } = ports;
  const [identities, invitations, mails, mailLogins] = [
    cut(records.identities),
    cut(records.invitations),
    cut(records.mails),
    cut(records.mailLogins),
  ];
  return { ...ports, records: { ...records, identities, invitations, mails, mailLogins } };
}
const linksOf = (account = LEA) => given.records.identities.linksOfPerson(account);

describe('an invitation', () => {
  beforeEach(() => open());

  it('goes by mail in the tenant’s language, and lets the person in once', async () => {
    const { invitation, secret } = await use.invite(HR, coordinator);
    expect(secret).toBeNull();
    expect(invitation).toMatchObject({ state: 'open', organisation: SHELTER, mail: { sentAt: null } });
    const mailed = await given.mailedSecret();
    expect(given.mails).toMatchObject([{ to: 'lea@shelter.example', language: 'fr' }]);
    expect(given.mails[0]?.text).toContain(`https://jalon.example.org/v1/login/invitation/${mailed}\n`);
    expect(given.mails[0]?.text).toContain('Bonjour Léa,\n\nVous êtes invité à entrer dans Jalon pour The Shelter.');

    expect(await use.look(mailed)).toEqual({
      account: LEA,
      state: 'open',
      givenName: 'Léa',
      organisation: 'The Shelter',
    });
    expect(await linksOf()).toEqual([]);
    const { account, identity } = await use.redeem(mailed, null);
    expect([account, identity.issuer]).toEqual([LEA, 'jalon']);
    expect(await linksOf()).toMatchObject([{ how: 'invitation', by: HR.person, handedOverBy: null }]);
    await expect(use.redeem(mailed, null)).rejects.toEqual(refused('INVITATION_LINK_OVER'));
    await expect(use.look(mailed)).rejects.toEqual(refused('INVITATION_LINK_OVER'));
    expect(await use.list(HR)).toMatchObject([{ state: 'redeemed', mail: { sentAt: NOW } }]);
  });

  it('lets the person in at the next try, wherever a redemption was cut', async () => {
    await use.invite(HR, coordinator);
    const secret = await given.mailedSecret();
    let cutAt = 0;
    for (let isCut = true; isCut; cutAt += 1) {
      let left = cutAt;
      const cut = cutting(given.ports, () => (left -= 1) < 0);
      isCut = await invitationUse(cut)
        .redeem(secret, null)
        .then(
          () => false,
          (error: unknown) => {
            expect(error).toBeInstanceOf(StoreUnavailable);
            return true;
          },
        );
      expect(await linksOf()).toHaveLength(isCut ? 0 : 1);
    }
    expect(cutAt).toBeGreaterThan(2);
    const { mailLogins } = given.records;
    expect(await mailLogins.withAddress(await mailLogins.hashOf('lea@shelter.example'))).toMatchObject([LEA]);
  });

  it('has one link that works: the latest', async () => {
    const { invitation } = await use.invite(HR, coordinator);
    const first = await given.mailedSecret();
    await use.resend(SECOND, invitation.id);
    const second = await given.mailedSecret();
    await expect(use.redeem(first, null)).rejects.toEqual(refused('INVITATION_LINK_OVER'));
    expect(await use.redeem(second, null)).toMatchObject({ account: LEA });
    await expect(use.resend(HR, invitation.id)).rejects.toEqual(refused('INVITATION_OVER'));
  });

  it('expires after seven days; its page then mails a new link to the same address', async () => {
    await use.invite(HR, coordinator);
    const expired = await given.mailedSecret();
    await expect(use.mailAnother(expired)).rejects.toEqual(refused('INVITATION_LINK_OVER'));
    given.at(NOW + 7 * DAY);
    expect(await use.look(expired)).toMatchObject({ state: 'expired' });
    await expect(use.redeem(expired, null)).rejects.toEqual(refused('INVITATION_LINK_EXPIRED'));
    expect(await use.list(HR)).toMatchObject([{ state: 'expired' }]);
    await use.mailAnother(expired);
    const renewed = await given.mailedSecret();
    expect(given.mails.map(({ to }) => to)).toEqual(['lea@shelter.example', 'lea@shelter.example']);
    expect(await use.redeem(renewed, null)).toMatchObject({ account: LEA });
  });

  it('lets nobody in once it is revoked, also where its mail is still to go', async () => {
    const { invitation } = await use.invite(HR, coordinator);
    const secret = await given.mailedSecret();
    await use.resend(HR, invitation.id);
    expect(await use.revoke(SECOND, invitation.id)).toMatchObject({ state: 'revoked', revokedBy: SECOND.person });
    await expect(use.redeem(secret, null)).rejects.toEqual(refused('INVITATION_LINK_OVER'));
    await given.sender.sendDue();
    expect(given.mails).toHaveLength(1);
    await expect(use.revoke(HR, invitation.id)).rejects.toEqual(refused('INVITATION_OVER'));
  });

  it('is for people whose entry says what they are invited to', async () => {
    given.person(TOM, { held: [{ role: 'employee', organisation: null }] });
    const tom = { person: TOM.person, role: 'employee' } as const;
    const unknown = '0190a000-0000-7000-8000-0000000000ff';
    await expect(use.invite(HR, { ...coordinator, person: unknown })).rejects.toEqual(
      refused('INVITATION_PERSON_UNKNOWN'),
    );
    await expect(use.invite({ ...HR, person: LEA.person }, coordinator)).rejects.toEqual(
      refused('INVITATION_OF_ONESELF'),
    );
    await expect(use.invite(HR, { ...tom, role: 'admin' })).rejects.toEqual(refused('INVITATION_ROLE_NOT_HELD'));
    await expect(use.invite(HR, { ...tom, organisation: SHELTER })).rejects.toEqual(
      refused('INVITATION_ORGANISATION_DIFFERS'),
    );
    await expect(use.invite(HR, { ...tom, email: 'tom@home.example' })).rejects.toEqual(
      refused('INVITATION_ADDRESS_DIFFERS'),
    );
    expect(await use.invite(HR, { ...tom, email: 'Tom@Shelter.example' })).toMatchObject({ secret: null });
    given.person(TOM, { email: 't\u00f3m@shelter.example' });
    expect(await use.invite(HR, { ...tom, email: 'TO\u0301M@shelter.example' })).toMatchObject({ secret: null });
    given.person(TOM, { email: null });
    await expect(use.invite(HR, tom)).rejects.toEqual(refused('INVITATION_NO_ADDRESS'));
    given.person(TOM, { status: 'left' });
    await expect(use.invite(HR, tom)).rejects.toEqual(refused('INVITATION_PERSON_LEFT'));
  });

  it('that is redeemed after a change of address is told to the old one, too', async () => {
    await use.invite(HR, coordinator);
    await use.redeem(await given.mailedSecret(), null);
    given.person(LEA, { email: 'new@shelter.example' });
    const { invitation } = await use.invite(HR, coordinator);
    await use.release(SECOND, invitation.id);
    await use.redeem(await given.mailedSecret(), null);
    await given.sender.sendDue();
    expect(given.mails.map(({ to }) => to)).toEqual([
      'lea@shelter.example',
      'new@shelter.example',
      'lea@shelter.example',
    ]);
  });

  it('is of its tenant', async () => {
    const { invitation } = await use.invite(HR, coordinator);
    await expect(use.revoke(HR_ELSEWHERE, invitation.id)).rejects.toEqual(refused('INVITATION_UNKNOWN'));
    expect(await use.list(HR_ELSEWHERE)).toEqual([]);
  });

  it('is mailed to one person five times a day at most', async () => {
    const { invitation } = await use.invite(HR, coordinator);
    for (let sent = 1; sent < 5; sent += 1) await use.resend(HR, invitation.id);
    await expect(use.resend(HR, invitation.id)).rejects.toEqual(refused('INVITATION_TOO_OFTEN'));
    await expect(use.invite(HR, coordinator)).rejects.toEqual(refused('INVITATION_TOO_OFTEN'));
    expect(await use.list(HR)).toMatchObject([{ id: invitation.id }]);
    given.at(NOW + DAY + 1);
    await use.resend(HR, invitation.id);
  });
});

describe('an invitation of somebody who joins or follows a coordinator', () => {
  it('waits for a second person in a production tenant', async () => {
    await open();
    await use.invite(HR, coordinator);
    await use.redeem(await given.mailedSecret(), null);
    given.person(LEA, { status: 'left' });

    const { invitation } = await use.invite(HR, { ...coordinator, person: TOM.person });
    expect(invitation).toMatchObject({ state: 'waiting', needsRelease: true, mail: null });
    await expect(use.resend(HR, invitation.id)).rejects.toEqual(refused('INVITATION_UNRELEASED'));
    await expect(use.release(HR, invitation.id)).rejects.toEqual(refused('INVITATION_SAME_PERSON'));
    const released = await use.release(SECOND, invitation.id);
    expect(released).toMatchObject({ secret: null, invitation: { state: 'open', releasedBy: SECOND.person } });
    await expect(use.release(SECOND, invitation.id)).rejects.toEqual(refused('INVITATION_NOT_WAITING'));
    expect(await use.redeem(await given.mailedSecret(), null)).toMatchObject({ account: TOM });
  });

  it('still waits where its mail is refused as one too many', async () => {
    await open();
    await use.invite(HR, coordinator);
    await use.redeem(await given.mailedSecret(), null);
    const { invitation } = await use.invite(HR, { ...coordinator, person: TOM.person });
    for (let sent = 0; sent < 5; sent += 1)
      await given.records.mails.add({
        ...TOM,
        id: `0190a000-0000-7000-8000-0000000001${sent}0`,
        kind: 'invitation',
        about: invitation.id,
        madeAt: NOW,
      });
    await expect(use.release(SECOND, invitation.id)).rejects.toEqual(refused('INVITATION_TOO_OFTEN'));
    expect(await use.list(HR, TOM.person)).toMatchObject([{ state: 'waiting', releasedBy: null }]);
    given.at(NOW + DAY + 1);
    expect(await use.release(SECOND, invitation.id)).toMatchObject({ invitation: { state: 'open' } });
  });

  it('waits, whatever role it names: it lets them in with all that they hold', async () => {
    await open();
    await use.invite(HR, coordinator);
    await use.redeem(await given.mailedSecret(), null);
    const employee = { role: 'employee', organisation: null } as const;
    given.person(TOM, { held: [employee, { role: 'organisation', organisation: SHELTER }] });
    expect(await use.invite(HR, { person: TOM.person, role: 'employee' })).toMatchObject({
      invitation: { state: 'waiting', organisation: null },
    });
  });

  it('waits from then on, where somebody entered for the organisation after it was made', async () => {
    await open();
    const { invitation } = await use.invite(HR, { ...coordinator, person: TOM.person });
    const secret = await given.mailedSecret();
    await use.invite(HR, coordinator);
    await use.redeem(await given.mailedSecret(), null);
    await expect(use.redeem(secret, null)).rejects.toEqual(refused('INVITATION_LINK_HELD'));
    await expect(use.redeem(secret, null)).rejects.toEqual(refused('INVITATION_LINK_OVER'));
    expect(await linksOf(TOM)).toEqual([]);
    await expect(use.resend(HR, invitation.id)).rejects.toEqual(refused('INVITATION_UNRELEASED'));
    await use.release(SECOND, invitation.id);
    expect(await use.redeem(await given.mailedSecret(), null)).toMatchObject({ account: TOM });
  });

  it('is not released by whoever gave the address, nor by an access that was handed over', async () => {
    await open();
    given.person(LEA, { hasStrongRole: true, email: 'me@company.example' }, SECOND.person);
    given.person(LEA, { givenName: 'Lea' });
    const { invitation } = await use.invite({ ...HR, handedOverBy: TOM.person }, coordinator);
    expect(invitation).toMatchObject({ state: 'waiting', address: { by: [SECOND.person], since: NOW } });
    const third = { ...HR, person: LEA_ELSEWHERE.person };
    for (const one of [SECOND, HR, { ...HR, person: TOM.person }])
      await expect(use.release(one, invitation.id)).rejects.toEqual(refused('INVITATION_SAME_PERSON'));
    for (const handedOverBy of [SECOND.person, HR.person, TOM.person])
      await expect(use.release({ ...third, handedOverBy }, invitation.id)).rejects.toEqual(
        refused('INVITATION_ACCESS_HANDED_OVER'),
      );
    expect(await use.release(third, invitation.id)).toMatchObject({ invitation: { state: 'open', address: null } });
  });

  it('is not released by another entry of whoever made it, nor made for another entry of oneself', async () => {
    await open();
    given.person(LEA, { hasStrongRole: true });
    const { invitation } = await use.invite(HR, coordinator);
    given.merge(SECOND.person, HR.person);
    await expect(use.release(SECOND, invitation.id)).rejects.toEqual(refused('INVITATION_SAME_PERSON'));
    given.merge(TOM.person, HR.person);
    const toOneself = { ...coordinator, person: TOM.person };
    await expect(use.invite(SECOND, toOneself)).rejects.toEqual(refused('INVITATION_OF_ONESELF'));
    const third = { ...HR, person: LEA_ELSEWHERE.person };
    expect(await use.release(third, invitation.id)).toMatchObject({ invitation: { state: 'open' } });
  });

  it('waits for nobody in a demonstration', async () => {
    await open({ mode: 'demo' });
    await use.invite(HR, coordinator);
    await use.redeem(await given.mailedSecret(), null);
    expect(await use.invite(HR, { ...coordinator, person: TOM.person })).toMatchObject({
      invitation: { state: 'open' },
    });
  });
});

describe('an invitation of somebody whom the inviter could become', () => {
  beforeEach(() => open());
  const tom = { person: TOM.person, role: 'employee' } as const;
  const employee = { role: 'employee', organisation: null } as const;
  const stateOf = async (by = HR) => (await use.invite(by, tom)).invitation.state;

  it.each(['jalon', 'https://login.company.example'])(
    'waits where they enter already by an identity of %s',
    async (issuer) => {
      given.person(TOM, { held: [employee] });
      expect(await stateOf()).toBe('open');
      const link = { ...TOM, id: SHELTER, how: 'administrator', by: null, at: NOW } as const;
      await given.records.identities.link({ issuer, subject: 'tom' }, link);
      expect(await stateOf()).toBe('waiting');
      await expect(use.redeem(await given.mailedSecret(), null)).rejects.toEqual(refused('INVITATION_LINK_HELD'));
    },
  );

  it('waits where they hold a role that takes two people, or one that the inviter could not give', async () => {
    const admin = { ...HR, roles: ['admin'] } as const;
    given.person(TOM, { held: [employee, { role: 'hr', organisation: null }] });
    expect([await stateOf(HR), await stateOf(admin)]).toEqual(['waiting', 'open']);
    given.person(TOM, { hasStrongRole: true });
    expect(await stateOf(admin)).toBe('waiting');
  });
});

describe('an invitation is for the address it was made for', () => {
  beforeEach(() => open());
  const changed = (code = 'INVITATION_ADDRESS_CHANGED') => refused(code);

  it('and goes to no other: neither its mail, nor its link, nor another link', async () => {
    const { invitation } = await use.invite(HR, coordinator);
    const secret = await given.mailedSecret();
    given.at(NOW + 1);
    await use.resend(HR, invitation.id);
    given.person(LEA, { email: 'hr@company.example' });
    await given.sender.sendDue();
    expect(given.mails.map(({ to }) => to)).toEqual(['lea@shelter.example']);
    expect(await use.list(HR)).toMatchObject([{ mail: { failure: 'address-changed' } }]);
    await expect(use.redeem(secret, null)).rejects.toEqual(changed('INVITATION_LINK_OVER'));
    await expect(use.resend(HR, invitation.id)).rejects.toEqual(changed());
    given.at(NOW + 7 * DAY);
    await expect(use.mailAnother(secret)).rejects.toEqual(changed('INVITATION_LINK_OVER'));
  });

  it('also for the second person, who releases no other', async () => {
    given.person(LEA, { hasStrongRole: true });
    const { invitation } = await use.invite(HR, coordinator);
    given.person(LEA, { email: 'hr@company.example' });
    await expect(use.release(SECOND, invitation.id)).rejects.toEqual(changed());
    given.person(LEA, { email: 'lea@shelter.example' });
    await use.release(SECOND, invitation.id);
    given.person(LEA, { email: 'hr@company.example' });
    await given.sender.sendDue();
    expect(given.mails).toEqual([]);
  });
});

describe('without a mail server', () => {
  it('the inviter is given the link in a demonstration, and the link of the identity says so', async () => {
    await open({ sendsMail: false, mode: 'demo' });
    const { secret } = await use.invite(HR, coordinator);
    await use.redeem(secret ?? '', null);
    expect(await linksOf()).toMatchObject([{ handedOverBy: HR.person }]);
  });

  it('an organisation’s link in production is given to the second person alone', async () => {
    await open({ sendsMail: false });
    const { invitation, secret: none } = await use.invite(HR, coordinator);
    expect([none, invitation.state]).toEqual([null, 'waiting']);
    const { secret } = await use.release(SECOND, invitation.id);
    await expect(use.resend(HR, invitation.id)).rejects.toEqual(refused('INVITATION_SAME_PERSON'));
    await use.redeem(secret ?? '', null);
    expect(await linksOf()).toMatchObject([{ handedOverBy: SECOND.person }]);
  });

  it('any link in production is handed over on one machine by a second person, and none on several', async () => {
    await open({ sendsMail: false });
    given.person(TOM, { held: [{ role: 'employee', organisation: null }] });
    const { invitation, secret } = await use.invite(HR, { person: TOM.person, role: 'employee' });
    expect([secret, invitation.state]).toEqual([null, 'waiting']);
    expect((await use.release(SECOND, invitation.id)).secret).toHaveLength(43);
    await given.close();
    await open({ sendsMail: false, isOnOneMachine: false });
    await expect(use.invite(HR, coordinator)).rejects.toEqual(refused('MAIL_NOT_CONFIGURED'));
    expect(await use.list(HR)).toEqual([]);
  });

  it('a link that is mailed later takes the place of all that was handed over', async () => {
    await open({ sendsMail: false, mode: 'demo' });
    const { secret } = await use.invite(HR, coordinator);
    const { identity: handedOver } = await use.redeem(secret ?? '', null);
    use = invitationUse({ ...given.ports, sendsMail: true });
    await use.invite(HR, coordinator);
    const { identity } = await use.redeem(await given.mailedSecret(), handedOver);
    expect(identity).not.toEqual(handedOver);
    expect(await given.records.identities.linksOf(handedOver)).toEqual([]);
    expect(await linksOf()).toMatchObject([{ handedOverBy: null }]);
  });
});

describe('a coordinator in two tenants', () => {
  beforeEach(() => open());

  async function invited(by = HR, account = LEA) {
    await use.invite(by, { ...coordinator, person: account.person });
    return given.mailedSecret();
  }

  it('keeps one identity when invited in the second while logged in', async () => {
    const { identity } = await use.redeem(await invited(), null);
    expect(await use.redeem(await invited(HR_ELSEWHERE, LEA_ELSEWHERE), identity)).toEqual({
      account: LEA_ELSEWHERE,
      identity,
    });
    const accounts = (await given.records.identities.linksOf(identity)).map(({ tenant, person }) => ({
      tenant,
      person,
    }));
    expect(new Set(accounts)).toEqual(new Set([LEA, LEA_ELSEWHERE]));
  });

  it('loses what was made before: a passkey or session planted in one tenant does not open the other', async () => {
    const { identity } = await use.redeem(await invited(), null);
    const { passkeys, sessions } = given.records;
    const [id, more] = [randomUUID(), { publicKey: 'pQ', counter: 0, transports: [], name: 'Phone', madeAt: NOW }];
    await passkeys.add(identity, { ...more, id, credentialId: id });
    const session = { origin: 'passkey', provider: null, trusts: null, providerSession: null, sealed: null } as const;
    await sessions.add({ ...session, id, of: identity, begunAt: NOW, expiresAt: NOW + DAY }, 'secret hash');
    await use.redeem(await invited(HR_ELSEWHERE, LEA_ELSEWHERE), identity);
    expect(await passkeys.ofIdentity(identity)).toEqual([]);
    expect(await sessions.withSecret('secret hash')).toBeNull();
  });

  it('is told of it by mail, at the account that they had before', async () => {
    const { identity } = await use.redeem(await invited(), null);
    await given.sender.sendDue();
    const before = given.mails.length;
    await use.redeem(await invited(HR_ELSEWHERE, LEA_ELSEWHERE), identity);
    await given.sender.sendDue();
    expect(given.mails.slice(before).map(({ subject }) => subject)).toEqual([
      'Votre accès à Jalon',
      'Votre accès à Jalon mène à un compte de plus',
    ]);
    expect(await given.records.mails.countSince(LEA, 'account-joined', 0)).toBe(1);
  });

  it('is another identity when invited without being logged in: what proves one account does not open the other', async () => {
    const { identity } = await use.redeem(await invited(), null);
    const other = await use.redeem(await invited(HR_ELSEWHERE, LEA_ELSEWHERE), null);
    expect(other.identity).not.toEqual(identity);
  });

  it('logs in by mail to both, as long as both have the address', async () => {
    const { identity } = await use.redeem(await invited(), null);
    await use.redeem(await invited(HR_ELSEWHERE, LEA_ELSEWHERE), identity);
    const login = mailLoginUse(given.ports);
    const addressHash = await given.records.mailLogins.hashOf('lea@shelter.example');
    expect(await login.provenBy({ ...LEA, addressHash })).toEqual(identity);
    given.person(LEA_ELSEWHERE, { email: 'hr@company.example' });
    expect(await login.provenBy({ ...LEA_ELSEWHERE, addressHash })).toBeNull();
    expect(await login.provenBy({ ...LEA, addressHash })).toEqual({ ...LEA, identity });
    expect(await login.provenBy({ ...LEA, addressHash: null })).toEqual(LEA);
  });

  it('cannot redeem the link of somebody else of a tenant in which they are', async () => {
    const { identity } = await use.redeem(await invited(), null);
    const { invitation } = await use.invite(HR, { ...coordinator, person: TOM.person });
    await use.release(SECOND, invitation.id);
    const secret = await given.mailedSecret();
    await expect(use.redeem(secret, identity)).rejects.toEqual(refused('IDENTITY_OF_ANOTHER'));
    expect(await use.redeem(secret, null)).toMatchObject({ account: TOM });
  });
});
