import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instantPlus, type Caller, type Role } from '@jalon/kernel';
import type { RecordStore } from '@jalon/ports';
import { openSqliteRecordStore } from '@jalon/record-store/sqlite';
import { apiTokenDesk, ApiTokenRefused, type ApiTokenDesk } from './api-tokens.js';
import { apiTokens, isApiToken, newApiToken } from './credentials/api-token.js';
import { CREDENTIAL_KINDS, TokenInvalid, type Credential, type VerifyCredential } from './credentials/credential.js';
import { remembering } from './credentials/remembering.js';

const NOW = '2026-03-02T09:00:00.000Z';
const DAY_MS = 86_400_000;
const ANA = '0190a000-0000-7000-8000-00000000000a';
const ADMIN = '0190a000-0000-7000-8000-0000000000ad';
const EXPORTER = '0190a000-0000-7000-8000-0000000000e0';
const SHELTER = '0190a000-0000-7000-8000-0000000000c0';

const caller = (person: string, roles: readonly Role[], organisation: string | null = null): Caller => {
  return { tenant: 'main', person, roles, organisation };
};
const ana = caller(ANA, ['hr', 'employee']);
const admin = caller(ADMIN, ['admin']);
const session: Credential = { kind: 'session', id: 'one' };
const random = { bytes: (length: number) => randomBytes(length) };

