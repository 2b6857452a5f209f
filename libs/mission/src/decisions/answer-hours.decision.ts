import { accepted, event, personal, type Personal, type Uuid } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { HoursApproved, HoursRejected } from '../events.js';
import type { ApproveHours, RejectHours } from '../mission.commands.js';
import type { Mission } from '../mission.state.js';
import { refuse, type MissionRejection } from '../rejections.js';
import type { TimeEntry } from '../state/time-entry.state.js';
import { isTheirTime } from './four-eyes.js';
import { entryIn } from './log-hours.decision.js';
import type { MissionDecision } from './mission-command.js';
import type { PartyActor } from './parties.js';
import { equalityOfReason, repeated } from './repetition.js';
import { restatement } from './closure.decision.js';

/** Confirms time, for the organisation. */
export function approveHours(
  { entryId }: ApproveHours,
  mission: Mission,
  context: Context,
  actor: PartyActor,
): MissionDecision {
  const entry = entryIn(mission, entryId);
  if (!entry) return refuse('ENTRY_UNKNOWN');
  if (answeredBy(actor.person, entry, 'approved')) return accepted(actor, []);
  const refusal = unanswerable(entry, mission, actor.person, context);
  if (refusal) return refuse(refusal);
  const restated = restatement(mission, { ...entry, status: 'approved' });
  return accepted(actor, [event(HoursApproved, { entryId }), ...restated]);
}

/** Does not confirm time, for the organisation, and says why. */
export function rejectHours(
  { entryId, reason }: RejectHours,
  mission: Mission,
  context: Context,
  actor: PartyActor,
): MissionDecision {
  const entry = entryIn(mission, entryId);
  if (!entry) return refuse('ENTRY_UNKNOWN');
  if (answeredBy(actor.person, entry, 'rejected')) {
    return repeated(
      actor,
      equalityOfReason(reason, entry.answer?.reason ?? null, context.opened['reason']),
      'ENTRY_NOT_PENDING',
    );
  }
  const refusal = unanswerable(entry, mission, actor.person, context);
  if (refusal) return refuse(refusal);
  const { employee } = mission;
  const restated = restatement(mission, { ...entry, status: 'rejected' });
  return accepted(actor, [event(HoursRejected, { entryId, employee, reason: personal(reason) }), ...restated]);
}

/** Whether they ask to answer for an entry that is theirs, or that they wrote a version of. */
export function answersOwnTime(
  { entryId }: { readonly entryId: Uuid },
  mission: Mission,
  person: Uuid,
  context: Context,
): boolean {
  const entry = entryIn(mission, entryId);
  return entry !== undefined && isTheirTime(entry, mission, person, context);
}

function answeredBy(person: Uuid, { status, answer }: TimeEntry, asked: 'approved' | 'rejected'): boolean {
  return status === asked && answer?.by === person;
}

function unanswerable(entry: TimeEntry, mission: Mission, person: Uuid, context: Context): MissionRejection | null {
  if (isTheirTime(entry, mission, person, context)) return 'FOUR_EYES';
  return entry.status === 'pending' ? null : 'ENTRY_NOT_PENDING';
}

/** The reason given before, to be compared with one given again. */
export function storedAnswer(
  { entryId }: RejectHours,
  mission: Mission,
): Readonly<Record<string, Personal<unknown> | null>> {
  return { reason: entryIn(mission, entryId)?.answer?.reason ?? null };
}
