import type { TenantId, Uuid } from '@jalon/kernel';
import type { SessionOrigin } from '@jalon/ports';

export interface SessionTables {
  readonly sessions: {
    readonly id: Uuid;
    readonly secret_hash: string;
    readonly origin: SessionOrigin;
    readonly provider: string | null;
    /** The keyed hash of issuer and subject, as in `identities`; null where the session is of an account without one. */
    readonly identity: string | null;
    /** The one account that it is limited to; null where it is of all accounts of the identity. */
    readonly tenant: TenantId | null;
    readonly person: Uuid | null;
    /** JSON. */
    readonly trusts: string | null;
    /** The keyed hash of issuer and `sid`. */
    readonly provider_session: string | null;
    readonly sealed: string | null;
    readonly begun_at: number;
    readonly last_used_at: number;
    readonly expires_at: number;
  };
  readonly login_links: {
    readonly secret_hash: string;
    readonly tenant: TenantId;
    readonly person: Uuid;
    readonly address_hash: string | null;
    readonly expires_at: number;
  };
}
