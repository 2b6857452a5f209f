import { accepted, ERASED, event, personal, equalJson, type Opened, type Personal, type Plain } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { ForcedClosureRequested, HoursVoided, MissionClosed } from '../events.js';
import type { ConfirmForcedClosure, RequestForcedClosure } from '../mission.commands.js';
import { hasEnded, hasStarted, isRunning, type ForcedClosureRequest, type Mission } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { pendingOf, totalsOf } from '../state/time-entry.state.js';
import { evaluationDeadline, outcomesOf, wrongEnd } from './closure.decision.js';
import type { MissionDecision } from './mission-command.js';
import type { PartyActor } from './parties.js';
import { equalityOfReason, repeated } from './repetition.js';

/**
 * Requests, for the company, to close the mission although time is pending. Asked again with other values, it
 * replaces the first request.
 */
export function requestForcedClosure(
  command: RequestForcedClosure,
  mission: Mission,
  context: Context,
  actor: PartyActor,
): MissionDecision {
  const { endedOn, reason } = command;
  const outcomes = outcomesOf(command.outcomes);
  const equality = equalityWithRequest(command, requestOf(mission), actor, context);
  if (equality !== 'different') return repeated(actor, equality, 'ALREADY_CLOSED');

  if (hasEnded(mission)) return refuse('ALREADY_CLOSED');
  if (!isRunning(mission)) return refuse('MISSION_NOT_RUNNING');
  if (pendingOf(mission.course.entries).length === 0) return refuse('NO_PENDING_TIME');
  const { employee } = mission;
  return (
    wrongEnd(endedOn, mission, context) ??
    accepted(actor, [event(ForcedClosureRequested, { employee, endedOn, outcomes, reason: personal(reason) })])
  );
}

function equalityWithRequest(
  { endedOn, outcomes, reason }: RequestForcedClosure,
  request: ForcedClosureRequest | null,
  { person }: PartyActor,
  { opened }: Context,
) {
  const alreadySo =
    request?.by === person && request.endedOn === endedOn && equalJson(outcomesOf(outcomes), request.outcomes);
  return alreadySo ? equalityOfReason(reason, request.reason, opened['reason']) : 'different';
}

/** Confirms, as a second person of the company: what is pending is voided and will never count. */
export function confirmForcedClosure(
  command: ConfirmForcedClosure,
  mission: Mission,
  context: Context,
  actor: PartyActor,
): MissionDecision {
  const request = requestOf(mission);
  const asRead = !command.endedOn || command.endedOn === request?.endedOn;
  if (hasEnded(mission)) {
    const { forced, by } = mission.closure;
    return forced && by === actor.person && asRead ? accepted(actor, []) : refuse('ALREADY_CLOSED');
  }
  if (!isRunning(mission)) return refuse('MISSION_NOT_RUNNING');
  if (!request) return refuse('FORCED_CLOSURE_NOT_REQUESTED');
  if (request.by === actor.person) return refuse('SAME_PERSON_TWICE');
  if (!asRead) return refuse('NOT_AS_READ');
  const { entries } = mission.course;
  const pending = pendingOf(entries);
  if (pending.length === 0) return refuse('NO_PENDING_TIME');

  const { endedOn, outcomes } = request;
  const { employee } = mission;
  const left = entries.map((entry) => (entry.status === 'pending' ? { ...entry, status: 'voided' as const } : entry));
  return (
    // Time may have been logged since the request.
    wrongEnd(endedOn, mission, context) ??
    accepted(actor, [
      ...pending.map(({ entryId }) => event(HoursVoided, { entryId })),
      event(MissionClosed, {
        employee,
        endedOn,
        forced: true,
        totals: totalsOf(left),
        outcomes,
        evaluationDeadline: evaluationDeadline(mission, context),
        reason: sealedAnew(context.opened['reason']),
      }),
    ])
  );
}

/** A sealed text opens in its own event only, so it is opened and sealed again; an erased one is left out. */
function sealedAnew(reason: Opened<unknown> | undefined): Plain<string> | null {
  const known = reason !== undefined && reason !== ERASED && typeof reason.value === 'string';
  return known ? personal(reason.value) : null;
}

function requestOf(mission: Mission): ForcedClosureRequest | null {
  return hasStarted(mission) ? mission.course.forcedClosure : null;
}

/** The reason given before: to be compared with one given again, and to be carried into the closure. */
export function storedForcedReason(
  _command: object,
  mission: Mission,
): Readonly<Record<string, Personal<unknown> | null>> {
  return { reason: requestOf(mission)?.reason ?? null };
}
