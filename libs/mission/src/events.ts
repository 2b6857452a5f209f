import { ClaimAbandoned, type EventOf } from '@jalon/kernel';
import { AmendmentAccepted, AmendmentDeclined, AmendmentProposed, MissionAmended } from './events/amendment.events.js';
import {
  ForcedClosureConfirmed,
  ForcedClosureRefused,
  ForcedClosureRequested,
  ForcedClosureRequestWithdrawn,
  MissionClosed,
  MissionEvaluated,
  OutcomesConfirmed,
  OutcomesDisputed,
} from './events/closure.events.js';
import { AttributionCorrected, MissionCancelled, MissionResumed, MissionSuspended } from './events/course.events.js';
import {
  HoursApproved,
  HoursCorrected,
  HoursLogged,
  HoursRejected,
  HoursVoided,
  MissionTotalsRestated,
} from './events/hours.events.js';
import {
  MissionAccepted,
  MissionConfirmed,
  MissionDeclined,
  MissionProposed,
  MissionWithdrawn,
} from './events/proposal.events.js';

export * from './events/proposal.events.js';
export * from './events/hours.events.js';
export * from './events/amendment.events.js';
export * from './events/course.events.js';
export * from './events/closure.events.js';

/** Every event of a mission's life. */
export const missionEvents = [
  MissionProposed,
  MissionAccepted,
  MissionConfirmed,
  MissionDeclined,
  MissionWithdrawn,
  HoursLogged,
  HoursApproved,
  HoursRejected,
  HoursCorrected,
  HoursVoided,
  MissionTotalsRestated,
  AmendmentProposed,
  AmendmentAccepted,
  AmendmentDeclined,
  MissionAmended,
  MissionSuspended,
  MissionResumed,
  MissionCancelled,
  AttributionCorrected,
  MissionClosed,
  ForcedClosureConfirmed,
  ForcedClosureRefused,
  ForcedClosureRequested,
  ForcedClosureRequestWithdrawn,
  OutcomesConfirmed,
  OutcomesDisputed,
  MissionEvaluated,
  ClaimAbandoned,
] as const;
export type MissionEvent = EventOf<(typeof missionEvents)[number]>;
