import { createSecretKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { instantPlus, SYSTEM_ACTOR, TOKEN_ROLES, type Caller } from '@jalon/kernel';
import { openTokenKeys, TOKEN_KEY_FILE, type TokenKeys } from './token-keys.js';
import { CredentialMissing, TokenInvalid, type VerifyCredential } from './credential.js';
import { remembering } from './remembering.js';
import { mintToken, signedTokens, type Bearer } from './signed-token.js';
import type { Accounts } from '../accounts.js';
import { identifyCaller, type Identified } from '../identify.js';

const nobodyLeft: Accounts = {
  find: () => Promise.reject(new Error('a signed token says its roles itself')),
  hasLeft: async () => false,
};
const NOW = '2026-03-02T09:00:00.000Z';
const ANA = '0190a000-0000-7000-8000-00000000000a';
const SHELTER = '0190a000-0000-7000-8000-0000000000f1';
const bearer: Bearer = { tenant: 'main', person: ANA, roles: ['hr'], organisation: null };

let folder: string;
let keys: TokenKeys;
let now: string;
let verify: VerifyCredential;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-tokens-'));
  keys = await openTokenKeys({ keysDir: join(folder, 'keys'), mayCreate: true });
  verify = signedTokens(keys, { now: () => now });
});
beforeEach(() => {
  now = NOW;
});
afterAll(() => rmSync(folder, { recursive: true }));

const identify = (authorization?: string): Promise<Identified> =>
  identifyCaller([verify], nobodyLeft)({ authorization });

const minted = (changes: Partial<Bearer> = {}) =>
  mintToken(keys, { ...bearer, ...changes }, { now: NOW, expiresIn: 3_600 });

interface Forgery {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: KeyObject;
}

/** A token with the right form but for these changes; a claim given as undefined is left out. */
function forged({ claims = {}, header = {}, key = keys.signing }: Forgery): Promise<string> {
  const seconds = Date.parse(NOW) / 1000;
  const all = { sub: ANA, iss: 'jalon', aud: 'jalon', exp: seconds + 60, tenant: 'main', person: ANA, roles: ['hr'] };
  return new SignJWT({ ...all, ...claims }).setProtectedHeader({ alg: 'EdDSA', ...header }).sign(key);
}

const signatureOf = (token: string): Buffer => Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url');

async function flawOf(authorization: string): Promise<string> {
  const failure: unknown = await identify(authorization).catch((error: unknown) => error);
  if (!(failure instanceof TokenInvalid)) throw new Error('the token was taken');
  return failure.flaw;
}

