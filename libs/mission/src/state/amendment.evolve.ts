import type { Uuid } from '@jalon/kernel';
import type { AmendmentAccepted, AmendmentDeclined, AmendmentProposed, MissionAmended } from '../events.js';
import {
  type Amendment,
  changeOne,
  type Course,
  type Happened,
  hasStarted,
  type MissionState,
  onCourse,
  rescheduled,
} from '../mission.state.js';

export function amendmentProposed(state: MissionState, event: Happened<typeof AmendmentProposed>): MissionState {
  const { amendmentId, terms, effectiveFrom, requiredAcceptances, reason } = event.data;
  const amendment: Amendment = {
    amendmentId,
    terms,
    effectiveFrom,
    required: requiredAcceptances,
    acceptances: {},
    status: 'open',
    refusal: null,
    by: event.actor.person,
    reason,
  };
  return onCourse(state, (course) => ({ ...course, amendments: [...course.amendments, amendment] }));
}

export function amendmentAccepted(state: MissionState, event: Happened<typeof AmendmentAccepted>): MissionState {
  const { amendmentId, party } = event.data;
  return onAmendment(state, amendmentId, (amendment) => ({
    ...amendment,
    acceptances: { ...amendment.acceptances, [party]: event.actor.person },
  }));
}

export function amendmentDeclined(state: MissionState, event: Happened<typeof AmendmentDeclined>): MissionState {
  const { amendmentId, party, reason } = event.data;
  const refusal = { party, by: event.actor.person, reason };
  return onAmendment(state, amendmentId, (amendment) => ({ ...amendment, status: 'declined', refusal }));
}

export function amended(state: MissionState, event: Happened<typeof MissionAmended>): MissionState {
  if (!hasStarted(state)) return state;
  const { amendmentId, after, effectiveFrom } = event.data;
  const course = withAmendment(state.course, amendmentId, (amendment) => ({ ...amendment, status: 'accepted' }));
  return { ...state, terms: after, schedule: rescheduled(state.schedule, effectiveFrom, after), course };
}

function onAmendment(state: MissionState, id: Uuid, change: (one: Amendment) => Amendment): MissionState {
  return onCourse(state, (course) => withAmendment(course, id, change));
}

function withAmendment(course: Course, id: Uuid, change: (one: Amendment) => Amendment): Course {
  const amendments = changeOne(course.amendments, ({ amendmentId }) => amendmentId === id, change);
  return amendments === course.amendments ? course : { ...course, amendments };
}
