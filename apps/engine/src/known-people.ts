import type { StreamRepository, TenantDirectory } from '@jalon/application';
import { rolesHeld, type OrganisationState, type PersonState } from '@jalon/directory';
import { civilDateIn, ERASED, isSealed, streamName, type Clock, type Personal, type Uuid } from '@jalon/kernel';
import type { KnownPeople } from '@jalon/login';
import type { Account, ViewStore } from '@jalon/ports';
import type { Sealer } from '@jalon/privacy';
import { peopleTable, rolesTable } from '@jalon/read-models';

/** How many people who speak for one organisation are looked at. */
const SPEAKERS = 1_000;

/** Reads people for invitations and links: from their streams, so that what was just recorded counts. */
export function knownPeople({
  streams,
  tenants,
  sealer,
  views,
  clock,
}: {
  readonly streams: Pick<StreamRepository, 'load' | 'eventsFrom'>;
  readonly tenants: TenantDirectory;
  readonly sealer: Sealer;
  readonly views: Pick<ViewStore, 'read'>;
  readonly clock: Clock;
}): KnownPeople {
  /** The text inside; null where it is absent or erased. */
  async function opened(field: Personal<string> | null): Promise<string | null> {
    if (!isSealed(field)) return null;
    const text = await sealer.open(field);
    return text === ERASED ? null : text.value;
  }

  const streamOf = ({ tenant, person }: Account) => ({ category: 'person', tenant, id: person }) as const;

  return {
    async find(account) {
      const loaded = await streams.load(streamOf(account));
      const state = loaded.state as PersonState;
      if (state.status === 'unknown') return null;
      const { zone } = await tenants.require(account.tenant);
      return {
        status: state.status,
        givenName: await opened(state.givenName),
        email: await opened(state.email),
        privateEmail: null,
        held: rolesHeld(state, civilDateIn(zone, clock.now())),
      };
    },

    async addressesOf(account) {
      const found: string[] = [];
      for await (const { envelope } of streams.eventsFrom(streamName(streamOf(account)), 0)) {
        const { email } = envelope.data as { readonly email?: Personal<string> | null };
        const address = await opened(email ?? null);
        if (address !== null) found.unshift(address);
      }
      return found;
    },

    async organisationName(tenant, organisation) {
      const { state } = await streams.load({ category: 'organisation', tenant, id: organisation });
      const known = state as OrganisationState;
      return known.status === 'unknown' ? null : known.name;
    },

    async speakersFor(tenant, organisation) {
      const query = { tenant, where: [['organisation', '=', organisation] as const], limit: SPEAKERS };
      return views.read(async (reader) => {
        const people = await reader.rows(peopleTable.name, { ...query, order: { by: ['id'] } });
        const granted = await reader.rows(rolesTable.name, { ...query, order: { by: ['person', 'role', 'scope'] } });
        return [...new Set([...people.map(({ id }) => id as Uuid), ...granted.map(({ person }) => person as Uuid)])];
      });
    },
  };
}