describe('a token', () => {
  it('says who its bearer is', async () => {
    const caller: Caller = { tenant: 'main', person: ANA, roles: ['manager', 'organisation'], organisation: SHELTER };
    expect(
      (await identify(`Bearer ${await minted({ roles: ['organisation', 'manager'], organisation: SHELTER })}`)).caller,
    ).toEqual(caller);
    expect((await identify(`bearer  ${await minted()}`)).caller).toEqual({ ...bearer });
  });

  it('speaks for no organisation without the role', async () => {
    expect((await identify(`Bearer ${await minted({ organisation: SHELTER })}`)).caller.organisation).toBeNull();
  });

  it('is missed when there is none', async () => {
    await expect(identify(undefined)).rejects.toThrow(CredentialMissing);
    await expect(identify('  ')).rejects.toThrow(CredentialMissing);
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer a b', 'token'])('is refused as %j', async (authorization) => {
    expect(await flawOf(authorization)).toBe('scheme');
  });

  it.each(['x', 'a.b.c', 'a.b.c.d.e', '..', '{}', 'é.é.é'])('is refused as malformed when it is %j', async (token) => {
    expect(await flawOf(`Bearer ${token}`)).toBe('malformed');
  });

  it('is refused unread when it is far too long', async () => {
    expect(await flawOf(`Bearer ${await forged({ claims: { filler: 'x'.repeat(10_000) } })}`)).toBe('malformed');
  });

  it('is believed until it expires, with a few seconds for clocks that differ', async () => {
    const token = await minted();
    now = instantPlus(NOW, 3_604_000);
    await identify(`Bearer ${token}`);
    now = instantPlus(NOW, 3_605_000);
    expect(await flawOf(`Bearer ${token}`)).toBe('expired');
  });

  it.each([
    ['not-yet-valid', { nbf: Date.parse(NOW) / 1000 + 60 }],
    ['issuer', { iss: 'another' }],
    ['issuer', { iss: undefined }],
    ['audience', { aud: 'another' }],
    ['audience', { aud: undefined }],
    ['claim-exp', { exp: undefined }],
    ['claim-exp', { exp: 'soon' }],
    ['claim-sub', { sub: undefined }],
    ['claim-sub', { sub: SHELTER }],
    ['claim-iat', { iat: 'today' }],
    ['claim-iat', { iat: 9e15 }],
    ['claim-exp', { exp: 9e15 }],
    ['claim-tenant', { tenant: undefined }],
    ['claim-tenant', { tenant: 'Main' }],
    ['claim-tenant', { tenant: 'main.x' }],
    ['claim-tenant', { tenant: ['main'] }],
    ['claim-person', { person: undefined }],
    ['claim-person', { person: 'ana' }],
    ['claim-person', { person: SYSTEM_ACTOR }],
    ['claim-roles', { roles: undefined }],
    ['claim-roles', { roles: [] }],
    ['claim-roles', { roles: 'hr' }],
    ['claim-roles', { roles: ['hr', 'king'] }],
    ['claim-roles', { roles: ['system'] }],
    ['claim-roles', { roles: ['hr', 'system'] }],
    ['claim-roles', { roles: ['hr', { toString: 'hr' }] }],
    ['claim-organisation', { roles: ['organisation'] }],
    ['claim-organisation', { roles: ['organisation'], organisation: 'shelter' }],
  ])('is refused for its %s when it claims %j', async (flaw, claims) => {
    expect(await flawOf(`Bearer ${await forged({ claims })}`)).toBe(flaw);
  });

  it.each([
    ['claim-exp', '"exp":1e400'],
    ['not-yet-valid', '"nbf":1e400'],
    ['claim-nbf', '"nbf":-1e400'],
    ['claim-iat', '"iat":1e400'],
    ['claim-iat', '"iat":-1e400'],
  ])('is refused for its %s when it says %s, which JSON reads as infinity', async (flaw, claim) => {
    const exp = Date.parse(NOW) / 1000 + 60;
    const claims = `{"exp":${exp},"sub":"${ANA}","iss":"jalon","aud":"jalon","tenant":"main","person":"${ANA}","roles":["hr"],${claim}}`;
    const signed = ['{"alg":"EdDSA"}', claims].map((part) => Buffer.from(part).toString('base64url')).join('.');
    const signature = sign(null, Buffer.from(signed), keys.signing).toString('base64url');
    expect(await flawOf(`Bearer ${signed}.${signature}`)).toBe(flaw);
  });

  it.each(['at+jwt', 'dpop+jwt', 'logout+jwt', 'JOSE', '', 5])('is refused when its typ is %j', async (typ) => {
    expect(await flawOf(`Bearer ${await forged({ header: { typ } })}`)).toBe('type');
  });

  it.each(['JWT', 'jwt', 'application/jwt', undefined])('is taken when its typ is %j', async (typ) => {
    const token = await forged({ header: typ === undefined ? {} : { typ } });
    expect((await identify(`Bearer ${token}`)).caller.person).toBe(ANA);
  });

  it.each(['EdDSA', 'Ed25519'])('is taken under the name %s of its algorithm', async (alg) => {
    const token = await forged({ header: { alg, kid: keys.verifying.kid } });
    expect((await identify(`Bearer ${token}`)).caller.person).toBe(ANA);
  });

  it('is refused when it is written in any other way than its signer wrote it', async () => {
    const token = await minted();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // A signature of 64 bytes leaves four bits of its last character unused.
    const twins = Array.from(alphabet, (last) => token.slice(0, -1) + last).filter((twin) => twin !== token);
    const same = twins.filter((twin) => signatureOf(twin).equals(signatureOf(token)));
    expect(same).toHaveLength(15);
    for (const twin of [...same, `${token}=`, `${token}==`, token.replace('.', '\n.')]) {
      expect(await flawOf(`Bearer ${twin}`)).toBe('malformed');
    }
  });

  it('is refused when another key signed it', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(await flawOf(`Bearer ${await forged({ key: privateKey })}`)).toBe('signature');
    expect(await flawOf(`Bearer ${await forged({ key: privateKey, header: { kid: 'another' } })}`)).toBe('key');
  });

  it('is refused when anything in it was changed', async () => {
    const [header, , signature] = (await minted()).split('.');
    const [, payload] = (await minted({ roles: ['admin'] })).split('.');
    expect(await flawOf(`Bearer ${header}.${payload}.${signature}`)).toBe('signature');
  });

  it('is refused unsigned, or signed with a shared secret, be it our own public key', async () => {
    const [, payload] = (await minted()).split('.');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await flawOf(`Bearer ${unsigned}.${payload}.`)).toBe('algorithm');
    for (const secret of [randomBytes(32), Buffer.from(String(keys.verifying.x), 'base64url')]) {
      const token = await forged({ key: createSecretKey(secret), header: { alg: 'HS256' } });
      expect(await flawOf(`Bearer ${token}`)).toBe('algorithm');
    }
  });

  it('is refused under an algorithm that its key is not for, without a fault of ours', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const token = await forged({ key: privateKey, header: { alg: 'ES256', kid: keys.verifying.kid } });
    expect(await flawOf(`Bearer ${token}`)).toBe('key');
  });

  it('leaves nothing of itself in the failure', async () => {
    const token = await forged({ claims: { person: 'a-secret-person' } });
    const failure: unknown = await identify(`Bearer ${token}`).catch((error: unknown) => error);
    const said = JSON.stringify(failure, Object.getOwnPropertyNames(failure)) + String((failure as Error).cause);
    expect(said).not.toContain('a-secret-person');
    expect(said).not.toContain(token.slice(0, 20));
  });

  it.each(['operator', 'system'])('never gives the role %s', (role) => {
    expect(TOKEN_ROLES).toHaveLength(10);
    expect(TOKEN_ROLES).not.toContain(role);
  });
});

