import type {
  MissionAccepted,
  MissionConfirmed,
  MissionDeclined,
  MissionProposed,
  MissionWithdrawn,
} from '../events.js';
import type { Happened, MissionState } from '../mission.state.js';

export function proposed(state: MissionState, event: Happened<typeof MissionProposed>): MissionState {
  if (state.status !== 'unknown') return state;
  const { proposedBy, requiredAcceptances, endsOn, plannedMinutes, ...facts } = event.data;
  const terms = { endsOn, plannedMinutes };
  return {
    ...facts,
    status: 'proposed',
    proposedTerms: terms,
    terms,
    schedule: [{ from: facts.startsOn, until: null, terms }],
    proposer: { party: proposedBy, person: event.actor.person },
    required: requiredAcceptances,
    acceptances: { [proposedBy]: event.actor.person },
    rules: event.rules,
    claims: [],
  };
}

export function partyAccepted(state: MissionState, event: Happened<typeof MissionAccepted>): MissionState {
  if (state.status !== 'proposed') return state;
  const { party, claims } = event.data;
  return {
    ...state,
    acceptances: { ...state.acceptances, [party]: event.actor.person },
    claims: claims ?? state.claims,
  };
}

export function confirmed(state: MissionState, event: Happened<typeof MissionConfirmed>): MissionState {
  if (state.status !== 'proposed') return state;
  const course = {
    attribution: event.data.attribution,
    mended: {},
    entries: [],
    amendments: [],
    suspensions: [],
    forcedClosure: null,
    claimants: [],
  };
  return { ...state, status: 'confirmed', course };
}

export function declined(state: MissionState, event: Happened<typeof MissionDeclined>): MissionState {
  if (state.status !== 'proposed') return state;
  const { party, reason } = event.data;
  return { ...state, status: 'declined', refusal: { party, by: event.actor.person, reason } };
}

export function withdrawn(state: MissionState, event: Happened<typeof MissionWithdrawn>): MissionState {
  if (state.status !== 'proposed') return state;
  return { ...state, status: 'withdrawn', withdrawal: { by: event.actor.person, reason: event.data.reason } };
}
