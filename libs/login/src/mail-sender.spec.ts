import { MailNotAccepted, type Identity, type Mail } from '@jalon/ports';
import { until } from '@jalon/testing';
import { followAddress, followPrivateEmail } from './address-changes.js';
import { invitationUse } from './invitations.js';
import { DAY, HR, LEA, loginFixture, MINUTE, NOW, SECOND, type LoginFixture } from './login.fixture.js';
import { mailLoginUse } from './mail-login.js';
import { mailSender, type MailSender } from './mail-sender.js';
import { linkOwnIdentity } from './own-identities.js';
import { hashOfSecret } from '@jalon/access';

let given: LoginFixture;
beforeEach(async () => {
  given = await loginFixture();
});
afterEach(() => given.close());

const invite = () => invitationUse(given.ports).invite(HR, { person: LEA.person, role: 'organisation' });
const senderOf = (send: (mail: Mail) => Promise<void>) =>
  mailSender({
    ...given.ports,
    origin: 'https://jalon.example.org',
    onFault: () => undefined,
    mailer: { send, close: () => Promise.resolve() },
  });
const busy = new MailNotAccepted('451', false);

describe('a mail', () => {
  it('that the server does not take now is sent later, once', async () => {
    given.answers.push(busy);
    await invite();
    await given.sender.sendDue();
    given.at(NOW + MINUTE - 1);
    expect(await given.sender.sendDue()).toBe(0);
    given.at(NOW + MINUTE);
    await given.sender.sendDue();
    given.at(NOW + 30 * DAY);
    await given.sender.sendDue();
    expect(given.mails).toHaveLength(1);
  });

  it('that may have arrived is sent again with the same id, and the later link works', async () => {
    given.answers.push('accepted and lost');
    await invite();
    await given.sender.sendDue();
    given.at(NOW + MINUTE);
    const secret = await given.mailedSecret();
    expect(new Set(given.mails.map(({ id }) => id)).size).toBe(1);
    await invitationUse(given.ports).redeem(secret, null);
  });

  it.each([
    'Win https://evil.example',
    'HTTP://evil.example',
    'www.evil.example',
    'evil.example',
    'x@evil',
    'Léa\nevil',
    'Léa\u2028evil',
  ])('leaves a name out that could be a link or a line of its own (%j)', async (givenName) => {
    given.person(LEA, { givenName });
    await invite();
    await given.sender.sendDue();
    expect(given.mails).toHaveLength(1);
    expect(given.mails[0]?.text).not.toContain('evil');
    expect(given.mails[0]?.text).toMatch(/^Bonjour,$/m);
  });

  it('that a process left when it died is sent by another', async () => {
    await invite();
    await given.records.mails.take(NOW, NOW + 5 * MINUTE, 10);
    expect(await given.sender.sendDue()).toBe(0);
    given.at(NOW + 5 * MINUTE);
    expect(await given.sender.sendDue()).toBe(1);
    expect(given.mails).toHaveLength(1);
  });

  it('behind slow ones is sent once, whichever process sends it', async () => {
    for (let made = 0; made < 3; made += 1) await invite();
    let now = NOW;
    const ids: string[] = [];
    const keep = ({ id }: Mail) => Promise.resolve(void ids.push(id));
    const other = senderOf(keep);
    const slow = senderOf(async (mail) => {
      now += 3 * MINUTE;
      given.at(now);
      if (ids.length === 1) await other.sendDue();
      await keep(mail);
    });
    await slow.sendDue();
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(3);
  });

  it('is left to others where this process ends before it', async () => {
    for (let made = 0; made < 3; made += 1) await invite();
    const sent: Mail[] = [];
    let stopped: Promise<void> | undefined;
    const ending: MailSender = senderOf((mail) => {
      sent.push(mail);
      stopped = ending.stop();
      return Promise.resolve();
    });
    ending.start();
    await until(() => stopped !== undefined);
    await stopped;
    expect(sent).toHaveLength(1);
    await given.sender.sendDue();
    expect(given.mails).toHaveLength(2);
  });

  it('is given up after two days, or where the server refuses it for good; the inviter sees it', async () => {
    const { invitation } = await invite();
    given.answers.push(...Array.from({ length: 100 }, () => busy));
    for (let hour = 0; hour < 72; hour += 1) {
      given.at(NOW + hour * 60 * MINUTE);
      await given.sender.sendDue();
    }
    expect(100 - given.answers.length).toBe(8);
    const shown = await invitationUse(given.ports).list(HR);
    expect(shown).toMatchObject([{ mail: { dueAt: null, sentAt: null, failure: '451' } }]);

    given.answers.splice(0, 100, new MailNotAccepted('550', true));
    await invitationUse(given.ports).resend(HR, invitation.id);
    await given.sender.sendDue();
    expect(await invitationUse(given.ports).list(HR)).toMatchObject([{ mail: { dueAt: null, failure: '550' } }]);
  });
});

