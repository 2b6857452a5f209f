import {
  employerDecider,
  organisationDecider,
  personDecider,
  tenantDecider,
  type EmployerState,
  type OrganisationState,
  type PersonState,
  type TenantState,
} from '@jalon/directory';
import type { AnyDecider } from '@jalon/kernel';
import { needDecider, offerDecider, type NeedState, type OrganisationSeen, type PersonSeen } from '@jalon/marketplace';
import { missionDecider, type EntityReference, type NeedReference, type PersonReference } from '@jalon/mission';
import type { TenantProfile } from '@jalon/application';

/** Every aggregate of the house: what the command handler can decide on. */
export const deciders: readonly AnyDecider[] = [
  tenantDecider,
  employerDecider,
  organisationDecider,
  personDecider,
  needDecider,
  offerDecider,
  missionDecider,
];

/** What the application must know of a tenant, from the tenant's own state. */
export function tenantProfile(state: unknown): TenantProfile | null {
  const tenant = state as TenantState;
  return tenant.status === 'open' ? tenant : null;
}

/** Compiles only while each aggregate's state is what another room reads of it: the rooms do not know each other. */
type Satisfies<State extends Wanted, Wanted> = State;
export type StatesLentToTheMarketplace = [
  Satisfies<OrganisationState, OrganisationSeen>,
  Satisfies<PersonState, PersonSeen>,
];
export type StatesLentToMissions = [
  Satisfies<EmployerState, EntityReference>,
  Satisfies<OrganisationState, EntityReference>,
  Satisfies<PersonState, PersonReference>,
  Satisfies<NeedState, NeedReference>,
];
