import type { CivilDate, ClaimName, Recorded, Uuid } from '@jalon/kernel';
import type { EmployerEvent } from './employer.events.js';
import { claimAfter } from './register.decider.js';

/** What a revision replaces. */
export interface EmployerValues {
  readonly name: string;
  readonly siren: string | null;
}

interface Standing {
  /** The claim by which it holds its SIREN. */
  readonly claim: ClaimName | null;
}

/** The current entry of a legal entity; `writtenBy` is the author of these values. */
export type EmployerState =
  | { readonly status: 'unknown' }
  | ({ readonly status: 'registered'; readonly writtenBy: Uuid } & EmployerValues & Standing)
  | ({ readonly status: 'closed'; readonly closedOn: CivilDate; readonly closedBy: Uuid } & EmployerValues & Standing);

export const noEmployer: EmployerState = { status: 'unknown' };

export function evolveEmployer(state: EmployerState, event: Recorded<EmployerEvent>): EmployerState {
  switch (event.type) {
    case 'EmployerRegistered':
    case 'EmployerRevised': {
      const { claims = [], ...values } = event.data;
      const claim = claims[0] ?? (state.status === 'unknown' ? null : state.claim);
      return { status: 'registered', writtenBy: event.actor.person, ...values, claim };
    }
    case 'EmployerClosed': {
      if (state.status !== 'registered') return state;
      const { name, siren, claim } = state;
      return { status: 'closed', closedOn: event.data.closedOn, closedBy: event.actor.person, name, siren, claim };
    }
    case 'EmployerNumberFreed':
      return state.status === 'unknown' ? state : { ...state, claim: claimAfter(state.claim, event.data.claims) };
    case 'ClaimAbandoned':
      return state;
  }
}
