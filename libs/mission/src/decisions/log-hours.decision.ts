import {
  accepted,
  event,
  equalityOf,
  personalOrNull,
  equalJson,
  type Actor,
  type Personal,
  type Uuid,
} from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { HoursLogged, type TimeGiven } from '../events.js';
import type { LogHours } from '../mission.commands.js';
import { hasStarted, isRunning, type Mission } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { entryOfId, type TimeEntry } from '../state/time-entry.state.js';
import type { MissionDecision } from './mission-command.js';
import type { PartyActor } from './parties.js';
import { repeated } from './repetition.js';
import { timeGiven, timeRefused } from './time-limits.js';

/** Logs time: the employee for themselves, or the company on their behalf, which the event says. */
export function logHours(command: LogHours, mission: Mission, context: Context, actor: PartyActor): MissionDecision {
  const given = timeGiven(command, mission, context.rules);
  if ('accepted' in given) return given;
  const writer = writing(actor, mission.employee);
  const entryId = command.entryId ?? context.newId;
  const standing = entryIn(mission, entryId);
  if (standing) return logAgain(command, given, standing, writer, context);

  if (!isRunning(mission)) return refuse('MISSION_NOT_RUNNING');
  const { entriesPerMission } = context.rules.limits;
  if (mission.course.entries.length >= entriesPerMission)
    return refuse('TOO_MANY_ENTRIES', { entries: entriesPerMission });
  const { employee } = mission;
  const comment = personalOrNull(command.comment);
  return (
    timeRefused(given, mission, context) ??
    accepted(writer, [event(HoursLogged, { entryId, employee, ...given, comment, checkedAgainst: 'mission-only' })])
  );
}

function logAgain(
  { entryId, comment }: LogHours,
  given: TimeGiven,
  standing: TimeEntry,
  writer: Actor,
  { opened }: Context,
): MissionDecision {
  const theirs = standing.writers.length === 1 && standing.writers[0] === writer.person;
  if (!theirs || !equalJson(given, standing.given)) return refuse('ENTRY_EXISTS');
  // An id that the command left out was made from the command itself: the entry is its own.
  const equality = entryId ? equalityOf(comment, standing.comment, opened['comment']) : 'same';
  return repeated(writer, equality, 'ENTRY_EXISTS');
}

/** Someone of the company who writes another's time does so on their behalf. */
export function writing(actor: PartyActor, employee: Uuid): Actor {
  return actor.party === 'employee' ? actor : { ...actor, onBehalfOf: employee };
}

/** The entry of that id, on a mission that may have some. */
export function entryIn(mission: Mission, entryId: Uuid): TimeEntry | undefined {
  return hasStarted(mission) ? entryOfId(mission.course.entries, entryId) : undefined;
}

/** The comment written before, to be compared with one written again. */
export function storedComment(
  { entryId }: LogHours,
  mission: Mission,
): Readonly<Record<string, Personal<unknown> | null>> {
  return { comment: entryId ? (entryIn(mission, entryId)?.comment ?? null) : null };
}
