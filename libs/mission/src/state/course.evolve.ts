import type { AttributionCorrected, MissionCancelled, MissionResumed, MissionSuspended } from '../events.js';
import { type Course, type Happened, isRunning, type MissionState, onCourse } from '../mission.state.js';
import { attributionWith } from './attribution.js';

export function suspended(state: MissionState, event: Happened<typeof MissionSuspended>): MissionState {
  if (state.status !== 'confirmed') return state;
  const suspension = { ...event.data, by: event.actor.person, to: null, resumedBy: null };
  const course: Course = { ...state.course, suspensions: [...state.course.suspensions, suspension] };
  return { ...state, status: 'suspended', course };
}

export function resumed(state: MissionState, event: Happened<typeof MissionResumed>): MissionState {
  if (state.status !== 'suspended') return state;
  const end = { to: event.data.from, resumedBy: event.actor.person };
  const suspensions = state.course.suspensions.map((one) => (one.to === null ? { ...one, ...end } : one));
  return { ...state, status: 'confirmed', course: { ...state.course, suspensions } };
}

export function cancelled(state: MissionState, event: Happened<typeof MissionCancelled>): MissionState {
  if (state.status !== 'proposed' && !isRunning(state)) return state;
  const { party, reason } = event.data;
  const course = state.status === 'proposed' ? null : state.course;
  return { ...state, status: 'cancelled', course, claims: [], cancellation: { party, by: event.actor.person, reason } };
}

export function attributionCorrected(state: MissionState, event: Happened<typeof AttributionCorrected>): MissionState {
  const { field, after, reason } = event.data;
  return onCourse(state, (course) => ({
    ...course,
    attribution: attributionWith(course.attribution, field, after) ?? course.attribution,
    mended: { ...course.mended, [field]: { by: event.actor.person, reason } },
  }));
}
