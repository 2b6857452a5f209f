import type { Caller, Clock, Ids, Uuid } from '@jalon/kernel';
import type { Identities, Identity, IdentityLink } from '@jalon/ports';
import { isAmong, type HumansIn } from '../second-person.js';

export interface LinkingPorts {
  readonly identities: Pick<Identities, 'link' | 'everyLinkOf' | 'linksOfPerson' | 'everyLinkOfPerson' | 'release'>;
  readonly humansIn: HumansIn;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What is known of the person and their tenant. */
export interface LinkedPerson {
  readonly isProduction: boolean;
  /** Whether they hold more than whoever takes part does: then a second person says whose identity it is. */
  readonly holdsMoreThanOrdinary: boolean;
}

/**
 * Links an identity to a person. Nobody can tell whose identity an administrator links: it may be their own. So what is done
 * by it names them as who handed over the access, unless the person is themselves. Whoever entered by an access that another
 * handed over lets in nobody else, since only one of the two could be named.
 *
 * In a production tenant the link waits for a second person where it leads to somebody else who has an identity or holds more
 * than ordinary roles, and where the identity once led to another person.
 *
 * @returns `IDENTITY_TAKEN` where the identity leads to another person of the tenant; `ACCESS_HANDED_OVER` where the caller’s
 *   own access was handed over, and the person is somebody else
 */
export async function linkByAdministrator(
  { identities, clock, ids }: LinkingPorts,
  { tenant, person: by, handedOverBy }: Caller,
  person: Uuid,
  identity: Identity,
  { isProduction, holdsMoreThanOrdinary }: LinkedPerson,
): Promise<IdentityLink | 'IDENTITY_TAKEN' | 'ACCESS_HANDED_OVER'> {
  const isOwn = person === by;
  if (!isOwn && handedOverBy !== undefined) return 'ACCESS_HANDED_OVER';
  const wasOfAnother = (await identities.everyLinkOf(identity, tenant)).some((link) => link.person !== person);
  const entersAlready = (await identities.linksOfPerson({ tenant, person })).length > 0;
  const at = Date.parse(clock.now());
  const linked = await identities.link(identity, {
    ...{ id: ids.next(), tenant, person, how: 'administrator', by, at },
    handedOverBy: isOwn ? (handedOverBy ?? null) : by,
    waitsSince: isProduction && (wasOfAnother || (!isOwn && (holdsMoreThanOrdinary || entersAlready))) ? at : null,
    mayFollow: wasOfAnother,
  });
  return linked.person === person ? linked : 'IDENTITY_TAKEN';
}

/** Why a link is not released: the code of the problem. */
export type ReleaseRefusal =
  'IDENTITY_LINK_UNKNOWN' | 'IDENTITY_NOT_WAITING' | 'IDENTITY_SAME_PERSON' | 'ACCESS_HANDED_OVER';

/**
 * Releases, as the second person, a link that waits for one. The second person is another human than whoever made the link
 * and the person whom it lets in, and nobody handed over their own access.
 */
export async function releaseLink(
  { identities, humansIn }: Pick<LinkingPorts, 'identities' | 'humansIn'>,
  caller: Caller,
  person: Uuid,
  id: Uuid,
): Promise<IdentityLink | ReleaseRefusal> {
  const account = { tenant: caller.tenant, person };
  const found = async () => (await identities.everyLinkOfPerson(account)).find((link) => link.id === id);
  const link = await found();
  if (!link) return 'IDENTITY_LINK_UNKNOWN';
  if (caller.handedOverBy !== undefined) return 'ACCESS_HANDED_OVER';
  if (await isAmong(humansIn, caller, [person, link.by, link.handedOverBy])) return 'IDENTITY_SAME_PERSON';
  if (!(await identities.release(account, id, caller.person))) return 'IDENTITY_NOT_WAITING';
  return (await found()) ?? 'IDENTITY_LINK_UNKNOWN';
}
