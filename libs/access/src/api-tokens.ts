import {
  everyRole,
  type Caller,
  type Clock,
  type Ids,
  type Random,
  type Rejection,
  type RejectionTable,
  type Role,
  type TenantId,
  type TokenRole,
  type Uuid,
} from '@jalon/kernel';
import type { ApiToken, ApiTokens } from '@jalon/ports';
import { newApiToken } from './credentials/api-token.js';
import { hashOfSecret } from './credentials/secrets.js';
import type { Credential } from './credentials/credential.js';

/** How many days an API token is valid at most, and where its maker does not say. */
export const LONGEST_DAYS = 365;
export const USUAL_DAYS = 90;

/** How many tokens that have not ended one person may have. */
const MOST_OF_A_PERSON = 50;

const DAY_MS = 24 * 60 * 60_000;

/** Why an API token is not made, listed or revoked. */
export const apiTokenRejections = {
  API_TOKEN_UNKNOWN: {
    kind: 'not-found',
    en: 'There is no such API token, or it is somebody else’s. GET /v1/tokens lists yours.',
    fr: 'Ce jeton d’API n’existe pas, ou c’est celui de quelqu’un d’autre. GET /v1/tokens donne les vôtres.',
  },
  API_TOKEN_NEEDS_SESSION: {
    kind: 'forbidden',
    en: 'A token makes no API tokens. Log in with a browser to make one.',
    fr: 'Un jeton ne crée pas de jetons d’API. Connectez-vous par un navigateur pour en créer un.',
  },
  API_TOKEN_ROLES: {
    kind: 'forbidden',
    en: 'An API token has no other roles than its bearer: of {roles}. Leave the others out.',
    fr: 'Un jeton d’API n’a pas d’autres rôles que son porteur\u00A0: parmi {roles}. Retirez les autres.',
  },
  API_TOKEN_OF_SERVICES: {
    kind: 'forbidden',
    en: 'API tokens are made for oneself, or by an administrator for a person of the kind “service”.',
    fr: 'On crée un jeton d’API pour soi, ou, comme administrateur, pour une personne de la sorte «\u00A0service\u00A0».',
  },
  API_TOKEN_HANDED_OVER: {
    kind: 'forbidden',
    en: 'Another person handed your own access over to you, so you make no tokens for services. Have an administrator make it whose access nobody handed over.',
    fr: 'Une autre personne vous a remis votre propre accès\u00A0: vous ne créez pas de jetons pour des services. Faites-le créer par un administrateur dont personne n’a remis l’accès.',
  },
  API_TOKENS_OF_OTHERS: {
    kind: 'forbidden',
    en: 'Only administrators list the API tokens of others.',
    fr: 'Seuls les administrateurs listent les jetons d’API des autres.',
  },
  API_TOKENS_TOO_MANY: {
    kind: 'conflict',
    en: 'There {most|is|are} {most} API {most|token|tokens} already that {most|has|have} not ended. Revoke one that is not used any more.',
    fr: 'Il y a déjà {most} {most|jeton|jetons} d’API en cours. Révoquez-en un qui ne sert plus.',
  },
} as const satisfies RejectionTable<string>;

export class ApiTokenRefused extends Error {
  override readonly name = 'ApiTokenRefused';
  readonly rejection: Rejection<keyof typeof apiTokenRejections>;

  constructor(code: keyof typeof apiTokenRejections, params: Rejection['params'] = {}) {
    super(code);
    this.rejection = { code, params };
  }
}

export interface WantedToken {
  /** Whose it is to be; the caller's own where absent. */
  readonly person?: Uuid | undefined;
  readonly name: string;
  /** All roles of its bearer where absent. */
  readonly roles?: readonly TokenRole[] | undefined;
  /** In days, 365 at most; 90 where absent. */
  readonly expiresInDays?: number | undefined;
}

/** What the operator states of a token at the command line. */
export interface StatedToken {
  readonly tenant: TenantId;
  readonly person: Uuid;
  readonly name: string;
  readonly roles: readonly TokenRole[];
  readonly organisation: Uuid | null;
  readonly expiresInSeconds: number;
}

/** A token, and the secret that is shown this once. */
export interface MadeToken {
  readonly token: ApiToken;
  readonly secret: string;
}

export interface ApiTokenPorts {
  readonly tokens: ApiTokens;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** The roles that a person of the kind `service` holds now; null for everybody else, and for one whose time is over. */
  readonly rolesOfService: (tenant: TenantId, person: Uuid) => Promise<readonly Role[] | null>;
}