describe('API tokens', () => {
  let folder: string;
  let file: string;
  let records: RecordStore;
  let desk: ApiTokenDesk;
  let verify: VerifyCredential;
  let now: string = NOW;
  beforeEach(async () => {
    now = NOW;
    folder = mkdtempSync(join(tmpdir(), 'jalon-tokens-'));
    file = join(folder, 'records.sqlite');
    records = await openSqliteRecordStore({
      file,
      keysDir: join(folder, 'keys'),
      random,
      mayMakeKey: true,
      mayCreate: () => true,
    });
    const clock = { now: () => now };
    desk = apiTokenDesk({
      tokens: records.apiTokens,
      clock,
      ids: { next: randomUUID },
      random,
      rolesOfService: async (tenant, person) => (tenant === 'main' && person === EXPORTER ? ['service'] : null),
    });
    verify = apiTokens(records.apiTokens, clock);
  });
  afterEach(async () => {
    await records.close();
    rmSync(folder, { recursive: true });
  });

  const proofOf = (secret: string, by = verify) => by({ authorization: `Bearer ${secret}` });
  const flawOf = async (secret: string, by = verify) => {
    const failure: unknown = await proofOf(secret, by).catch((error: unknown) => error);
    return failure instanceof TokenInvalid ? failure.flaw : 'taken';
  };
  const refusalOf = async (work: Promise<unknown>) => {
    const failure: unknown = await work.catch((error: unknown) => error);
    return failure instanceof ApiTokenRefused ? failure.rejection.code : 'done';
  };

  describe('their form', () => {
    it('begins with jln_ and ends with a checksum', () => {
      const token = newApiToken(random);
      expect(token).toMatch(/^jln_[0-9A-Za-z]{49}$/);
      expect(isApiToken(token)).toBe(true);
      expect(newApiToken(random)).not.toBe(token);
      for (const place of [4, 20, 46, 52]) {
        const other = token.charAt(place) === 'x' ? 'y' : 'x';
        expect(isApiToken(token.slice(0, place) + other + token.slice(place + 1))).toBe(false);
      }
    });

    it.each([0, 255])('has the same length where all bytes are %d', (byte) => {
      expect(newApiToken({ bytes: (length) => new Uint8Array(length).fill(byte) })).toHaveLength(53);
    });
  });

  describe('a new one', () => {
    it('proves its person, with the roles that they hold, at most those of the token', async () => {
      const { token, secret } = await desk.make(ana, session, { name: 'Export', roles: ['employee'] });
      expect(token).toMatchObject({ person: ANA, roles: ['employee'], madeBy: ANA, organisation: null });
      expect(token.expiresAt - Date.parse(NOW)).toBe(90 * DAY_MS);
      expect(await proofOf(secret)).toEqual({
        credential: { kind: 'api-token', id: token.id },
        accounts: [{ tenant: 'main', person: ANA, roles: [], organisation: null }],
        roles: 'held',
        atMost: ['employee'],
        expiresAt: token.expiresAt,
      });
    });

    it('has all roles of its maker where none are named, and speaks for their organisation', async () => {
      const coordinator = caller(ANA, ['organisation'], SHELTER);
      const { token } = await desk.make(coordinator, session, { name: 'Export' });
      expect(token).toMatchObject({ roles: ['organisation'], organisation: SHELTER });
      expect((await desk.make(ana, session, { name: 'Export' })).token.roles).toEqual(['hr', 'employee']);
    });

    it('has no role that its maker does not hold', async () => {
      expect(await refusalOf(desk.make(ana, session, { name: 'x', roles: ['hr', 'admin'] }))).toBe('API_TOKEN_ROLES');
      expect(await refusalOf(desk.make(caller(ANA, []), session, { name: 'x' }))).toBe('API_TOKEN_ROLES');
      expect(await desk.list(ana)).toEqual([]);
    });

    it('is made by a session alone: by no token, which it could outlive', async () => {
      for (const kind of CREDENTIAL_KINDS.filter((each) => each !== 'session')) {
        const byToken = desk.make(ana, { kind, id: 'one' }, { name: 'x', expiresInDays: 1 });
        expect([kind, await refusalOf(byToken)]).toEqual([kind, 'API_TOKEN_NEEDS_SESSION']);
      }
      expect(await desk.list(ana)).toEqual([]);
    });

    it('is made for a service by an administrator, with roles that the service holds', async () => {
      const wanted = { name: 'Warehouse', person: EXPORTER };
      const { token, secret } = await desk.make(admin, session, wanted);
      expect(token).toMatchObject({ person: EXPORTER, roles: ['service'], madeBy: ADMIN });
      expect(await proofOf(secret)).toMatchObject({ roles: 'held', atMost: ['service'] });
      expect(await refusalOf(desk.make(admin, session, { ...wanted, roles: ['admin'] }))).toBe('API_TOKEN_ROLES');
      expect(await refusalOf(desk.make(ana, session, wanted))).toBe('API_TOKEN_OF_SERVICES');
      expect(await refusalOf(desk.make(admin, session, { name: 'x', person: ANA }))).toBe('API_TOKEN_OF_SERVICES');
    });

    it('names who handed over the access by which it was made', async () => {
      const { token, secret } = await desk.make({ ...ana, handedOverBy: ADMIN }, session, { name: 'Export' });
      expect(token.handedOverBy).toBe(ADMIN);
      expect(await proofOf(secret)).toMatchObject({ accounts: [{ person: ANA, handedOverBy: ADMIN }] });
    });

    it('of a service names the administrator who has it in their hands', async () => {
      const wanted = { name: 'Warehouse', person: EXPORTER };
      const { secret } = await desk.make(admin, session, wanted);
      expect(await proofOf(secret)).toMatchObject({ accounts: [{ person: EXPORTER, handedOverBy: ADMIN }] });
      const handedOver = desk.make({ ...admin, handedOverBy: ANA }, session, wanted);
      expect(await refusalOf(handedOver)).toBe('API_TOKEN_HANDED_OVER');
    });

    it('of the operator has exactly the roles that were stated', async () => {
      const stated = { tenant: 'main', person: ANA, name: 'cli', organisation: SHELTER, expiresInSeconds: 60 } as const;
      const { token, secret } = await desk.makeStated({ ...stated, roles: ['organisation', 'admin'] });
      expect(token).toMatchObject({ madeBy: null, expiresAt: Date.parse(NOW) + 60_000 });
      expect(await proofOf(secret)).toMatchObject({
        accounts: [{ tenant: 'main', person: ANA, roles: ['organisation', 'admin'], organisation: SHELTER }],
        roles: 'stated',
        atMost: null,
      });
    });

    it('is stored as a hash only', async () => {
      const { secret } = await desk.make(ana, session, { name: 'Export' });
      const stored = readFileSync(file, 'latin1') + readFileSync(`${file}-wal`, 'latin1');
      expect(stored).toContain('Export');
      expect(stored).not.toContain(secret.slice(4, 40));
    });

    it('is refused beyond fifty that have not ended', async () => {
      for (let made = 0; made < 50; made += 1) await desk.make(ana, session, { name: `${made}` });
      expect(await refusalOf(desk.make(ana, session, { name: 'one more' }))).toBe('API_TOKENS_TOO_MANY');
      const [newest] = await desk.list(ana);
      await desk.revoke(ana, newest!.id);
      expect(await refusalOf(desk.make(ana, session, { name: 'one more' }))).toBe('done');
    });
  });

  it('are taken until they expire', async () => {
    const { secret } = await desk.make(ana, session, { name: 'x', expiresInDays: 1 });
    now = instantPlus(NOW, DAY_MS - 1);
    expect(await flawOf(secret)).toBe('taken');
    now = instantPlus(NOW, DAY_MS);
    expect(await flawOf(secret)).toBe('expired');
  });

  it('are refused where nobody made them, or they were not copied whole, and no other credential is touched', async () => {
    expect(await flawOf(newApiToken(random))).toBe('unknown');
    const { secret } = await desk.make(ana, session, { name: 'x' });
    expect(await flawOf(secret.slice(0, -1))).toBe('malformed');
    expect(await proofOf('eyJhbGciOiJFZERTQSJ9.e30.c2ln')).toBeNull();
    expect(await verify({})).toBeNull();
    expect(await verify({ cookie: `jalon=${secret}` })).toBeNull();
  });

  it('end by a revocation: at once, and within a minute where they are remembered', async () => {
    const remembered = remembering(verify, { now: () => now });
    const { token, secret } = await desk.make(ana, session, { name: 'x' });
    expect(await flawOf(secret, remembered)).toBe('taken');
    expect(await desk.revoke(ana, token.id)).toMatchObject({ revokedAt: Date.parse(NOW), revokedBy: ANA });
    expect(await flawOf(secret)).toBe('revoked');
    now = instantPlus(NOW, 60_000);
    expect(await flawOf(secret, remembered)).toBe('revoked');
    // Whoever revokes it again changes nothing.
    expect(await desk.revoke(admin, token.id)).toMatchObject({ revokedAt: Date.parse(NOW), revokedBy: ANA });
  });

  it('are listed and revoked by their bearer and by administrators of the tenant, by nobody else', async () => {
    const { token } = await desk.make(ana, session, { name: 'x' });
    const ben = caller('0190a000-0000-7000-8000-00000000000b', ['hr', 'auditor', 'dpo']);
    const elsewhere = { ...admin, tenant: 'other' };
    for (const other of [ben, elsewhere])
      expect(await refusalOf(desk.revoke(other, token.id))).toBe('API_TOKEN_UNKNOWN');
    expect(await refusalOf(desk.list(ben, ANA))).toBe('API_TOKENS_OF_OTHERS');
    expect(await desk.list(elsewhere, ANA)).toEqual([]);
    expect((await desk.list(ana)).map(({ id }) => id)).toEqual([token.id]);
    expect((await desk.list(admin, ANA)).map(({ id }) => id)).toEqual([token.id]);
    expect(await desk.revoke(admin, token.id)).toMatchObject({ revokedBy: ADMIN });
  });

  it('tell when they were last used, to the minute', async () => {
    const { secret } = await desk.make(ana, session, { name: 'x' });
    await proofOf(secret);
    now = instantPlus(NOW, 59_999);
    await proofOf(secret);
    expect(await desk.list(ana)).toMatchObject([{ lastUsedAt: Date.parse(NOW) }]);
    now = instantPlus(NOW, 60_000);
    await proofOf(secret);
    expect(await desk.list(ana)).toMatchObject([{ lastUsedAt: Date.parse(NOW) + 60_000 }]);
  });
});
