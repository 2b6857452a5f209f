import { linkByAdministrator, type LinkingPorts } from '@jalon/access';
import type { WriteSide } from '@jalon/application';
import { civilDateIn, type Caller, type TenantId, type Uuid } from '@jalon/kernel';
import type { Identity, IdentityLink } from '@jalon/ports';
import { accountOfPerson } from './domain.js';

/** Why an identity is not linked to a person: the code of the problem. */
export type LinkRefusal =
  | 'ISSUER_UNTRUSTED'
  | 'PERSON_NOT_REGISTERED'
  | 'PERSON_HAS_LEFT'
  | Extract<Awaited<ReturnType<typeof linkByAdministrator>>, string>;

/** Links an identity of a provider to a person of the caller's tenant, who logs in by it from then on. */
export type LinkIdentity = (by: Caller, person: Uuid, identity: Identity) => Promise<IdentityLink | LinkRefusal>;

export interface LinkIdentityPorts extends Pick<WriteSide, 'streams' | 'tenants'>, LinkingPorts {
  /** Whether a tenant takes identities of this issuer. */
  readonly trusts: (tenant: TenantId, issuer: string) => boolean;
}

export const linkIdentity =
  ({ streams, tenants, trusts, ...linking }: LinkIdentityPorts): LinkIdentity =>
  async (by, person, identity) => {
    const { tenant } = by;
    if (!trusts(tenant, identity.issuer)) return 'ISSUER_UNTRUSTED';
    const { zone } = await tenants.require(tenant);
    // By its state: a stream can hold events of a registration that failed (docs/adr/0040).
    const { state } = await streams.load({ category: 'person', tenant, id: person });
    const { status } = accountOfPerson(state, civilDateIn(zone, linking.clock.now()));
    if (status === 'unknown') return 'PERSON_NOT_REGISTERED';
    if (status === 'left') return 'PERSON_HAS_LEFT';
    return linkByAdministrator(linking, by, person, identity);
  };
