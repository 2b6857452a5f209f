import {
  accepted,
  civilDateIn,
  event,
  isCivilDate,
  equalityOf,
  personalOrNull,
  equalJson,
  type CivilDate,
  type Personal,
  type Refused,
} from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { AmendmentProposed } from '../events.js';
import type { ProposeAmendment } from '../mission.commands.js';
import {
  hasStarted,
  isRunning,
  termsSince,
  type Amendment,
  type Mission,
  type Running,
  type Terms,
} from '../mission.state.js';
import { refuse } from '../rejections.js';
import { isLive, lastDayOfTime } from '../state/time-entry.state.js';
import type { MissionDecision } from './mission-command.js';
import type { PartyActor } from './parties.js';
import { tooLong } from './proposal.decision.js';
import { repeated } from './repetition.js';
import { minutesOf } from './time-limits.js';

/** Proposes other terms, for the company; the mission's other parties answer. */
export function proposeAmendment(
  command: ProposeAmendment,
  mission: Mission,
  context: Context,
  actor: PartyActor,
): MissionDecision {
  const amendmentId = command.amendmentId ?? context.newId;
  const standing = amendmentOf(mission, amendmentId);
  if (standing) return proposeAgain(command, standing, actor, context);

  if (!isRunning(mission)) return refuse('MISSION_NOT_RUNNING');
  const terms = termsAsked(command, mission.terms);
  const effectiveFrom = command.effectiveFrom ?? firstDayFor(mission, context);
  if (mission.course.amendments.some(({ status }) => status === 'open')) return refuse('AMENDMENT_OPEN');
  if (termsSince(mission.schedule, effectiveFrom).every((dated) => equalJson(terms, dated.terms))) {
    return refuse('AMENDMENT_CHANGES_NOTHING');
  }

  const { employee } = mission;
  const requiredAcceptances = partiesToAnswer(mission);
  const reason = personalOrNull(command.reason);
  return (
    wrongTerms(terms, mission, context) ??
    wrongDay(effectiveFrom, terms, mission) ??
    accepted(actor, [
      event(AmendmentProposed, { amendmentId, employee, terms, effectiveFrom, requiredAcceptances, reason }),
    ])
  );
}

function termsAsked({ endsOn, plannedMinutes }: ProposeAmendment, now: Terms): Terms {
  return { endsOn: endsOn ?? now.endsOn, plannedMinutes: plannedMinutes ?? now.plannedMinutes };
}

/** Today, or the mission's first day where it has not begun. */
function firstDayFor({ zone, startsOn }: Mission, { now }: Context): CivilDate {
  const today = civilDateIn(zone, now);
  return today > startsOn ? today : startsOn;
}

/** Refuses a day on which no terms of the mission can begin to hold. */
function wrongDay(effectiveFrom: CivilDate, { endsOn }: Terms, { startsOn }: Mission): Refused | null {
  if (!isCivilDate(effectiveFrom)) return refuse('DATE_INVALID');
  return effectiveFrom < startsOn || effectiveFrom > endsOn
    ? refuse('EFFECTIVE_OUTSIDE_MISSION_DATES', { from: startsOn, to: endsOn })
    : null;
}

/** Every party of the mission but the company, which proposes. */
function partiesToAnswer({ required, proposer }: Mission) {
  return [...required, proposer.party].filter((party) => party !== 'company');
}

/** Refuses terms that the time already logged contradicts. */
export function wrongTerms({ endsOn, plannedMinutes }: Terms, mission: Running, { rules }: Context): Refused | null {
  const { basis, startsOn, course } = mission;
  if (!isCivilDate(endsOn)) return refuse('DATE_INVALID');
  if (endsOn < startsOn) return refuse('DATES_REVERSED', { startsOn, endsOn });
  if (plannedMinutes < 1) return refuse('PLANNED_TIME_ZERO');
  const date = lastDayOfTime(course.entries);
  if (date !== null && endsOn < date) return refuse('END_BEFORE_LOGGED_TIME', { date });
  const minutes = minutesOf(course.entries.filter(isLive).map(({ given }) => given));
  if (plannedMinutes * (100 + rules.limits.plannedTimeTolerancePercent) < minutes * 100) {
    return refuse('PLANNED_BELOW_LOGGED_TIME', { minutes });
  }
  return tooLong(basis, startsOn, endsOn, rules);
}

function proposeAgain(
  command: ProposeAmendment,
  standing: Amendment,
  actor: PartyActor,
  { opened }: Context,
): MissionDecision {
  const effectiveFrom = command.effectiveFrom ?? standing.effectiveFrom;
  const theirs = standing.by === actor.person;
  const alreadySo =
    effectiveFrom === standing.effectiveFrom && equalJson(termsAsked(command, standing.terms), standing.terms);
  if (!theirs || !alreadySo) return refuse('AMENDMENT_EXISTS');
  // An id that the command left out was made from the command itself: the amendment is its own.
  const equality = command.amendmentId ? equalityOf(command.reason, standing.reason, opened['reason']) : 'same';
  return repeated(actor, equality, 'AMENDMENT_EXISTS');
}

/** The amendment of that id, on a mission that may have some. */
export function amendmentOf(mission: Mission, id: string): Amendment | undefined {
  return hasStarted(mission) ? mission.course.amendments.find(({ amendmentId }) => amendmentId === id) : undefined;
}

/** The reason given before, to be compared with one given again. */
export function storedAmendmentReason(
  { amendmentId }: ProposeAmendment,
  mission: Mission,
): Readonly<Record<string, Personal<unknown> | null>> {
  return { reason: amendmentId ? (amendmentOf(mission, amendmentId)?.reason ?? null) : null };
}
