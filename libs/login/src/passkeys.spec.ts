import { systemIds } from '@jalon/application';
import { softwareAuthenticator, type CreationAsked, type ProofAsked } from '@jalon/testing';
import { HR, LEA, LEA_ELSEWHERE, loginFixture, MINUTE, NOW, type LoginFixture } from './login.fixture.js';
import { followPrivateEmail } from './address-changes.js';
import { linkOwnIdentity } from './own-identities.js';
import { passkeyUse, type PasskeyUse } from './passkeys.js';

const ORIGIN = 'https://jalon.example.org';

let given: LoginFixture;
let use: PasskeyUse;
let authenticator: ReturnType<typeof softwareAuthenticator>;
beforeEach(async () => {
  given = await loginFixture();
  use = passkeyUse(given.ports);
  authenticator = softwareAuthenticator();
});
afterEach(() => given.close());

const owner = { account: LEA, proven: [LEA] };
const enter = (account = LEA) =>
  linkOwnIdentity(given.ports, account, {
    how: 'invitation',
    by: HR.person,
    handedOverBy: null,
    kind: 'entry',
    address: 'lea@shelter.example',
  });
const refused = (code: string) => expect.objectContaining({ rejection: expect.objectContaining({ code }) as unknown });

async function added() {
  const identity = await enter();
  const asked = (await use.registrationOptions(owner, ORIGIN)) as CreationAsked;
  const made = authenticator.create(asked, ORIGIN);
  return { identity, made, passkey: await use.register(owner, 'Phone', made, ORIGIN) };
}
const asked = async () => (await use.loginOptions(ORIGIN)) as ProofAsked;

it('proves the identity of whoever added it, each time by a new challenge', async () => {
  const { identity, passkey } = await added();
  expect(await use.prove(authenticator.get(await asked(), ORIGIN), ORIGIN)).toEqual(identity);
  const proof = authenticator.get(await asked(), ORIGIN);
  expect(await use.prove(proof, ORIGIN)).toEqual(identity);
  expect(await use.list(owner)).toEqual([{ ...passkey, lastUsedAt: NOW }]);
  await expect(use.prove(proof, ORIGIN)).rejects.toEqual(refused('PASSKEY_NOT_PROVEN'));
});

it('is refused where the answer is of another origin, too late, or nonsense', async () => {
  await added();
  const elsewhere = authenticator.get(await asked(), 'https://jalon.example.com');
  const late = authenticator.get(await asked(), ORIGIN);
  for (const answer of [elsewhere, {}, null, { id: 'x', response: { userHandle: 'eA' } }])
    await expect(use.prove(answer, ORIGIN)).rejects.toEqual(refused('PASSKEY_NOT_PROVEN'));
  given.at(NOW + 5 * MINUTE);
  await expect(use.prove(late, ORIGIN)).rejects.toEqual(refused('PASSKEY_NOT_PROVEN'));
});

it('is not refused for a fault of the record store: that fault is told', async () => {
  await added();
  const { ports, records } = given;
  const fault = new Error('the key of the records is missing');
  const useChallenge = () => Promise.reject(fault);
  const faulty = { ...records, passkeys: { ...records.passkeys, useChallenge } };
  const proof = authenticator.get(await asked(), ORIGIN);
  await expect(passkeyUse({ ...ports, records: faulty }).prove(proof, ORIGIN)).rejects.toBe(fault);
});

it('proves nothing once it is removed', async () => {
  const { passkey } = await added();
  await use.remove(owner, passkey.id);
  expect(await use.list(owner)).toEqual([]);
  await expect(use.remove(owner, passkey.id)).rejects.toEqual(refused('PASSKEY_UNKNOWN'));
  await expect(use.prove(authenticator.get(await asked(), ORIGIN), ORIGIN)).rejects.toEqual(
    refused('PASSKEY_NOT_PROVEN'),
  );
});

it('is told to the person by mail', async () => {
  await added();
  await given.sender.sendDue();
  expect(given.mails).toMatchObject([
    { to: 'lea@shelter.example', subject: 'Une clé d’accès a été ajoutée à votre accès à Jalon' },
  ]);
});

it('is not added twice by one answer', async () => {
  const { made } = await added();
  await expect(use.register(owner, 'Again', made, ORIGIN)).rejects.toEqual(refused('PASSKEY_NOT_PROVEN'));
});

it('is for sessions that reach every account of an invited person', async () => {
  await expect(use.registrationOptions(owner, ORIGIN)).rejects.toEqual(refused('PASSKEY_NEEDS_INVITATION'));
  const identity = await enter();
  const linking = {
    how: 'invitation',
    by: HR.person,
    handedOverBy: null,
    kind: 'entry',
    address: 'a@b.example',
  } as const;
  await linkOwnIdentity(given.ports, LEA_ELSEWHERE, linking, identity);
  await expect(use.registrationOptions(owner, ORIGIN)).rejects.toEqual(refused('PASSKEY_NEEDS_INVITATION'));
  const both = { ...owner, proven: [LEA, LEA_ELSEWHERE] };
  expect(await use.registrationOptions(both, ORIGIN)).toMatchObject({ rp: { id: 'jalon.example.org' } });
});

it('is not added by a private e-mail address before its owner has left; then by that of the same hands', async () => {
  given.person(LEA, { privateEmail: { email: 'hr@home.example', handedOverBy: HR.person } });
  await followPrivateEmail(given.ports, LEA);
  const marked = { ...owner, proven: [{ ...LEA, handedOverBy: HR.person }] };
  const needsInvitation = refused('PASSKEY_NEEDS_INVITATION');
  for (const each of [owner, marked])
    await expect(use.registrationOptions(each, ORIGIN)).rejects.toEqual(needsInvitation);
  await enter();
  await expect(use.registrationOptions(marked, ORIGIN)).rejects.toEqual(needsInvitation);
  expect(await use.registrationOptions(owner, ORIGIN)).toMatchObject({ rp: { id: 'jalon.example.org' } });
  given.person(LEA, { status: 'left' });
  await expect(use.registrationOptions(owner, ORIGIN)).rejects.toEqual(needsInvitation);
  expect(await use.registrationOptions(marked, ORIGIN)).toMatchObject({ rp: { id: 'jalon.example.org' } });
});

it('is one of twenty at most: another waits until one is removed', async () => {
  const { identity, passkey } = await added();
  const { passkeys } = given.records;
  const [stored] = await passkeys.ofIdentity(identity!);
  for (let more = 1; more < 20; more += 1)
    await passkeys.add(identity!, { ...stored!, id: systemIds.next(), credentialId: `another-${more}` });
  await expect(use.registrationOptions(owner, ORIGIN)).rejects.toEqual(refused('PASSKEYS_TOO_MANY'));
  await use.remove(owner, passkey.id);
  expect(await use.registrationOptions(owner, ORIGIN)).toMatchObject({ rp: { id: 'jalon.example.org' } });
});
