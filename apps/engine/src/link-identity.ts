import {
  linkByAdministrator,
  releaseLink,
  type LinkingPorts,
  type ReleaseRefusal,
  type TakesTwoToLink,
} from '@jalon/access';
import type { WriteSide } from '@jalon/application';
import { civilDateIn, type Caller, type Clock, type Role, type TenantId, type Uuid } from '@jalon/kernel';
import type { Identity, IdentityLink } from '@jalon/ports';
import { accountOfPerson } from './domain.js';

/** Why an identity is not linked to a person: the code of the problem. */
export type LinkRefusal =
  | 'ISSUER_UNTRUSTED'
  | 'PERSON_NOT_REGISTERED'
  | 'PERSON_HAS_LEFT'
  | Extract<Awaited<ReturnType<typeof linkByAdministrator>>, string>;

/** How identities of providers are linked to people of the caller's tenant. */
export interface IdentityLinking {
  /** Links an identity to a person, who logs in by it from then on, or once a second person released it. */
  readonly link: (by: Caller, person: Uuid, identity: Identity) => Promise<IdentityLink | LinkRefusal>;
  readonly release: (by: Caller, person: Uuid, link: Uuid) => Promise<IdentityLink | ReleaseRefusal>;
}

export interface LinkIdentityPorts extends Pick<WriteSide, 'streams' | 'tenants'>, LinkingPorts {
  /** Whether a tenant takes identities of this issuer. */
  readonly trusts: (tenant: TenantId, issuer: string) => boolean;
}

/** The roles of those who take part, and of programs that read. */
const ORDINARY_ROLES: readonly Role[] = ['employee', 'manager', 'service'];

/** Whether a person is the operator of the tenant, or holds more than ordinary roles. */
const isStrong = (operator: Uuid | null, person: Uuid, roles: readonly { readonly role: Role }[]): boolean =>
  operator === person || roles.some(({ role }) => !ORDINARY_ROLES.includes(role));

/** Whether it takes two people to say which login is a person's: in production, where they hold more than ordinary roles. */
export const takesTwoToLink =
  ({ streams, tenants }: Pick<WriteSide, 'streams' | 'tenants'>, clock: Clock): TakesTwoToLink =>
  async ({ tenant, person }) => {
    const { zone, mode, operator } = await tenants.require(tenant);
    const { state } = await streams.load({ category: 'person', tenant, id: person });
    const { roles } = accountOfPerson(state, civilDateIn(zone, clock.now()));
    return mode === 'production' && isStrong(operator, person, roles);
  };

export const identityLinking = ({ streams, tenants, trusts, ...linking }: LinkIdentityPorts): IdentityLinking => ({
  async link(by, person, identity) {
    const { tenant } = by;
    if (!trusts(tenant, identity.issuer)) return 'ISSUER_UNTRUSTED';
    const { zone, mode, operator } = await tenants.require(tenant);
    // By its state: a stream can hold events of a registration that failed (docs/adr/0040).
    const { state } = await streams.load({ category: 'person', tenant, id: person });
    const { status, roles } = accountOfPerson(state, civilDateIn(zone, linking.clock.now()));
    if (status === 'unknown') return 'PERSON_NOT_REGISTERED';
    if (status === 'left') return 'PERSON_HAS_LEFT';
    const known = { isProduction: mode === 'production', isStrong: isStrong(operator, person, roles) };
    return linkByAdministrator(linking, by, person, identity, known);
  },

  release: (by, person, link) => releaseLink(linking, by, person, link),
});
