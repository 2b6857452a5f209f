import type { Caller, Clock, Ids, Uuid } from '@jalon/kernel';
import type { Identities, Identity, IdentityLink } from '@jalon/ports';

export interface LinkingPorts {
  readonly identities: Pick<Identities, 'link'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Links an identity to a person. Nobody can tell whose identity an administrator links: it may be their own. So what is done
 * by it names them as who handed over the access, unless the person is themselves. Whoever entered by an access that another
 * handed over lets in nobody else, since only one of the two could be named.
 *
 * @returns `IDENTITY_TAKEN` where the identity leads to another person of the tenant, or once led to them;
 *   `ACCESS_HANDED_OVER` where the caller’s own access was handed over, and the person is somebody else
 */
export async function linkByAdministrator(
  { identities, clock, ids }: LinkingPorts,
  { tenant, person: by, handedOverBy }: Caller,
  person: Uuid,
  identity: Identity,
): Promise<IdentityLink | 'IDENTITY_TAKEN' | 'ACCESS_HANDED_OVER'> {
  const isOwn = person === by;
  if (!isOwn && handedOverBy !== undefined) return 'ACCESS_HANDED_OVER';
  const linked = await identities.link(identity, {
    ...{ id: ids.next(), tenant, person, how: 'administrator', by, at: Date.parse(clock.now()) },
    handedOverBy: isOwn ? (handedOverBy ?? null) : by,
  });
  return linked.person === person ? linked : 'IDENTITY_TAKEN';
}
