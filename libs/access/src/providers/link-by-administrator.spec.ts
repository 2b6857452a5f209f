import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller, Uuid } from '@jalon/kernel';
import type { RecordStore } from '@jalon/ports';
import { openSqliteRecordStore } from '@jalon/record-store/sqlite';
import { accountsOfIdentities, type PersonWith } from './accounts-of-identity.js';
import { linkByAdministrator, releaseLink } from './link-by-administrator.js';
import type { ProviderSettings } from './provider-settings.js';

const NOW = '2026-03-02T09:00:00.000Z';
const ANA: Uuid = '0190a000-0000-7000-8000-00000000000a';
const BEN: Uuid = '0190a000-0000-7000-8000-00000000000b';
const ADMIN: Uuid = '0190a000-0000-7000-8000-0000000000ad';
const EMPLOYER: Uuid = '0190a000-0000-7000-8000-0000000000e1';
const identity = { issuer: 'https://id.example.org', subject: 'a1b2' };
const admin: Caller = { tenant: 'main', person: ADMIN, roles: ['admin'], organisation: null };
const trust: ProviderSettings = {
  ...{
    name: 'acme',
    title: 'Acme',
    issuer: identity.issuer,
    tenant: 'main',
    audiences: ['jalon'],
    clients: null,
    client: null,
  },
  ...{ scope: 'openid', rolesClaim: null, roles: {}, staffNumberClaim: 'staff', employer: EMPLOYER, emailDomains: [] },
};