describe('the token keys', () => {
  const keysDir = () => join(folder, 'keys');

  it('are made once, for their owner alone', async () => {
    const again = await openTokenKeys({ keysDir: keysDir(), mayCreate: true });
    expect(again.verifying).toEqual(keys.verifying);
    expect(statSync(join(keysDir(), TOKEN_KEY_FILE)).mode & 0o777).toBe(0o600);
    expect(keys.verifying).not.toHaveProperty('d');
  });

  it('are asked for when they are missing and may not be made', async () => {
    const asked = openTokenKeys({ keysDir: join(folder, 'none'), mayCreate: false });
    await expect(asked).rejects.toThrow(/token-signing\.pem is missing\. Restore it .* `jalon keys make`/);
  });

  it.each([
    ['no key', () => 'nonsense'],
    ['a public key', () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }) as string],
    [
      'another kind of key',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
          type: 'pkcs8',
          format: 'pem',
        }) as string,
    ],
  ])('are refused when the file holds %s', async (_, content) => {
    const other = mkdtempSync(join(folder, 'other-'));
    writeFileSync(join(other, TOKEN_KEY_FILE), content(), { mode: 0o600 });
    await expect(openTokenKeys({ keysDir: other, mayCreate: true })).rejects.toThrow(
      'does not hold an Ed25519 private key',
    );
  });
});

describe('a token that comes again', () => {
  const counted = () => {
    let verified = 0;
    const remembered = remembering(
      (credentials) => {
        verified += 1;
        return verify(credentials);
      },
      { now: () => now },
    );
    const remember = (authorization?: string) => identifyCaller([remembered], nobodyLeft)({ authorization });
    return { remember, verified: () => verified };
  };

  it('is verified once a minute', async () => {
    const { remember, verified } = counted();
    const token = `Bearer ${await minted()}`;
    const first = await remember(token);
    now = instantPlus(NOW, 59_999);
    expect([await remember(token), verified()]).toEqual([first, 1]);
    now = instantPlus(NOW, 60_000);
    expect([await remember(token), verified()]).toEqual([first, 2]);
  });

  it('is verified again as soon as it has expired, or the clock was set back', async () => {
    const { remember, verified } = counted();
    const token = `Bearer ${await mintToken(keys, bearer, { now: NOW, expiresIn: 10 })}`;
    await remember(token);
    now = instantPlus(NOW, 20_000);
    await expect(remember(token)).rejects.toThrow('expired');
    now = instantPlus(NOW, -3_600_000);
    await remember(token);
    expect(verified()).toBe(3);
  });

  it('is refused each time it is refused, and never taken for another', async () => {
    const { remember, verified } = counted();
    const token = await minted();
    await remember(`Bearer ${token}`);
    const changed = `Bearer ${token.slice(0, -2)}${token.endsWith('AA') ? 'BA' : 'AA'}`;
    await expect(remember(changed)).rejects.toThrow(TokenInvalid);
    await expect(remember(changed)).rejects.toThrow(TokenInvalid);
    await expect(remember(undefined)).rejects.toThrow(CredentialMissing);
    expect(verified()).toBe(4);
  });
});
