import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordStore } from '@jalon/ports';
import { makeRecordHashKey, recordSum, type RecordSide } from '@jalon/record-store';
import { openPostgresRecordSide, openPostgresRecordStore } from '@jalon/record-store/postgres';
import { openSqliteRecordSide, openSqliteRecordStore } from '@jalon/record-store/sqlite';
import { newPostgresDatabase } from '@jalon/testing';

const folder = mkdtempSync(join(tmpdir(), 'jalon-record-copy-'));
const random = { bytes: (length: number) => randomBytes(length) };
const keysDir = join(folder, 'keys');
makeRecordHashKey(keysDir, random);
const given = { keysDir, random, mayMakeKey: false, mayCreate: () => true };
afterAll(() => rmSync(folder, { recursive: true }));

interface Place {
  readonly store: () => Promise<RecordStore>;
  readonly side: () => Promise<RecordSide>;
}
const places: Readonly<Record<'sqlite' | 'postgres', () => Promise<Place>>> = {
  async sqlite() {
    const options = { ...given, file: join(folder, `${randomUUID()}.sqlite`) };
    return { store: () => openSqliteRecordStore(options), side: () => openSqliteRecordSide(options) };
  },
  async postgres() {
    const options = { ...given, url: await newPostgresDatabase() };
    return { store: () => openPostgresRecordStore(options), side: () => openPostgresRecordSide(options) };
  },
};

const NOW = 1_780_000_000_000;
const END = NOW + 86_400_000;
const HR = randomUUID();

const newToken = (person: string) => ({
  ...{ tenant: 'main', person, name: 'É', roles: [], organisation: null },
  ...{ madeBy: HR, handedOverBy: null, madeAt: NOW, expiresAt: END },
});

/** Records of all kinds; of two, more than a page. */
async function fill(records: RecordStore): Promise<void> {
  const person = randomUUID();
  const account = { tenant: 'main', person };
  const identity = { issuer: 'https://id.example.org', subject: 'Inès' };
  const link = { ...account, id: randomUUID(), how: 'administrator', by: HR, at: NOW, handedOverBy: HR } as const;
  await records.identities.link(identity, link);
  const asked = { tenant: 'main', at: NOW, person, roles: ['hr'], credential: 'session' };
  const people = Array.from({ length: 700 }, () => randomUUID());
  const read = { ...asked, query: 'ListPeople', parameters: { limit: 200 }, people, lost: 0 };
  await records.reads.add(Array.from({ length: 3 }, () => ({ ...read, id: randomUUID() })));
  const refusal = { ...asked, command: 'ApproveHours', code: 'FOUR_EYES', target: null };
  await records.refusals.add(Array.from({ length: 1_001 }, () => ({ ...refusal, id: randomUUID() })));
  await records.apiTokens.add({ ...newToken(person), id: randomUUID() }, 'one');
  const session = { origin: 'provider', provider: 'p', of: identity, trusts: null, providerSession: 's' } as const;
  const times = { begunAt: NOW, expiresAt: END };
  await records.sessions.add({ ...session, ...times, id: randomUUID(), sealed: 'AAEC' }, 'two');
  await records.loginLinks.add({ ...account, addressHash: null, expiresAt: END }, 'three');
  const invitation = {
    ...account,
    id: randomUUID(),
    role: 'hr' as const,
    organisation: null,
    invitedBy: HR,
    inviterHandedOverBy: null,
  };
  await records.invitations.add({ ...invitation, addressHash: 'a', madeAt: NOW, needsRelease: true });
  await records.mails.add({ ...account, id: randomUUID(), kind: 'invitation', about: invitation.id, madeAt: NOW });
  await records.mailLogins.put({ ...account, kind: 'entry', subject: randomUUID(), addressHash: 'a' });
  const passkey = { credentialId: 'four', publicKey: 'AAEC', counter: 7, transports: ['usb'], name: 'Key' };
  await records.passkeys.add(identity, { ...passkey, id: randomUUID(), madeAt: NOW });
  await records.passkeys.addChallenge('five', END);
  const value = { kind: 'email', scope: '', exclusive: true, held: false, value: 'ines@example.org' };
  await records.uniqueHashes.reserve({ ...account, attempt: 0, at: NOW }, [value], []);
}
const RECORDS = 1 + 3 + 1_001 + 9;

const ways = [
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
  ['sqlite', 'sqlite'],
] as const;
describe.each(ways)('records that are copied from %s to %s', (from, to) => {
  let original: Place;
  let source: RecordSide;
  let target: RecordSide;
  let copy: Place;
  beforeEach(async () => {
    original = await places[from]();
    const records = await original.store();
    await fill(records);
    await records.close();
    source = await original.side();
    copy = await places[to]();
    target = await copy.side();
  });
  afterEach(() => Promise.all([source.close(), target.close()]));

  it('are all there, and can be found', async () => {
    const held = await recordSum(source.pages());
    expect(held.records).toBeGreaterThan(RECORDS + 700);
    expect(await target.replaceBy(source.pages())).toEqual(held);
    const records = await copy.store();
    try {
      expect(await records.identities.linksOf({ issuer: 'https://id.example.org', subject: 'Inès' })).toMatchObject([
        { by: HR, handedOverBy: HR, at: NOW, unlinkedAt: null },
      ]);
      expect(await records.apiTokens.withSecret('one')).toMatchObject({ name: 'É', expiresAt: END });
      expect(await records.reads.list({ tenant: 'main', limit: 10 })).toHaveLength(3);
      expect(await records.sessions.withSecret('two')).toMatchObject({
        sealed: 'AAEC',
        accounts: [{ tenant: 'main' }],
      });
    } finally {
      await records.close();
    }
  });

  it('take the place of an older copy', async () => {
    const records = await copy.store();
    await fill(records);
    await records.close();
    expect(await target.replaceBy(source.pages())).toEqual(await recordSum(source.pages()));
    expect(await recordSum(target.pages())).toEqual(await recordSum(source.pages()));
  });

  it('are there as before where the command is interrupted meanwhile', async () => {
    const interrupted = new AbortController();
    setImmediate(() => interrupted.abort());
    const cut = target.replaceBy(source.pages(), () => interrupted.signal.throwIfAborted());
    await expect(cut).rejects.toMatchObject({ name: 'AbortError' });
    expect((await recordSum(target.pages())).records).toBe(0);
  });

  it('are there as before where the copy is cut off, at whatever page', async () => {
    await target.replaceBy(source.pages());
    const before = await recordSum(target.pages());
    const records = await original.store();
    await records.apiTokens.add({ ...newToken(randomUUID()), id: randomUUID() }, 'six');
    await records.close();
    for (const last of [1, 4, 9]) {
      let pages = 0;
      const cut = target.replaceBy(source.pages(), () => {
        if ((pages += 1) === last) throw new Error('killed');
      });
      await expect(cut).rejects.toThrow('killed');
      expect(await recordSum(target.pages())).toEqual(before);
    }
    expect((await target.replaceBy(source.pages())).records).toBe(before.records + 1);
  });
});
