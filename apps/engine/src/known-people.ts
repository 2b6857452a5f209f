import { humansIn, type StreamRepository, type TenantDirectory, type ViewPosition } from '@jalon/application';
import { isStrongRole, rolesHeld, type OrganisationState, type PersonState } from '@jalon/directory';
import { civilDateIn, ERASED, isSealed, streamName, whoMayAct } from '@jalon/kernel';
import type { Clock, Personal, Uuid } from '@jalon/kernel';
import type { AddressInEntry, KnownPeople } from '@jalon/login';
import type { Account, EventStore, ViewStore } from '@jalon/ports';
import type { Sealer } from '@jalon/privacy';
import { peopleTable, rolesTable } from '@jalon/read-models';

/** How many rows of the views are read at a time. */
const ROWS = 1_000;

/**
 * Reads people for invitations and links: from their streams, or from views that have seen all of the log, so that what was
 * just recorded counts.
 */
export function knownPeople({
  streams,
  tenants,
  sealer,
  views,
  events,
  position,
  clock,
}: {
  readonly streams: Pick<StreamRepository, 'load' | 'eventsFrom'>;
  readonly tenants: TenantDirectory;
  readonly sealer: Sealer;
  readonly views: Pick<ViewStore, 'read'>;
  readonly events: Pick<EventStore, 'lastPosition'>;
  readonly position: Pick<ViewPosition, 'waitFor'>;
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
      const { zone, operator } = await tenants.require(account.tenant);
      const privateEmail = await opened(state.privateEmail?.email ?? null);
      const held = rolesHeld(state, civilDateIn(zone, clock.now()));
      return {
        status: state.status,
        givenName: await opened(state.givenName),
        email: await opened(state.email),
        privateEmail:
          privateEmail === null
            ? null
            : { email: privateEmail, handedOverBy: state.privateEmail?.handedOverBy ?? null },
        held,
        // The operator holds every role without a grant.
        hasStrongRole: account.person === operator || held.some(({ role }) => isStrongRole(role)),
      };
    },

    async addressesOf(account) {
      const found: AddressInEntry[] = [];
      for await (const { envelope } of streams.eventsFrom(streamName(streamOf(account)), 0)) {
        const { email } = envelope.data as { readonly email?: Personal<string> | null };
        if (email === undefined) continue;
        const { recordedAt, actor } = envelope;
        found.unshift({ email: await opened(email), since: Date.parse(recordedAt), by: whoMayAct(actor) });
      }
      return found;
    },

    humansIn: (tenant, people) => humansIn(streams, tenant, people),

    async organisationName(tenant, organisation) {
      const { state } = await streams.load({ category: 'organisation', tenant, id: organisation });
      const known = state as OrganisationState;
      return known.status === 'unknown' ? null : known.name;
    },

    async speakersFor(tenant, organisation) {
      // The entry of a speaker may have been revised a moment ago.
      const last = await events.lastPosition();
      if (last !== null) await position.waitFor(last);
      const where = [['organisation', '=', organisation]] as const;
      const found = new Set<Uuid>();
      await views.read(async (reader) => {
        for (const [table, person] of PEOPLE_OF_ORGANISATIONS) {
          const query = { tenant, where, everyVersion: true, order: { by: [person] }, limit: ROWS } as const;
          let rows = await reader.rows(table, query);
          for (;;) {
            for (const row of rows) found.add(row[person] as Uuid);
            if (rows.length < ROWS) break;
            rows = await reader.rows(table, { ...query, after: [rows.at(-1)?.[person] as Uuid] });
          }
        }
      });
      return [...found];
    },
  };
}

/** The tables that say who speaks for an organisation, each with the column of the person. */
const PEOPLE_OF_ORGANISATIONS = [
  [peopleTable.name, 'id'],
  [rolesTable.name, 'person'],
] as const;
