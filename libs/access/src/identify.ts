import type { Caller } from '@jalon/kernel';
import { accountBy, callerOfAccount, type Account, type Accounts } from './accounts.js';
import {
  CredentialMissing,
  TokenInvalid,
  type Credential,
  type Credentials,
  type VerifyCredential,
} from './credentials/credential.js';

/** Who sends a request, by which credential, and for how long that is so. */
export interface Identified {
  readonly caller: Caller;
  readonly credential: Credential;
  /** Every account of the identity; the caller's is one of them. */
  readonly accounts: readonly Account[];
  /** When the credential expires, in milliseconds since 1970: an answer that outlives its request (live updates) ends then. */
  readonly expiresAt: number;
}

export interface IdentifyOptions {
  /** Takes the first account where the request does not say which of several is meant: for what is about all of them. */
  readonly anyAccount?: boolean;
}

/**
 * Who sends a request with these credentials.
 *
 * @throws CredentialMissing, TokenInvalid, AccountRefused
 */
export type IdentifyCaller = (credentials: Credentials, options?: IdentifyOptions) => Promise<Identified>;

/**
 * Identifies callers by the first of `verifiers` that knows the kind of credential that a request carries, and by what the
 * directory says of their accounts.
 */
export function identifyCaller(verifiers: readonly VerifyCredential[], directory: Accounts): IdentifyCaller {
  return async (credentials, { anyAccount = false } = {}) => {
    for (const verify of verifiers) {
      const proof = await verify(credentials);
      if (proof === null) continue;
      const found = await Promise.all(proof.accounts.map((proven) => accountBy(proof, proven, directory)));
      const accounts = found.filter((account) => account !== null);
      const account = chosenAccount(accounts, credentials.tenant, anyAccount);
      const caller = callerOfAccount(account, credentials.organisation) ?? refuseOrganisation(account);
      return { caller, credential: proof.credential, accounts, expiresAt: proof.expiresAt };
    }
    throw new CredentialMissing();
  };
}

/** The account that the request is about: the only one, or the one in the tenant that the request names. */
function chosenAccount(accounts: readonly Account[], tenant: string | undefined, anyAccount: boolean): Account {
  const meant = tenant === undefined ? accounts : accounts.filter((account) => account.tenant === tenant);
  const [first, another] = meant;
  if (first === undefined) throw new AccountRefused('unknown');
  if (another !== undefined && !anyAccount) {
    throw new AccountRefused(
      'unclear',
      meant.map((account) => account.tenant),
    );
  }
  return first;
}

function refuseOrganisation({ organisations }: Account): never {
  throw new AccountRefused('organisation', organisations);
}

/**
 * Why a proven identity is no caller. `unknown`: it has no account, or none in the tenant that the request names.
 * `unclear`: it has several, and the request does not say which. `organisation`: it does not speak for the organisation that
 * the request names.
 */
export type AccountFlaw = 'unknown' | 'unclear' | 'organisation';

/** Somebody is proven, but not an account by which they can ask. */
export class AccountRefused extends Error {
  override readonly name = 'AccountRefused';

  /** @param choices what the request can name: tenants, or organisations. They are the identity's own. */
  constructor(
    readonly flaw: AccountFlaw,
    readonly choices: readonly string[] = [],
  ) {
    super(`account refused: ${flaw}`);
  }
}

/** Whether an error of `IdentifyCaller` says that the credentials make nobody a caller. Any other says that it cannot be told. */
export const isCallerRefusal = (error: unknown): boolean =>
  error instanceof AccountRefused || error instanceof CredentialMissing || error instanceof TokenInvalid;
