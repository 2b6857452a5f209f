import {
  linkByAdministrator,
  releaseLink,
  type LinkingPorts,
  type ReleaseRefusal,
  type TakesTwoToLink,
} from '@jalon/access';
import { humansIn, type WriteSide } from '@jalon/application';
import { civilDateIn, type Caller, type Clock, type Role, type TenantId, type Uuid } from '@jalon/kernel';
import type { Account, Identity, IdentityLink } from '@jalon/ports';
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

export interface LinkIdentityPorts extends Pick<WriteSide, 'streams' | 'tenants'>, Omit<LinkingPorts, 'humansIn'> {
  /** Whether a tenant takes identities of this issuer. */
  readonly trusts: (tenant: TenantId, issuer: string) => boolean;
}

/** The roles of those who take part, and of programs that read. */
const ORDINARY_ROLES: readonly Role[] = ['employee', 'manager', 'service'];

type People = Pick<WriteSide, 'streams' | 'tenants'>;

/** A person and their tenant, as far as it matters to who links an identity to them. */
async function personToLink({ streams, tenants }: People, clock: Clock, { tenant, person }: Account) {
  const { zone, mode, operator } = await tenants.require(tenant);
  // By its state: a stream can hold events of a registration that failed (docs/adr/0040).
  const { state } = await streams.load({ category: 'person', tenant, id: person });
  const { status, roles } = accountOfPerson(state, civilDateIn(zone, clock.now()));
  const holdsMore = operator === person || roles.some(({ role }) => !ORDINARY_ROLES.includes(role));
  return { status, isProduction: mode === 'production', holdsMoreThanOrdinary: holdsMore };
}

/** Whether it takes two people to say which login is a person's: in production, where they hold more than ordinary roles. */
export const takesTwoToLink =
  (people: People, clock: Clock): TakesTwoToLink =>
  async (account) => {
    const { isProduction, holdsMoreThanOrdinary } = await personToLink(people, clock, account);
    return isProduction && holdsMoreThanOrdinary;
  };

export function identityLinking({ trusts, ...parts }: LinkIdentityPorts): IdentityLinking {
  const { streams, clock } = parts;
  const linking: LinkingPorts = { ...parts, humansIn: (tenant, people) => humansIn(streams, tenant, people) };
  return {
    async link(by, person, identity) {
      const { tenant } = by;
      if (!trusts(tenant, identity.issuer)) return 'ISSUER_UNTRUSTED';
      const { status, ...known } = await personToLink(parts, clock, { tenant, person });
      if (status === 'unknown') return 'PERSON_NOT_REGISTERED';
      if (status === 'left') return 'PERSON_HAS_LEFT';
      return linkByAdministrator(linking, by, person, identity, known);
    },

    release: (by, person, link) => releaseLink(linking, by, person, link),
  };
}
