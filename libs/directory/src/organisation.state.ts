import type { CivilDate, Recorded, Uuid, ValuesOf } from '@jalon/kernel';
import type { OrganisationEvent, OrganisationRegistered } from './organisation.events.js';

export type OrganisationValues = ValuesOf<(typeof OrganisationRegistered)['fields']>;

/** The current entry of a non-profit; `writtenBy` is the author of these values. */
export type OrganisationState =
  | { readonly status: 'unknown' }
  | ({ readonly status: 'registered'; readonly writtenBy: Uuid } & OrganisationValues)
  | ({ readonly status: 'closed'; readonly closedOn: CivilDate; readonly closedBy: Uuid } & OrganisationValues);

export const noOrganisation: OrganisationState = { status: 'unknown' };

export function evolveOrganisation(state: OrganisationState, event: Recorded<OrganisationEvent>): OrganisationState {
  switch (event.type) {
    case 'OrganisationRegistered':
    case 'OrganisationRevised':
      return { status: 'registered', writtenBy: event.actor.person, ...event.data };
    case 'OrganisationClosed': {
      if (state.status !== 'registered') return state;
      const { status: _status, writtenBy: _writtenBy, ...values } = state;
      return { status: 'closed', closedOn: event.data.closedOn, closedBy: event.actor.person, ...values };
    }
  }
}
