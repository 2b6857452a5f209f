import { accepted, event, personal, equalJson, type Actor, type Personal, type Refused } from '@jalon/kernel';
import type { Context, RuleSet } from '@jalon/rules';
import { HoursCorrected, type TimeGiven } from '../events.js';
import type { CorrectHours } from '../mission.commands.js';
import { hasStarted, type Mission } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { entryOfId, isLive, type TimeEntry } from '../state/time-entry.state.js';
import { entryIn, writing } from './log-hours.decision.js';
import type { MissionDecision } from './mission-command.js';
import type { PartyActor } from './parties.js';
import { equalityOfReason, repeated } from './repetition.js';
import { restatement } from './closure.decision.js';
import { timeGiven, timeRefused } from './time-limits.js';

/**
 * Corrects an entry, for its author or the company; it waits for the organisation's answer again, even after the
 * closure.
 */
export function correctHours(
  command: CorrectHours,
  mission: Mission,
  context: Context,
  actor: PartyActor,
): MissionDecision {
  if (!hasStarted(mission)) return refuse('ENTRY_UNKNOWN');
  const entry = entryOfId(mission.course.entries, command.entryId);
  if (!entry) return refuse('ENTRY_UNKNOWN');
  const after = corrected(command, entry, mission, context.rules);
  if ('accepted' in after) return after;
  const writer = writing(actor, mission.employee);

  if (equalJson(after, entry.given)) return correctAgain(command, entry, writer, context);
  if (!isLive(entry)) return refuse('ENTRY_NOT_CORRECTABLE');

  const { entryId, reason } = command;
  const { employee } = mission;
  const facts = { entryId, employee, before: entry.given, after, reason: personal(reason) };
  return (
    timeRefused(after, mission, context, entryId) ??
    accepted(writer, [
      event(HoursCorrected, { ...facts, checkedAgainst: 'mission-only' }),
      ...restatement(mission, { ...entry, given: after, status: 'pending' }),
    ])
  );
}

/**
 * The time that the command gives. A half-day that stays one keeps the minutes that it counted for when it was
 * logged.
 */
function corrected(command: CorrectHours, { given }: TimeEntry, mission: Mission, rules: RuleSet): TimeGiven | Refused {
  const after = timeGiven(command, mission, rules);
  if ('accepted' in after) return after;
  return after.unit === 'half-day' && given.unit === 'half-day' ? { ...after, minutes: given.minutes } : after;
}

function correctAgain(
  { reason }: CorrectHours,
  { writers, correctionReason }: TimeEntry,
  writer: Actor,
  { opened }: Context,
): MissionDecision {
  const theirs = writers.length > 1 && writers.at(-1) === writer.person;
  if (!theirs) return refuse('SAME_VALUE');
  return repeated(writer, equalityOfReason(reason, correctionReason, opened['reason']), 'SAME_VALUE');
}

/** The reason given before, to be compared with one given again. */
export function storedCorrection(
  { entryId }: CorrectHours,
  mission: Mission,
): Readonly<Record<string, Personal<unknown> | null>> {
  return { reason: entryIn(mission, entryId)?.correctionReason ?? null };
}
