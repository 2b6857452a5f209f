import type { Uuid } from '@jalon/kernel';
import type { HoursApproved, HoursCorrected, HoursLogged, HoursRejected, HoursVoided } from '../events.js';
import { changeOne, type Happened, type MissionState, onCourse } from '../mission.state.js';
import { entryOfId, type TimeEntry } from './time-entry.state.js';

export function hoursLogged(state: MissionState, event: Happened<typeof HoursLogged>): MissionState {
  // Each field of the time by its name: a field added to the event must not become part of the time unnoticed.
  const { entryId, date, unit, minutes, half, startsAt, onDuty, comment } = event.data;
  const entry: TimeEntry = {
    entryId,
    given: { date, unit, minutes, half, startsAt, onDuty },
    status: 'pending',
    writers: [event.actor.person],
    comment,
    correctionReason: null,
    answer: null,
  };
  return onCourse(state, (course) =>
    entryOfId(course.entries, entryId) ? course : { ...course, entries: [...course.entries, entry] },
  );
}

export function hoursApproved(state: MissionState, event: Happened<typeof HoursApproved>): MissionState {
  const answer = { by: event.actor.person, reason: null };
  return onEntry(state, event.data.entryId, (entry) => ({ ...entry, status: 'approved', answer }));
}

export function hoursRejected(state: MissionState, event: Happened<typeof HoursRejected>): MissionState {
  const answer = { by: event.actor.person, reason: event.data.reason };
  return onEntry(state, event.data.entryId, (entry) => ({ ...entry, status: 'rejected', answer }));
}

export function hoursCorrected(state: MissionState, event: Happened<typeof HoursCorrected>): MissionState {
  const { entryId, after, reason } = event.data;
  return onEntry(state, entryId, (entry) => ({
    ...entry,
    given: after,
    status: 'pending',
    writers: [...entry.writers, event.actor.person],
    correctionReason: reason,
    answer: null,
  }));
}

export function hoursVoided(state: MissionState, event: Happened<typeof HoursVoided>): MissionState {
  return onEntry(state, event.data.entryId, (entry) => ({ ...entry, status: 'voided' }));
}

function onEntry(state: MissionState, entryId: Uuid, change: (entry: TimeEntry) => TimeEntry): MissionState {
  return onCourse(state, (course) => {
    const entries = changeOne(course.entries, (entry) => entry.entryId === entryId, change);
    return entries === course.entries ? course : { ...course, entries };
  });
}
