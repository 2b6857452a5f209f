import type { CivilDate, Recorded, Uuid, ValuesOf } from '@jalon/kernel';
import type { PersonEvent, PersonRegistered } from './person.events.js';

export type PersonValues = ValuesOf<(typeof PersonRegistered)['fields']>;

/** The current entry of a person, personal fields unopened; `writtenBy` is the author of these values. */
export type PersonState =
  | { readonly status: 'unknown' }
  | ({ readonly status: 'registered'; readonly writtenBy: Uuid } & PersonValues)
  | ({ readonly status: 'left'; readonly leftOn: CivilDate; readonly recordedBy: Uuid } & PersonValues);

export const noPerson: PersonState = { status: 'unknown' };

export function evolvePerson(state: PersonState, event: Recorded<PersonEvent>): PersonState {
  switch (event.type) {
    case 'PersonRegistered':
    case 'PersonRevised':
      return { status: 'registered', writtenBy: event.actor.person, ...event.data };
    case 'PersonLeft': {
      if (state.status !== 'registered') return state;
      const { status: _status, writtenBy: _writtenBy, ...values } = state;
      return { status: 'left', leftOn: event.data.leftOn, recordedBy: event.actor.person, ...values };
    }
  }
}
