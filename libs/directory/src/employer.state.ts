import type { CivilDate, Recorded, Uuid, ValuesOf } from '@jalon/kernel';
import type { EmployerEvent, EmployerRegistered } from './employer.events.js';

export type EmployerValues = ValuesOf<(typeof EmployerRegistered)['fields']>;

/** The current entry of a legal entity; `writtenBy` is the author of these values. */
export type EmployerState =
  | { readonly status: 'unknown' }
  | ({ readonly status: 'registered'; readonly writtenBy: Uuid } & EmployerValues)
  | ({ readonly status: 'closed'; readonly closedOn: CivilDate; readonly closedBy: Uuid } & EmployerValues);

export const noEmployer: EmployerState = { status: 'unknown' };

export function evolveEmployer(state: EmployerState, event: Recorded<EmployerEvent>): EmployerState {
  switch (event.type) {
    case 'EmployerRegistered':
    case 'EmployerRevised':
      return { status: 'registered', writtenBy: event.actor.person, ...event.data };
    case 'EmployerClosed': {
      if (state.status !== 'registered') return state;
      const { name, siren } = state;
      return { status: 'closed', closedOn: event.data.closedOn, closedBy: event.actor.person, name, siren };
    }
  }
}