/** API tokens: made, listed, revoked. */
export interface ApiTokenDesk {
  /** @throws ApiTokenRefused; StoreUnavailable */
  make(caller: Caller, by: Credential, wanted: WantedToken): Promise<MadeToken>;
  /** Makes a token for the operator, at the command line: its roles are exactly those stated. @throws StoreUnavailable */
  makeStated(stated: StatedToken): Promise<MadeToken>;
  /** The tokens of the caller, or of `person`. @throws ApiTokenRefused; StoreUnavailable */
  list(caller: Caller, person?: Uuid): Promise<readonly ApiToken[]>;
  /** Revokes a token of the caller's own; an administrator's call also one of others. @throws ApiTokenRefused; StoreUnavailable */
  revoke(caller: Caller, id: Uuid): Promise<ApiToken>;
}

export function apiTokenDesk({ tokens, clock, ids, random, rolesOfService }: ApiTokenPorts): ApiTokenDesk {
  const now = (): number => Date.parse(clock.now());

  async function add(token: Omit<ApiToken, 'id' | 'lastUsedAt' | 'revokedAt' | 'revokedBy'>): Promise<MadeToken> {
    const secret = newApiToken(random);
    const made = { ...token, id: ids.next() };
    await tokens.add(made, hashOfSecret(secret));
    return { secret, token: { ...made, lastUsedAt: null, revokedAt: null, revokedBy: null } };
  }

  /** The roles that a token of this person may have at most. */
  async function bearerRoles(caller: Caller, person: Uuid): Promise<readonly Role[]> {
    if (person === caller.person) return everyRole(caller);
    // Only one of the two could be named in what the service does.
    if (caller.handedOverBy !== undefined) throw new ApiTokenRefused('API_TOKEN_HANDED_OVER');
    const held = isAdmin(caller) ? await rolesOfService(caller.tenant, person) : null;
    if (!held) throw new ApiTokenRefused('API_TOKEN_OF_SERVICES');
    return held;
  }

  return {
    async make(caller, by, { name, expiresInDays = USUAL_DAYS, ...wanted }) {
      // Whoever stole a token of minutes must not make one of a year, which no provider ends.
      if (by.kind !== 'session') throw new ApiTokenRefused('API_TOKEN_NEEDS_SESSION');
      const { tenant, person: maker, handedOverBy = null } = caller;
      const person = wanted.person ?? maker;
      const held = await bearerRoles(caller, person);
      const roles = wanted.roles ?? held;
      if (roles.length === 0 || roles.some((role) => !held.includes(role))) {
        throw new ApiTokenRefused('API_TOKEN_ROLES', { roles: held.join(', ') });
      }
      const madeAt = now();
      const living = (await tokens.ofPerson({ tenant, person })).filter(
        ({ expiresAt, revokedAt }) => revokedAt === null && expiresAt > madeAt,
      );
      if (living.length >= MOST_OF_A_PERSON) {
        throw new ApiTokenRefused('API_TOKENS_TOO_MANY', { most: MOST_OF_A_PERSON });
      }
      const organisation = person === maker && roles.includes('organisation') ? caller.organisation : null;
      const expiresAt = madeAt + expiresInDays * DAY_MS;
      const made = { tenant, person, name, roles, organisation, madeBy: maker, madeAt, expiresAt };
      // Whoever makes a token for a service has it in their hands.
      return add({ ...made, handedOverBy: person === maker ? handedOverBy : maker });
    },

    makeStated({ expiresInSeconds, ...stated }) {
      const madeAt = now();
      return add({ ...stated, madeBy: null, handedOverBy: null, madeAt, expiresAt: madeAt + expiresInSeconds * 1_000 });
    },

    async list(caller, person = caller.person) {
      if (person !== caller.person && !isAdmin(caller)) throw new ApiTokenRefused('API_TOKENS_OF_OTHERS');
      return tokens.ofPerson({ tenant: caller.tenant, person });
    },

    async revoke(caller, id) {
      const { tenant, person } = caller;
      const token = await tokens.withId(tenant, id);
      if (!token || (token.person !== person && !isAdmin(caller))) throw new ApiTokenRefused('API_TOKEN_UNKNOWN');
      await tokens.revoke(tenant, id, now(), person);
      return (await tokens.withId(tenant, id)) ?? token;
    },
  };
}

const isAdmin = ({ roles }: Caller): boolean => roles.includes('admin');