describe('a login link', () => {
  const login = () => mailLoginUse(given.ports);
  async function enter(address = 'lea@shelter.example') {
    const link = { how: 'invitation', by: HR.person, handedOverBy: null, kind: 'entry', address } as const;
    return linkOwnIdentity(given.ports, LEA, link);
  }

  it('is mailed to a known address alone, three times within 15 minutes', async () => {
    await login().request('lea@shelter.example');
    await enter();
    await login().request('nobody@example.org');
    expect(await given.sender.sendDue()).toBe(0);
    for (let asked = 0; asked < 5; asked += 1) await login().request(' LEA@shelter.example');
    const secret = await given.mailedSecret();
    expect(given.mails).toHaveLength(3);
    expect(given.mails[0]).toMatchObject({ to: 'lea@shelter.example', subject: 'Votre lien de connexion à Jalon' });
    const { loginLinks } = given.records;
    expect(await loginLinks.find(hashOfSecret(secret), NOW + 15 * MINUTE)).toBeNull();
    expect(await loginLinks.redeem(hashOfSecret(secret), NOW)).toMatchObject(LEA);
  });

  it('that could not be sent within 15 minutes is not sent later', async () => {
    await enter();
    await login().request('lea@shelter.example');
    given.at(NOW + 16 * MINUTE);
    await given.sender.sendDue();
    expect(given.mails).toEqual([]);
  });

  it('proves nothing once the address is another’s, or the identity was removed', async () => {
    const identity = await enter();
    await login().request('lea@shelter.example');
    const secretHash = hashOfSecret(await given.mailedSecret());
    const link = await given.records.loginLinks.find(secretHash, NOW);
    const proven = () => (link ? login().provenBy(link) : null);
    expect(await proven()).toEqual(identity);
    given.person(LEA, { email: 'hr@company.example' });
    expect(await proven()).toBeNull();
    given.person(LEA, { email: 'lea@shelter.example' });
    for (const { id } of await given.records.identities.linksOfPerson(LEA))
      await given.records.identities.unlink(LEA, id, { at: NOW, by: HR.person });
    expect(await proven()).toBeNull();
  });

  it('that was asked for an address does not prove another, though the entry is changed and changed back', async () => {
    await enter();
    given.person(LEA, { email: 'hr@company.example' });
    await enter('hr@company.example');
    await login().request('hr@company.example');
    const secretHash = hashOfSecret(await given.mailedSecret());
    await login().request('hr@company.example');
    given.person(LEA, { email: 'lea@shelter.example' });
    await enter();
    await given.sender.sendDue();
    expect(given.mails.map(({ to }) => to)).toEqual(['hr@company.example']);
    const link = await given.records.loginLinks.redeem(secretHash, NOW);
    expect(link).toMatchObject(LEA);
    expect(link && (await login().provenBy(link))).toBeNull();
  });

  it('goes to the private e-mail address of somebody who left, and no more to the one at work', async () => {
    await enter();
    given.person(LEA, { privateEmail: { email: 'lea@home.example', handedOverBy: null } });
    await followPrivateEmail(given.ports, LEA);
    await login().request('lea@home.example');
    expect(await given.sender.sendDue()).toBe(0);
    given.person(LEA, { status: 'left' });
    await login().request('lea@shelter.example');
    await login().request('lea@home.example');
    await given.sender.sendDue();
    expect(given.mails.map(({ to }) => to)).toEqual(['lea@home.example']);
  });

  it('goes to the latest private e-mail address, also of somebody who never was invited; to none once it is withdrawn', async () => {
    const { identities, mailLogins } = given.records;
    given.person(LEA, { privateEmail: { email: 'lea@home.example', handedOverBy: null } });
    await followPrivateEmail(given.ports, LEA);
    given.person(LEA, { privateEmail: { email: 'lea@garden.example', handedOverBy: null } });
    for (let time = 0; time < 2; time += 1) await followPrivateEmail(given.ports, LEA);
    expect(await identities.linksOfPerson(LEA)).toMatchObject([{ how: 'private-email', by: LEA.person }]);
    given.person(LEA, { status: 'left', email: null });
    for (const address of ['lea@home.example', 'lea@garden.example']) await login().request(address);
    const secret = await given.mailedSecret();
    expect(given.mails.map(({ to }) => to)).toEqual(['lea@garden.example']);
    expect(await given.records.loginLinks.redeem(hashOfSecret(secret), NOW)).toMatchObject(LEA);

    given.person(LEA, { privateEmail: null });
    await followPrivateEmail(given.ports, LEA);
    await login().request('lea@garden.example');
    expect(await given.sender.sendDue()).toBe(0);
    expect(await mailLogins.ofAccount(LEA)).toEqual([]);
    expect(await identities.linksOfPerson(LEA)).toEqual([]);
  });

  it('goes once to somebody whose private e-mail address is that of their entry', async () => {
    await enter();
    given.person(LEA, { privateEmail: { email: 'lea@shelter.example', handedOverBy: null } });
    await followPrivateEmail(given.ports, LEA);
    await login().request('lea@shelter.example');
    expect(await given.sender.sendDue()).toBe(1);
  });

  it('to a private e-mail address opens an identity of its own, which names whoever handed over the access that gave it', async () => {
    const { identities, loginLinks } = given.records;
    const entered = await enter();
    const give = async (email: string, handedOverBy: string | null) => {
      given.person(LEA, { privateEmail: { email, handedOverBy } });
      for (let time = 0; time < 2; time += 1) await followPrivateEmail(given.ports, LEA);
      const links = await identities.linksOfPerson(LEA);
      expect(links.map(({ how }) => how).sort()).toEqual(['invitation', 'private-email']);
      return links.find(({ how }) => how === 'private-email');
    };
    const marked = await give('lea@home.example', HR.person);
    expect(marked).toMatchObject({ handedOverBy: HR.person });
    expect(await give('hr@home.example', HR.person)).toEqual(marked);
    given.person(LEA, { status: 'left' });
    await login().request('hr@home.example');
    const link = await loginLinks.redeem(hashOfSecret(await given.mailedSecret()), NOW);
    const proven = link && (await login().provenBy(link));
    expect(proven).not.toEqual(entered);
    expect(await identities.linksOf(proven as Identity)).toEqual([marked]);

    given.person(LEA, { status: 'registered' });
    expect(await give('lea@garden.example', null)).toMatchObject({ handedOverBy: null });
    expect(await identities.linksOf(proven as Identity)).toEqual([]);
  });

  it('to a private e-mail address does not come back where its identity was removed', async () => {
    const { identities } = given.records;
    const follow = async (email: string) => {
      given.person(LEA, { privateEmail: { email, handedOverBy: null } });
      await followPrivateEmail(given.ports, LEA);
      return identities.linksOfPerson(LEA);
    };
    const [link] = await follow('lea@home.example');
    await identities.unlink(LEA, link!.id, { at: NOW, by: HR.person });
    expect(await follow('lea@home.example')).toEqual([]);
  });

  it('goes to a changed address only once the person was invited again, by two people', async () => {
    await enter();
    given.person(LEA, { email: 'new@shelter.example' });
    await followAddress(given.ports, LEA);
    await followAddress(given.ports, LEA);
    await given.sender.sendDue();
    expect(given.mails).toMatchObject([
      { to: 'lea@shelter.example', subject: 'Votre adresse dans Jalon a été changée' },
    ]);
    expect(given.mails[0]?.text).not.toContain('new@');
    await login().request('lea@shelter.example');
    await login().request('new@shelter.example');
    expect(await given.sender.sendDue()).toBe(0);
    const use = invitationUse(given.ports);
    const { invitation } = await use.invite(HR, { person: LEA.person, role: 'organisation' });
    await use.release(SECOND, invitation.id);
    await use.redeem(await given.mailedSecret(), null);
    await login().request('new@shelter.example');
    await given.mailedSecret();
    expect(given.mails.map(({ to }) => to).slice(1)).toEqual(['new@shelter.example', 'new@shelter.example']);
  });
});