describe('a link of an identity that an administrator makes', () => {
  let folder: string;
  let records: RecordStore;
  beforeEach(async () => {
    merged = new Map();
    folder = mkdtempSync(join(tmpdir(), 'jalon-links-'));
    records = await openSqliteRecordStore({
      file: join(folder, 'records.sqlite'),
      keysDir: join(folder, 'keys'),
      random: { bytes: (length) => randomBytes(length) },
      mayMakeKey: true,
      mayCreate: () => true,
    });
  });
  afterEach(async () => {
    await records.close();
    rmSync(folder, { recursive: true });
  });

  /** The entries that were merged, each with the one that stands for both. */
  let merged: ReadonlyMap<Uuid, Uuid>;
  const common = () => ({
    identities: records.identities,
    humansIn: async () => (person: Uuid) => merged.get(person) ?? person,
    clock: { now: () => NOW },
    ids: { next: randomUUID },
  });
  const linkTo = (person: Uuid, by = admin, holdsMoreThanOrdinary = false) =>
    linkByAdministrator(common(), by, person, identity, { isProduction: true, holdsMoreThanOrdinary });
  const ruled = (personWith: PersonWith, takesTwo = false) =>
    accountsOfIdentities({ ...common(), personWith, takesTwo: async () => takesTwo });
  const accounts = (claims = {}) => ruled(async () => ANA)(identity, [trust], claims);
  const unlink = async (person: Uuid) => {
    const [link] = await records.identities.linksOfPerson({ tenant: 'main', person });
    await records.identities.unlink({ tenant: 'main', person }, link!.id, { at: Date.parse(NOW), by: ADMIN });
  };

  it('names them in whatever another person does by it', async () => {
    expect(await linkTo(ANA)).toMatchObject({ person: ANA, by: ADMIN, handedOverBy: ADMIN });
    expect(await accounts()).toMatchObject([{ person: ANA, handedOverBy: ADMIN }]);
  });

  it('names nobody where it is their own, or whoever handed over their own access', async () => {
    await linkTo(ADMIN);
    expect((await accounts())[0]).not.toHaveProperty('handedOverBy');
    await unlink(ADMIN);
    await linkTo(ADMIN, { ...admin, handedOverBy: BEN });
    expect(await accounts()).toMatchObject([{ person: ADMIN, handedOverBy: BEN }]);
  });

  it('is refused to another person where somebody handed over their own access', async () => {
    expect(await linkTo(ANA, { ...admin, handedOverBy: BEN })).toBe('ACCESS_HANDED_OVER');
    expect(await accounts()).toEqual([]);
  });

  const releaseBy = async (by: Caller, person: Uuid) => {
    const waiting = (await records.identities.everyLinkOfPerson({ tenant: 'main', person })).at(-1);
    return releaseLink(common(), by, person, waiting!.id);
  };
  const second: Caller = { ...admin, person: BEN };

  it('waits for a second person where somebody else holds more than ordinary roles, and leads to nobody meanwhile', async () => {
    expect(await linkTo(ANA, admin, true)).toMatchObject({
      person: ANA,
      waitsSince: Date.parse(NOW),
      releasedBy: null,
    });
    expect(await accounts({ staff: '4711' })).toEqual([]);
    expect(await linkTo(BEN)).toBe('IDENTITY_TAKEN');
    for (const one of [admin, { ...admin, person: ANA }])
      expect(await releaseBy(one, ANA)).toBe('IDENTITY_SAME_PERSON');
    expect(await releaseBy({ ...second, handedOverBy: ADMIN }, ANA)).toBe('ACCESS_HANDED_OVER');
    expect(await accounts()).toEqual([]);
    expect(await releaseBy(second, ANA)).toMatchObject({ waitsSince: null, releasedBy: BEN, handedOverBy: ADMIN });
    expect(await accounts()).toMatchObject([{ person: ANA, handedOverBy: ADMIN }]);
    expect(await releaseBy(second, ANA)).toBe('IDENTITY_NOT_WAITING');
  });

  it('is released by no other entry of whoever made it, nor of the person whom it lets in', async () => {
    await linkTo(ANA, admin, true);
    for (const one of [ADMIN, ANA]) {
      merged = new Map([[BEN, one]]);
      expect(await releaseBy(second, ANA)).toBe('IDENTITY_SAME_PERSON');
    }
    merged = new Map();
    expect(await releaseBy(second, ANA)).toMatchObject({ releasedBy: BEN });
  });

  it('waits for a second person where somebody else enters already; not where it is their own', async () => {
    const other = { ...identity, subject: 'c3d4' };
    const known = { isProduction: true, holdsMoreThanOrdinary: false };
    expect(await linkTo(ANA)).toMatchObject({ waitsSince: null });
    expect(await linkByAdministrator(common(), admin, ANA, other, known)).toMatchObject({
      waitsSince: Date.parse(NOW),
    });
    const own = { ...identity, subject: 'e5f6' };
    expect(await linkByAdministrator(common(), { ...admin, person: ANA }, ANA, own, known)).toMatchObject({
      waitsSince: null,
    });
    const demo = { ...known, isProduction: false };
    const last = { ...identity, subject: 'g7h8' };
    expect(await linkByAdministrator(common(), admin, ANA, last, demo)).toMatchObject({ waitsSince: null });
  });

  it('is refused for an identity that is anybody else’s, and moves one that was removed, by two people', async () => {
    await linkTo(ANA);
    expect(await linkTo(BEN)).toBe('IDENTITY_TAKEN');
    await unlink(ANA);
    expect(await linkTo(BEN)).toMatchObject({ person: BEN, waitsSince: Date.parse(NOW) });
    expect(await accounts()).toEqual([]);
    expect(await releaseBy({ ...admin, person: ANA }, BEN)).toMatchObject({ releasedBy: ANA });
    expect(await accounts()).toMatchObject([{ person: BEN }]);
    expect(await records.identities.everyLinkOfPerson({ tenant: 'main', person: ANA })).toMatchObject([
      { unlinkedBy: ADMIN, unlinkedAt: Date.parse(NOW) },
    ]);
  });

  it('is not made by a rule where it takes two people, or where the person has or had an identity of any issuer', async () => {
    const byRule = (takesTwo: boolean) => ruled(async () => ANA, takesTwo)(identity, [trust], { staff: '4711' });
    expect(await byRule(true)).toEqual([]);
    const invited = { id: randomUUID(), tenant: 'main', person: ANA, how: 'invitation', by: ADMIN, at: 1 } as const;
    await records.identities.link({ issuer: 'jalon', subject: 'x' }, invited);
    expect(await byRule(false)).toEqual([]);
    await unlink(ANA);
    expect(await byRule(false)).toEqual([]);
  });

  it('is made by the rule of staff numbers for the employer of the provider alone', async () => {
    const personWith: PersonWith = async (_tenant, key) =>
      key.kind === 'staff-number' && key.scope === EMPLOYER && key.value === '4711' ? ANA : null;
    const byRule = (settings: Partial<ProviderSettings>) =>
      ruled(personWith)(identity, [{ ...trust, ...settings }], { staff: '4711' });
    expect(await byRule({ employer: ADMIN })).toEqual([]);
    expect(await byRule({})).toMatchObject([{ person: ANA }]);
    expect(await records.identities.linksOfPerson({ tenant: 'main', person: ANA })).toMatchObject([
      { how: 'rule', by: null, handedOverBy: null },
    ]);
  });

  it('stays removed: no rule of the provider makes it again, nor for another person', async () => {
    await linkTo(ANA);
    await unlink(ANA);
    expect(await accounts({ staff: '4711' })).toEqual([]);
    expect(await linkTo(ANA)).toMatchObject({ person: ANA, unlinkedAt: null });
    await unlink(ANA);
    const other = ruled(async () => BEN);
    expect(await other(identity, [trust], { staff: '4712' })).toEqual([]);
  });
});
