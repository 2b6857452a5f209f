import {
  accepted,
  addDays,
  civilDateIn,
  equalJson,
  equalityOf,
  event,
  isCivilDate,
  personalOrNull,
  type CivilDate,
  type Personal,
  type Refused,
} from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { MissionClosed, MissionTotalsRestated, type Outcome, type MissionEvent } from '../events.js';
import type { ClaimedOutcome, CloseMission } from '../mission.commands.js';
import { hasEnded, isRunning, type Ended, type Mission, type Running } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { lastDayOfTime, pendingOf, totalsOf, type TimeEntry } from '../state/time-entry.state.js';
import type { MissionDecision } from './mission-command.js';
import type { PartyActor } from './parties.js';
import { repeated } from './repetition.js';

/** Closes the mission, for the company or the organisation, once all its time has been answered. */
export function closeMission(
  command: CloseMission,
  mission: Mission,
  context: Context,
  actor: PartyActor,
): MissionDecision {
  if (hasEnded(mission)) return closeAgain(command, mission, actor, context);
  if (!isRunning(mission)) return refuse('MISSION_NOT_RUNNING');
  const { entries } = mission.course;
  const pending = pendingOf(entries).length;
  if (pending > 0) return refuse('PENDING_TIME', { entries: pending });

  const { endedOn } = command;
  const { employee, terms } = mission;
  const early = endedOn < terms.endsOn;
  if (early && !command.reason) return refuse('REASON_NEEDED', { endsOn: terms.endsOn });
  return (
    wrongEnd(endedOn, mission, context) ??
    accepted(actor, [
      event(MissionClosed, {
        employee,
        endedOn,
        forced: false,
        totals: totalsOf(entries),
        outcomes: outcomesOf(command.outcomes),
        evaluationDeadline: evaluationDeadline(mission, context),
        reason: personalOrNull(command.reason),
      }),
    ])
  );
}

function closeAgain(command: CloseMission, mission: Ended, actor: PartyActor, { opened }: Context): MissionDecision {
  const { forced, by, endedOn, outcomes, reason } = mission.closure;
  const alreadySo = !forced && by === actor.person && endedOn === command.endedOn;
  if (!alreadySo || !equalJson(outcomesOf(command.outcomes), outcomes)) return refuse('ALREADY_CLOSED');
  return repeated(actor, equalityOf(command.reason, reason, opened['reason']), 'ALREADY_CLOSED');
}

/** Refuses a last day that contradicts the mission's dates, the calendar or the time given. */
export function wrongEnd(endedOn: CivilDate, mission: Running, { now }: Context): Refused | null {
  const { startsOn, terms, zone, course } = mission;
  if (!isCivilDate(endedOn)) return refuse('DATE_INVALID');
  if (endedOn < startsOn || endedOn > terms.endsOn) {
    return refuse('ENDED_OUTSIDE_MISSION_DATES', { from: startsOn, to: terms.endsOn });
  }
  const today = civilDateIn(zone, now);
  if (endedOn > today) return refuse('ENDED_IN_FUTURE', { today });
  const date = lastDayOfTime(course.entries);
  return date !== null && endedOn < date ? refuse('END_BEFORE_LOGGED_TIME', { date }) : null;
}

/** Counted from the day of the closure, which may lie well after the last day. */
export function evaluationDeadline({ zone }: Running, { now, rules }: Context): CivilDate {
  return addDays(civilDateIn(zone, now), rules.limits.evaluationDays);
}

/** The outcomes of a command, as events hold them. */
export function outcomesOf(claimed: readonly ClaimedOutcome[] | undefined): readonly Outcome[] {
  return (claimed ?? []).map(({ indicator, quantity }) => ({ indicator, quantity }));
}

/** The reason given before, to be compared with one given again. */
export function storedClosureReason(
  _command: CloseMission,
  mission: Mission,
): Readonly<Record<string, Personal<unknown> | null>> {
  return { reason: hasEnded(mission) ? mission.closure.reason : null };
}

/** The new totals of an ended mission when an entry changes after the closure; nothing where they stay the same. */
export function restatement(mission: Mission, changed: TimeEntry): readonly MissionEvent[] {
  if (!hasEnded(mission)) return [];
  const before = mission.closure.totals;
  const after = totalsOf(mission.course.entries.map((entry) => (entry.entryId === changed.entryId ? changed : entry)));
  return equalJson(before, after) ? [] : [event(MissionTotalsRestated, { before, after })];
}
