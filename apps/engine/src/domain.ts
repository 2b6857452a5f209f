import type { AccountOfPerson, TenantProfile, WriteSide } from '@jalon/application';
import {
  employerDecider,
  isGone,
  organisationDecider,
  personDecider,
  publicationDecider,
  registerDecider,
  rolesHeld,
  tenantDecider,
  type EmployerState,
  type OrganisationState,
  type PersonState,
  type TenantState,
} from '@jalon/directory';
import {
  civilDateIn,
  type AnyDecider,
  type CivilDate,
  type Clock,
  type CommandClass,
  type Role,
  type TenantId,
  type TenantSeen,
  type Uuid,
} from '@jalon/kernel';
import {
  matching,
  needDecider,
  offerDecider,
  type NeedState,
  type OrganisationSeen,
  type PersonSeen,
} from '@jalon/marketplace';
import { missionDecider, type EntityReference, type NeedReference, type PersonReference } from '@jalon/mission';
import { ListExport, queryHandlers, ReportExport, type QueryHandler, type QueryPorts } from '@jalon/read-models';

/** Every aggregate: what the command handler can decide on. */
export const deciders: readonly AnyDecider[] = [
  tenantDecider,
  publicationDecider,
  employerDecider,
  organisationDecider,
  registerDecider,
  personDecider,
  needDecider,
  offerDecider,
  missionDecider,
];

/** The profile of a tenant that the application needs, from the tenant's own state. */
export function tenantProfile(state: unknown): TenantProfile | null {
  const tenant = state as TenantState;
  return tenant.status === 'open' ? tenant : null;
}

/** What a person's state says of their account. */
export function accountOfPerson(state: unknown, today: CivilDate): AccountOfPerson {
  const person = state as PersonState;
  if (person.status === 'unknown') return { status: 'unknown', roles: [] };
  return { status: isGone(person, today) ? 'left' : 'registered', roles: rolesHeld(person, today) };
}

/** The roles that a person of the kind `service` holds today; null for everybody else, and for one whose time is over. */
export const rolesOfService =
  ({ streams, tenants }: Pick<WriteSide, 'streams' | 'tenants'>, clock: Clock) =>
  async (tenant: TenantId, person: Uuid): Promise<readonly Role[] | null> => {
    const profile = await tenants.find(tenant);
    const { state } = await streams.load({ category: 'person', tenant, id: person });
    const entry = state as PersonState;
    if (!profile || entry.status === 'unknown' || entry.kind !== 'service') return null;
    const today = civilDateIn(profile.zone, clock.now());
    if (isGone(entry, today)) return null;
    const held = rolesHeld(entry, today).filter(({ employer }) => employer === null);
    return [...new Set(held.map(({ role }) => role))];
  };

/** Compiles only while one lib's type has what another lib reads of it: the libs do not know each other. */
type Satisfies<Held extends Wanted, Wanted> = Held;
export type StatesLentToTheMarketplace = [
  Satisfies<OrganisationState, OrganisationSeen>,
  Satisfies<PersonState, PersonSeen>,
];
export type StatesLentToActs = [Satisfies<TenantState, TenantSeen>];
export type StatesLentToMissions = [
  Satisfies<EmployerState, EntityReference>,
  Satisfies<OrganisationState, EntityReference>,
  Satisfies<PersonState, PersonReference>,
  Satisfies<NeedState, NeedReference>,
];

/** Every query, answered from these stores, with the marketplace's score. */
export function engineQueries(ports: Omit<QueryPorts, 'matching'>): readonly QueryHandler[] {
  return queryHandlers({ ...ports, matching });
}

/** Every class that a request is read as: the commands of these deciders and these queries. */
export function requestClasses(
  deciders: readonly AnyDecider[],
  queries: readonly Pick<QueryHandler, 'query'>[],
): readonly CommandClass[] {
  const commands = deciders.flatMap((decider) => decider.commands.map(({ command }) => command));
  // An export makes these queries from a query that was read already.
  const queryClasses = queries
    .map(({ query }) => query)
    .filter((query) => query !== ListExport && query !== ReportExport);
  return [...commands, ...queryClasses];
}
