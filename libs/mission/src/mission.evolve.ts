import type { Recorded } from '@jalon/kernel';
import type { MissionEvent } from './events.js';
import type { MissionState } from './mission.state.js';
import { amended, amendmentAccepted, amendmentDeclined, amendmentProposed } from './state/amendment.evolve.js';
import {
  closed,
  evaluated,
  forcedClosureChanged,
  outcomesConfirmed,
  outcomesDisputed,
  totalsRestated,
} from './state/closure.evolve.js';
import { attributionCorrected, cancelled, resumed, suspended } from './state/course.evolve.js';
import { hoursApproved, hoursCorrected, hoursLogged, hoursRejected, hoursVoided } from './state/hours.evolve.js';
import { confirmed, declined, partyAccepted, proposed, withdrawn } from './state/proposal.evolve.js';

/** The mission after the event. An event that does not fit the state changes nothing. */
export function evolveMission(state: MissionState, event: Recorded<MissionEvent>): MissionState {
  switch (event.type) {
    case 'MissionProposed':
      return proposed(state, event);
    case 'MissionAccepted':
      return partyAccepted(state, event);
    case 'MissionConfirmed':
      return confirmed(state, event);
    case 'MissionDeclined':
      return declined(state, event);
    case 'MissionWithdrawn':
      return withdrawn(state, event);
    case 'HoursLogged':
      return hoursLogged(state, event);
    case 'HoursApproved':
      return hoursApproved(state, event);
    case 'HoursRejected':
      return hoursRejected(state, event);
    case 'HoursCorrected':
      return hoursCorrected(state, event);
    case 'HoursVoided':
      return hoursVoided(state, event);
    case 'MissionTotalsRestated':
      return totalsRestated(state, event);
    case 'AmendmentProposed':
      return amendmentProposed(state, event);
    case 'AmendmentAccepted':
      return amendmentAccepted(state, event);
    case 'AmendmentDeclined':
      return amendmentDeclined(state, event);
    case 'MissionAmended':
      return amended(state, event);
    case 'MissionSuspended':
      return suspended(state, event);
    case 'MissionResumed':
      return resumed(state, event);
    case 'MissionCancelled':
      return cancelled(state, event);
    case 'AttributionCorrected':
      return attributionCorrected(state, event);
    case 'MissionClosed':
      return closed(state, event);
    case 'ForcedClosureRequested':
    case 'ForcedClosureConfirmed':
    case 'ForcedClosureRefused':
    case 'ForcedClosureRequestWithdrawn':
      return forcedClosureChanged(state, event);
    case 'OutcomesConfirmed':
      return outcomesConfirmed(state, event);
    case 'OutcomesDisputed':
      return outcomesDisputed(state, event);
    case 'MissionEvaluated':
      return evaluated(state, event);
    case 'ClaimAbandoned':
      return state;
  }
}
