import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Clock, TenantId } from '@jalon/kernel';
import { StoreUnavailable, type Session, type Sessions } from '@jalon/ports';
import type { ProviderSettings } from '../providers/provider-settings.js';
import type { ProvenAccount, VerifyCredential } from './credential.js';
import { hashOfSecret } from './secrets.js';

/** How often a use is noted, in milliseconds. */
const MINUTE_MS = 60_000;

/** How long a session lasts, in milliseconds: without any use, and at most. */
export interface SessionTimes {
  readonly idleMs: number;
  readonly longestMs: number;
}

/**
 * The name of the cookie of a session. Browsers take `__Host-` only over TLS, for this host alone, and for all of its
 * paths (RFC 6265bis, 4.1.3.2), so no neighbouring host can set or overwrite it.
 *
 * @param isSecure whether browsers reach the service by https
 */
export const sessionCookie = (isSecure: boolean): string => (isSecure ? '__Host-jalon-session' : 'jalon-session');

/** The value of a cookie of 32 random bytes in a `Cookie` header; null where there is none of the kind. */
export function secretInCookie(cookie: string | undefined, name: string): string | null {
  for (const pair of (cookie ?? '').split(';')) {
    const [key = '', value = ''] = pair.trim().split('=', 2);
    if (key === name && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return null;
}

/** Whether a session works at this moment: it has not reached its end, and was not left unused for too long. */
export const isLiving = (
  { expiresAt, lastUsedAt }: Pick<Session, 'expiresAt' | 'lastUsedAt'>,
  { idleMs }: Pick<SessionTimes, 'idleMs'>,
  now: number,
): boolean => now < expiresAt && now < lastUsedAt + idleMs;

/**
 * Verifies the sessions of browsers. They are looked up at each request, so one that was ended ends at once. A request that
 * carries an `Authorization` header is not one of a session, whatever cookies it carries too.
 */
export function browserSessions(
  sessions: Pick<Sessions, 'withSecret' | 'used'>,
  cookie: string,
  providers: readonly Pick<ProviderSettings, 'name' | 'issuer' | 'tenant'>[],
  times: Pick<SessionTimes, 'idleMs'>,
  clock: Clock,
): VerifyCredential {
  return async ({ authorization, cookie: header }) => {
    const secret = authorization === undefined ? secretInCookie(header, cookie) : null;
    const session = secret === null ? null : await sessions.withSecret(hashOfSecret(secret));
    const now = Date.parse(clock.now());
    if (!session || !isLiving(session, times, now)) return null;
    if (now - session.lastUsedAt >= MINUTE_MS)
      await sessions.used(session.id, now).catch((error: unknown) => {
        // A store that takes no writes now logs nobody out: its readiness tells the operator.
        if (!(error instanceof StoreUnavailable)) throw error;
      });
    return {
      credential: { kind: 'session', id: session.id, provider: session.provider },
      accounts: accountsIn(session, trustedTenants(session, providers)),
      roles: 'held',
      atMost: null,
      expiresAt: session.expiresAt,
    };
  };
}

/** The tenants that still trust the issuer of the session's provider; null for a session that no provider began. */
function trustedTenants(
  { provider }: Session,
  providers: readonly Pick<ProviderSettings, 'name' | 'issuer' | 'tenant'>[],
): readonly TenantId[] | null {
  if (provider === null) return null;
  const issuer = providers.find(({ name }) => name === provider)?.issuer;
  return providers.filter((candidate) => candidate.issuer === issuer).map(({ tenant }) => tenant);
}

function accountsIn({ accounts, trusts }: Session, trusted: readonly TenantId[] | null): readonly ProvenAccount[] {
  return accounts.flatMap(({ tenant, person, handedOverBy }) => {
    const trust = trusts?.find((candidate) => candidate.tenant === tenant);
    const counts = trusted === null || (trust !== undefined && trusted.includes(tenant));
    const mark = handedOverBy === null ? {} : { handedOverBy };
    return counts ? [{ tenant, person, roles: trust?.roles ?? [], organisation: null, ...mark }] : [];
  });
}

const SEAL = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts what only the browser's own cookie can open again: whoever has the records alone cannot. */
export function sealForSession(secret: string, text: string): Uint8Array {
  const { key, iv } = sealingKey(secret);
  const cipher = createCipheriv(SEAL, key, iv);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** What `sealForSession` encrypted; null where the secret is another, or the bytes were changed. */
export function openForSession(secret: string, sealed: Uint8Array): string | null {
  try {
    const { key, iv } = sealingKey(secret);
    const decipher = createDecipheriv(SEAL, key, iv);
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** A secret seals one text only, so the nonce may follow from it as the key does. */
function sealingKey(secret: string): { readonly key: Buffer; readonly iv: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'jalon session seal', 32 + IV_BYTES));
  return { key: bytes.subarray(0, 32), iv: bytes.subarray(32) };
}
