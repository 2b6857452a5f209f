import {
  foldAct,
  type Act,
  type CivilDate,
  type Personal,
  type PersonKind,
  type Recorded,
  type Uuid,
  type ValuesOf,
} from '@jalon/kernel';
import { personMerger, personSeparation } from './person-merger.events.js';
import type { PersonEvent, PersonRevised } from './person.events.js';
import { roleGrant } from './role.events.js';
import { grantsAfter, grantsWithout, type Grant, type RoleGrantAct } from './role.state.js';

/** The values of an entry; the last day is always there, also where the event left it out. */
export type PersonValues = Omit<ValuesOf<(typeof PersonRevised)['fields']>, 'until'> & {
  readonly until: CivilDate | null;
};

/** What revisions leave as it is. */
interface Standing {
  readonly kind: PersonKind;
  /** The latest grant of each role in each scope. */
  readonly grants: readonly Grant[];
  /** The latest request for a role that takes two people. */
  readonly roleGrant: RoleGrantAct | null;
  /** The entry of the same human that it was merged into. */
  readonly mergedInto: Uuid | null;
  readonly merger: Act<{ readonly into: Uuid }> | null;
  readonly separation: Act<{ readonly from: Uuid }> | null;
  /** Whether those who see their missions are told their e-mail address. */
  readonly emailShared: boolean;
  /** Where login links go once they have left, and who handed over the access by which it was given, if anybody. */
  readonly privateEmail: { readonly email: Personal<string>; readonly handedOverBy: Uuid | null } | null;
}

/** The current entry of a person, personal fields unopened; `writtenBy` is the author of these values. */
export type PersonState =
  | { readonly status: 'unknown' }
  | ({ readonly status: 'registered'; readonly writtenBy: Uuid } & PersonValues & Standing)
  | ({ readonly status: 'left'; readonly leftOn: CivilDate; readonly recordedBy: Uuid } & PersonValues & Standing);

/** A person who was registered. */
export type Person = Exclude<PersonState, { readonly status: 'unknown' }>;

export const noPerson: PersonState = { status: 'unknown' };

const NOTHING_YET: Standing = {
  kind: 'participant',
  grants: [],
  roleGrant: null,
  mergedInto: null,
  merger: null,
  separation: null,
  emailShared: false,
  privateEmail: null,
};

export function evolvePerson(state: PersonState, event: Recorded<PersonEvent>): PersonState {
  switch (event.type) {
    case 'PersonRegistered': {
      const { kind = 'participant', until = null, ...values } = event.data;
      return { ...standingOf(state), status: 'registered', writtenBy: event.actor.person, ...values, until, kind };
    }
    case 'PersonRevised': {
      const { until = null, ...values } = event.data;
      return { ...standingOf(state), status: 'registered', writtenBy: event.actor.person, ...values, until };
    }
    case 'ReservationAbandoned':
      return state;
    case 'PersonLeft': {
      if (state.status !== 'registered') return state;
      const { status: _status, writtenBy: _writtenBy, ...values } = state;
      return { status: 'left', leftOn: event.data.leftOn, recordedBy: event.actor.person, ...values };
    }
    case 'PersonEmailSharingChosen':
      return changed(state, () => ({ emailShared: event.data.shared }));
    case 'PersonPrivateEmailGiven':
      return changed(state, () => ({
        privateEmail: { email: event.data.privateEmail, handedOverBy: event.actor.handedOverBy ?? null },
      }));
    case 'PersonPrivateEmailWithdrawn':
      return changed(state, () => ({ privateEmail: null }));
    case 'PersonMergerRequested':
    case 'PersonMergerConfirmed':
    case 'PersonMergerRefused':
    case 'PersonMergerRequestWithdrawn':
      return changed(state, ({ merger }) => ({ merger: foldAct(personMerger, merger, event) }));
    case 'PersonMerged':
      return changed(state, () => ({ mergedInto: event.data.into }));
    case 'PersonSeparationRequested':
    case 'PersonSeparationConfirmed':
    case 'PersonSeparationRefused':
    case 'PersonSeparationRequestWithdrawn':
      return changed(state, ({ separation }) => ({ separation: foldAct(personSeparation, separation, event) }));
    case 'PersonSeparated':
      return changed(state, ({ mergedInto }) => (mergedInto === event.data.from ? { mergedInto: null } : {}));
    case 'RoleGrantRequested':
    case 'RoleGrantConfirmed':
    case 'RoleGrantRefused':
    case 'RoleGrantRequestWithdrawn':
      return changed(state, ({ roleGrant: act }) => ({ roleGrant: foldAct(roleGrant, act, event) }));
    case 'RoleGranted':
      return changed(state, ({ grants }) => ({ grants: grantsAfter(grants, event) }));
    case 'RoleRevoked':
      return changed(state, ({ grants }) => ({ grants: grantsWithout(grants, event) }));
  }
}

function standingOf(state: PersonState): Standing {
  if (state.status === 'unknown') return NOTHING_YET;
  const { kind, grants, roleGrant, mergedInto, merger, separation, emailShared, privateEmail } = state;
  return { kind, grants, roleGrant, mergedInto, merger, separation, emailShared, privateEmail };
}

function changed(state: PersonState, change: (person: Person) => Partial<Standing>): PersonState {
  return state.status === 'unknown' ? state : { ...state, ...change(state) };
}