describe('a change of address', () => {
  const toldAfter = async (account = LEA) => {
    const before = given.mails.length;
    await followAddress(given.ports, account);
    await given.sender.sendDue();
    return given.mails.slice(before).map(({ to }) => to);
  };

  it('is told to the former address, also of somebody who never entered, once', async () => {
    expect(await toldAfter()).toEqual([]);
    given.at(NOW + DAY);
    given.person(LEA, { email: 'hr@company.example' });
    given.at(NOW + 2 * DAY);
    given.person(LEA, { email: null });
    expect(new Set(await toldAfter())).toEqual(new Set(['lea@shelter.example', 'hr@company.example']));
    given.at(NOW + 20 * DAY);
    given.person(LEA, { givenName: 'Lea' });
    expect(await toldAfter()).toEqual([]);
    given.at(NOW + 200 * DAY);
    await given.records.removeExpired(NOW + 200 * DAY, 100);
    expect(await toldAfter()).toEqual([]);
  });

  it('is told to the private e-mail address, too', async () => {
    given.person(LEA, { privateEmail: { email: 'lea@home.example', handedOverBy: null } });
    expect(await toldAfter()).toEqual([]);
    given.at(NOW + DAY);
    given.person(LEA, { email: 'hr@company.example' });
    expect(new Set(await toldAfter())).toEqual(new Set(['lea@shelter.example', 'lea@home.example']));
    expect(await toldAfter()).toEqual([]);
  });

  it('is told again where it is made again', async () => {
    for (let time = 1; time < 4; time += 1) {
      given.at(NOW + time * DAY);
      given.person(LEA, { email: time % 2 === 0 ? 'lea@shelter.example' : 'hr@company.example' });
      expect(await toldAfter()).toHaveLength(1);
    }
  });

  it('is told five times a day at most, the former addresses first', async () => {
    for (let time = 1; time <= 7; time += 1) {
      given.at(NOW + time);
      given.person(LEA, { email: `a${time}@company.example` });
    }
    const first = ['lea', 'a1', 'a2', 'a3', 'a4'].map(
      (name, at) => `${name}@${at === 0 ? 'shelter' : 'company'}.example`,
    );
    expect(new Set(await toldAfter())).toEqual(new Set(first));
    expect(await toldAfter()).toEqual([]);
    given.at(NOW + 7 + DAY + 1);
    expect(new Set(await toldAfter())).toEqual(new Set(['a5@company.example', 'a6@company.example']));
  });

  it('moves the links at once in a demonstration', async () => {
    await given.close();
    given = await loginFixture({ mode: 'demo' });
    const linking = { how: 'invitation', by: HR.person, handedOverBy: null, kind: 'entry' } as const;
    await linkOwnIdentity(given.ports, LEA, { ...linking, address: 'lea@shelter.example' });
    given.person(LEA, { email: 'new@shelter.example' });
    await followAddress(given.ports, LEA);
    await given.sender.sendDue();
    await mailLoginUse(given.ports).request('new@shelter.example');
    await given.mailedSecret();
    expect(given.mails.at(-1)).toMatchObject({ to: 'new@shelter.example' });
  });
});
