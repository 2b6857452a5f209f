import {
  accepted,
  actRequestedNow,
  checkAnswer,
  ERASED,
  event,
  isOpen,
  isRefused,
  personal,
  equalJson,
  requestRefused,
  whoMayHaveRequested,
  type ActAnswer,
  type Actor,
  type Opened,
  type Personal,
  type Plain,
  type Uuid,
} from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import {
  ForcedClosureConfirmed,
  ForcedClosureRefused,
  ForcedClosureRequested,
  ForcedClosureRequestWithdrawn,
  HoursVoided,
  MissionClosed,
} from '../events.js';
import type {
  ConfirmForcedClosure,
  RefuseForcedClosure,
  RequestForcedClosure,
  WithdrawForcedClosure,
} from '../mission.commands.js';
import { hasEnded, hasStarted, isRunning, type ForcedClosure, type Mission, type Running } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { pendingOf, totalsOf } from '../state/time-entry.state.js';
import { evaluationDeadline, outcomesOf, wrongEnd } from './closure.decision.js';
import type { MissionDecision } from './mission-command.js';
import type { PartyActor } from './parties.js';
import { equalityOfReason, repeated } from './repetition.js';

/** Requests, for the company, to close the mission although time is pending. */
export function requestForcedClosure(
  command: RequestForcedClosure,
  mission: Mission,
  context: Context,
  actor: PartyActor,
): MissionDecision {
  const { endedOn, reason } = command;
  const outcomes = outcomesOf(command.outcomes);
  const act = latestAct(mission);
  const equality = equalityWithRequest(command, act, actor, context);
  if (equality !== 'different') return repeated(actor, equality, 'ALREADY_CLOSED');

  if (hasEnded(mission)) return refuse('ALREADY_CLOSED');
  if (!isRunning(mission)) return refuse('MISSION_NOT_RUNNING');
  if (pendingOf(mission.course.entries).length === 0) return refuse('NO_PENDING_TIME');
  const { employee } = mission;
  return (
    requestRefused(act, context) ??
    wrongEnd(endedOn, mission, context) ??
    accepted(actor, [
      event(ForcedClosureRequested, {
        ...actRequestedNow(context, context.rules.limits.actDays),
        employee,
        endedOn,
        outcomes,
        reason: personal(reason),
      }),
    ])
  );
}

/** A request that is open, or that was confirmed, can be the same one again; after any other end it is a new one. */
function equalityWithRequest(
  { endedOn, outcomes, reason }: RequestForcedClosure,
  act: ForcedClosure | null,
  { person }: PartyActor,
  context: Context,
) {
  const stands = act?.status === 'confirmed' || isOpen(act, context);
  const alreadySo =
    stands &&
    act?.requestedBy === person &&
    act.request.endedOn === endedOn &&
    equalJson(outcomesOf(outcomes), act.request.outcomes);
  return alreadySo ? equalityOfReason(reason, act.request.reason, context.opened['reason']) : 'different';
}

/** Confirms, as a second person: what is pending is voided and will never count. */
export function confirmForcedClosure(
  { actId }: ConfirmForcedClosure,
  mission: Mission,
  context: Context,
  actor: Actor,
): MissionDecision {
  return answer(actId, 'confirmed', mission, context, actor, (running, act) => {
    const { entries } = running.course;
    const pending = pendingOf(entries);
    if (pending.length === 0) return refuse('NO_PENDING_TIME');
    const { endedOn, outcomes } = act.request;
    const { employee } = running;
    const left = entries.map((entry) => (entry.status === 'pending' ? { ...entry, status: 'voided' as const } : entry));
    return (
      // Time may have been logged since the request.
      wrongEnd(endedOn, running, context) ??
      accepted(actor, [
        event(ForcedClosureConfirmed, { actId }),
        ...pending.map(({ entryId }) => event(HoursVoided, { entryId, actId })),
        event(MissionClosed, {
          employee,
          endedOn,
          forced: true,
          actId,
          totals: totalsOf(left),
          outcomes,
          evaluationDeadline: evaluationDeadline(running, context),
          reason: sealedAnew(context.opened['reason']),
        }),
      ])
    );
  });
}

/** Refuses, as a second person: the mission goes on as it was. */
export function refuseForcedClosure(
  { actId }: RefuseForcedClosure,
  mission: Mission,
  context: Context,
  actor: Actor,
): MissionDecision {
  return answer(actId, 'refused', mission, context, actor, () =>
    accepted(actor, [event(ForcedClosureRefused, { actId })]),
  );
}

/** Withdraws one's own request: the mission goes on as it was. */
export function withdrawForcedClosure(
  { actId }: WithdrawForcedClosure,
  mission: Mission,
  context: Context,
  actor: Actor,
): MissionDecision {
  return answer(actId, 'withdrawn', mission, context, actor, () =>
    accepted(actor, [event(ForcedClosureRequestWithdrawn, { actId })]),
  );
}

function answer(
  actId: Uuid,
  given: ActAnswer,
  mission: Mission,
  context: Context,
  actor: Actor,
  effect: (running: Running, act: ForcedClosure) => MissionDecision,
): MissionDecision {
  const checked = checkAnswer(latestAct(mission), actId, given, actor, context);
  if (checked.accepted === 'again') return accepted(actor, []);
  if (hasEnded(mission)) return refuse('ALREADY_CLOSED');
  if (!isRunning(mission)) return refuse('MISSION_NOT_RUNNING');
  return isRefused(checked) ? checked : effect(mission, checked.act);
}

/** A sealed text opens in its own event only, so it is opened and sealed again; an erased one is left out. */
function sealedAnew(reason: Opened<unknown> | undefined): Plain<string> | null {
  const known = reason !== undefined && reason !== ERASED && typeof reason.value === 'string';
  return known ? personal(reason.value) : null;
}

/** Who requested the closure that waits for an answer. */
export function requesterOfClosure(_command: object, mission: Mission): readonly Uuid[] {
  const act = latestAct(mission);
  return act ? whoMayHaveRequested(act) : [];
}

function latestAct(mission: Mission): ForcedClosure | null {
  return hasStarted(mission) ? mission.course.forcedClosure : null;
}

/** The reason given before: to be compared with one given again, and to be carried into the closure. */
export function storedForcedReason(
  _command: object,
  mission: Mission,
): Readonly<Record<string, Personal<unknown> | null>> {
  return { reason: latestAct(mission)?.request.reason ?? null };
}
