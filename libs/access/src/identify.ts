import type { Caller, TenantId } from '@jalon/kernel';
import {
  CredentialMissing,
  type Credential,
  type Credentials,
  type ProvenAccount,
  type VerifyCredential,
} from './credentials/credential.js';

/** Who sends a request, by which credential, and for how long that is so. */
export interface Identified {
  readonly caller: Caller;
  readonly credential: Credential;
  /** Every account of the identity; the caller's is one of them. */
  readonly accounts: readonly ProvenAccount[];
  /** When the credential expires, in milliseconds since 1970: an answer that outlives its request (live updates) ends then. */
  readonly expiresAt: number;
}

/**
 * Who sends a request with these credentials.
 *
 * @throws CredentialMissing, TokenInvalid, AccountRefused
 */
export type IdentifyCaller = (credentials: Credentials) => Promise<Identified>;

/** Identifies callers by the first of `verifiers` that knows the kind of credential that a request carries. */
export function identifyCaller(verifiers: readonly VerifyCredential[]): IdentifyCaller {
  return async (credentials) => {
    for (const verify of verifiers) {
      const proof = await verify(credentials);
      if (proof === null) continue;
      const { credential, accounts, expiresAt } = proof;
      const { tenant, person, roles, organisation } = chosenAccount(accounts, credentials.tenant);
      return { caller: { tenant, person, roles, organisation }, credential, accounts, expiresAt };
    }
    throw new CredentialMissing();
  };
}

/** The account that the request is about: the only one, or the one in the tenant that the request names. */
function chosenAccount<A extends { readonly tenant: TenantId }>(accounts: readonly A[], tenant: string | undefined): A {
  const meant = tenant === undefined ? accounts : accounts.filter((account) => account.tenant === tenant);
  const [only, another] = meant;
  if (only === undefined) throw new AccountRefused('unknown');
  if (another !== undefined)
    throw new AccountRefused(
      'unclear',
      meant.map((account) => account.tenant),
    );
  return only;
}

/**
 * Why a proven identity is no caller. `unknown`: it has no account, or none in the tenant that the request names.
 * `unclear`: it has several, and the request does not say which.
 */
export type AccountFlaw = 'unknown' | 'unclear';

/** Somebody is proven, but not an account by which they can ask. */
export class AccountRefused extends Error {
  override readonly name = 'AccountRefused';

  /** @param choices what the request can name: tenants where the tenant is unclear. They are the identity's own. */
  constructor(
    readonly flaw: AccountFlaw,
    readonly choices: readonly string[] = [],
  ) {
    super(`account refused: ${flaw}`);
  }
}
