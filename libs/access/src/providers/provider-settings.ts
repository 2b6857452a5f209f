import type { TenantId, TokenRole, Uuid } from '@jalon/kernel';

/** The roles that a provider's claims may give. An organisation is linked to a person by the directory alone. */
export const PROVIDER_ROLES = [
  'admin',
  'hr',
  'manager',
  'employee',
  'auditor',
  'compliance',
  'works-council',
  'dpo',
] as const satisfies readonly TokenRole[];
export type ProviderRole = (typeof PROVIDER_ROLES)[number];

/** An OpenID Connect provider, as one tenant trusts it. Several tenants may trust the same issuer, each by its own settings. */
export interface ProviderSettings {
  /** Its name in addresses (`/v1/login?provider=…`, `/v1/login/callback/…`); unique in an installation. */
  readonly name: string;
  /** What people read: the name of the company, for example. */
  readonly title: string;
  /** Exactly as its discovery document writes it. */
  readonly issuer: string;
  /** The one tenant in which its identities have accounts. */
  readonly tenant: TenantId;
  /** The client by which people log in with a browser; null where only bearer tokens are taken. */
  readonly client: { readonly id: string; readonly secret: string | null } | null;
  /** What `aud` of an access token must name one of; empty where no bearer token of this provider is taken. */
  readonly audiences: readonly string[];
  /** The clients whose access tokens are taken (`azp`, or `client_id`); null for every client. */
  readonly clients: readonly string[] | null;
  /** What a login asks for, `openid` included. */
  readonly scope: string;
  /** The claim that names roles or groups, a path with dots where it lies deeper; null where claims give no roles. */
  readonly rolesClaim: string | null;
  /** Which role each of its values gives. */
  readonly roles: Readonly<Record<string, ProviderRole>>;
  /** The claim of staff numbers: an identity is linked to the one person who has it at `employer`. Null without this rule. */
  readonly staffNumberClaim: string | null;
  /** Whose staff numbers the claim holds: those of another employer of the tenant may be the same. Null without that claim. */
  readonly employer: Uuid | null;
  /**
   * The domains, in lower case, of whose addresses the provider may say that it has verified them: an identity is linked to the
   * one person who has such an address. Empty without this rule.
   */
  readonly emailDomains: readonly string[];
}

/** The roles that a token's claims give. An unknown value gives none: a provider names groups for other services, too. */
export function rolesInClaims(
  { rolesClaim, roles }: Pick<ProviderSettings, 'rolesClaim' | 'roles'>,
  claims: Readonly<Record<string, unknown>>,
): readonly ProviderRole[] {
  if (rolesClaim === null) return [];
  const value = claims[rolesClaim] ?? deeper(claims, rolesClaim);
  const named: readonly unknown[] = Array.isArray(value) ? value : [value];
  const given = named.map((name) => (typeof name === 'string' && Object.hasOwn(roles, name) ? roles[name] : undefined));
  return PROVIDER_ROLES.filter((role) => given.includes(role));
}

/** `realm_access.roles`: the claim `roles` in the claim `realm_access`. */
function deeper(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const isObject = typeof value === 'object' && value !== null;
    return isObject && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }, claims);
}
