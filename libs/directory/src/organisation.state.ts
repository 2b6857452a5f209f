import {
  foldAct,
  type Act,
  type CivilDate,
  type ClaimName,
  type Recorded,
  type Register,
  type Uuid,
} from '@jalon/kernel';
import {
  linksWithout,
  organisationMerger,
  organisationSeparation,
  type OrganisationEvent,
  type OrganisationLinks,
} from './organisation.events.js';
import { claimAfter } from './register.decider.js';

/** What a revision replaces. */
export interface OrganisationValues {
  readonly name: string;
  readonly register: Register;
  /** Null while unknown, and for a branch: its head holds the number. */
  readonly registerNumber: string | null;
  readonly department: string | null;
  readonly contact: Uuid | null;
}

/** What revisions leave as it is. */
interface Standing extends OrganisationLinks {
  /** The claim by which it holds its number. */
  readonly claim: ClaimName | null;
  readonly merger: Act<{ readonly into: Uuid }> | null;
  readonly separation: Act<{ readonly from: Uuid }> | null;
}

/** The current entry of a non-profit; `writtenBy` is the author of these values. */
export type OrganisationState =
  | { readonly status: 'unknown' }
  | ({ readonly status: 'registered'; readonly writtenBy: Uuid } & OrganisationValues & Standing)
  | ({ readonly status: 'closed'; readonly closedOn: CivilDate; readonly closedBy: Uuid } & OrganisationValues &
      Standing);

/** An organisation that was registered. */
export type Organisation = Exclude<OrganisationState, { readonly status: 'unknown' }>;

export const noOrganisation: OrganisationState = { status: 'unknown' };

const NOTHING_YET: Standing = { claim: null, branchOf: null, mergedInto: null, merger: null, separation: null };

export function evolveOrganisation(state: OrganisationState, event: Recorded<OrganisationEvent>): OrganisationState {
  switch (event.type) {
    case 'OrganisationRegistered': {
      const { claims: [claim = null] = [], ...values } = event.data;
      return { status: 'registered', writtenBy: event.actor.person, ...NOTHING_YET, ...values, claim };
    }
    case 'OrganisationRevised': {
      const { claims = [], ...values } = event.data;
      const { claim, branchOf, mergedInto, merger, separation } = state.status === 'unknown' ? NOTHING_YET : state;
      // Last: revisions that were stored while they could name a head change no link.
      const standing = { claim: claims[0] ?? claim, branchOf, mergedInto, merger, separation };
      return { status: 'registered', writtenBy: event.actor.person, ...values, ...standing };
    }
    case 'OrganisationNumberFreed':
      return changed(state, ({ claim }) => ({ claim: claimAfter(claim, event.data.claims) }));
    case 'OrganisationClosed': {
      if (state.status !== 'registered') return state;
      const { status: _status, writtenBy: _writtenBy, ...values } = state;
      return { status: 'closed', closedOn: event.data.closedOn, closedBy: event.actor.person, ...values };
    }
    case 'OrganisationMergerRequested':
    case 'OrganisationMergerConfirmed':
    case 'OrganisationMergerRefused':
    case 'OrganisationMergerRequestWithdrawn':
      return changed(state, ({ merger }) => ({ merger: foldAct(organisationMerger, merger, event) }));
    case 'OrganisationMerged':
      return changed(state, () => ({ mergedInto: event.data.into }));
    case 'OrganisationSeparationRequested':
    case 'OrganisationSeparationConfirmed':
    case 'OrganisationSeparationRefused':
    case 'OrganisationSeparationRequestWithdrawn':
      return changed(state, ({ separation }) => ({ separation: foldAct(organisationSeparation, separation, event) }));
    case 'OrganisationSeparated':
      return changed(state, (held) => linksWithout(event.data.from, held));
    case 'ClaimAbandoned':
      return state;
  }
}

function changed(state: OrganisationState, change: (state: Organisation) => Partial<Standing>): OrganisationState {
  return state.status === 'unknown' ? state : { ...state, ...change(state) };
}
