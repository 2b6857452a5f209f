import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller, Uuid } from '@jalon/kernel';
import type { RecordStore } from '@jalon/ports';
import { openSqliteRecordStore } from '@jalon/record-store/sqlite';
import { accountsOfIdentities, type PersonWith } from './accounts-of-identity.js';
import { linkByAdministrator } from './link-by-administrator.js';
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

  const common = () => ({ identities: records.identities, clock: { now: () => NOW }, ids: { next: randomUUID } });
  const linkTo = (person: Uuid, by = admin) => linkByAdministrator(common(), by, person, identity);
  const accounts = (claims = {}) =>
    accountsOfIdentities({ ...common(), personWith: async () => ANA })(identity, [trust], claims);
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

  it('is refused for an identity that is, or once was, their own or anybody else’s', async () => {
    await linkTo(ADMIN);
    expect(await linkTo(ANA)).toBe('IDENTITY_TAKEN');
    await unlink(ADMIN);
    expect(await linkTo(ANA)).toBe('IDENTITY_TAKEN');
    expect(await accounts()).toEqual([]);
    expect(await records.identities.everyLinkOfPerson({ tenant: 'main', person: ADMIN })).toMatchObject([
      { unlinkedBy: ADMIN, unlinkedAt: Date.parse(NOW) },
    ]);
  });

  it('is made by the rule of staff numbers for the employer of the provider alone', async () => {
    const personWith: PersonWith = async (_tenant, key) =>
      key.kind === 'staff-number' && key.scope === EMPLOYER && key.value === '4711' ? ANA : null;
    const byRule = (settings: Partial<ProviderSettings>) =>
      accountsOfIdentities({ ...common(), personWith })(identity, [{ ...trust, ...settings }], { staff: '4711' });
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
    const other = accountsOfIdentities({ ...common(), personWith: async () => BEN });
    expect(await other(identity, [trust], { staff: '4712' })).toEqual([]);
  });
});
