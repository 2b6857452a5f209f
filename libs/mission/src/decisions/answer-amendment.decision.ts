import { accepted, event, equalityOf, personalOrNull, type Personal } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { AmendmentAccepted, AmendmentDeclined, MissionAmended } from '../events.js';
import type { AcceptAmendment, DeclineAmendment } from '../mission.commands.js';
import { isRunning, type Mission } from '../mission.state.js';
import { refuse } from '../rejections.js';
import { amendmentOf, wrongTerms } from './amendment.decision.js';
import { isLastAwaited, capacityFor } from './parties.js';
import type { MissionDecision } from './mission-command.js';
import { repeated } from './repetition.js';

/** Accepts an amendment for one party; with the last one, its terms hold. */
export function acceptAmendment(command: AcceptAmendment, mission: Mission, context: Context): MissionDecision {
  const { amendmentId } = command;
  const amendment = amendmentOf(mission, amendmentId);
  if (!amendment) return refuse('AMENDMENT_UNKNOWN');
  const actor = capacityFor(mission, context.caller, command.party, amendment.required, 'PARTY_NOT_REQUIRED');
  if ('accepted' in actor) return actor;
  const { party } = actor;

  const before = amendment.acceptances[party];
  if (before === actor.person) return accepted(actor, []);
  if (before !== undefined) return refuse('ALREADY_ACCEPTED');
  if (amendment.status !== 'open') return refuse('AMENDMENT_SETTLED');
  if (!isRunning(mission)) return refuse('MISSION_NOT_RUNNING');

  const acceptance = event(AmendmentAccepted, { amendmentId, party });
  if (!isLastAwaited(amendment, party)) return accepted(actor, [acceptance]);
  const { terms, effectiveFrom } = amendment;
  const amended = event(MissionAmended, { amendmentId, before: mission.terms, after: terms, effectiveFrom });
  // Time may have been logged since the amendment was proposed.
  return wrongTerms(terms, mission, context) ?? accepted(actor, [acceptance, amended]);
}

/** Declines an amendment for one party: the terms stay as they were. An employee gives no reason. */
export function declineAmendment(command: DeclineAmendment, mission: Mission, context: Context): MissionDecision {
  const { amendmentId } = command;
  const amendment = amendmentOf(mission, amendmentId);
  if (!amendment) return refuse('AMENDMENT_UNKNOWN');
  const actor = capacityFor(mission, context.caller, command.party, amendment.required, 'PARTY_NOT_REQUIRED');
  if ('accepted' in actor) return actor;
  const { party } = actor;
  const reason = command.reason ?? null;
  if (party === 'employee' && reason !== null) return refuse('REASON_NOT_TAKEN');

  const { refusal } = amendment;
  if (refusal?.party === party && refusal.by === actor.person) {
    return repeated(actor, equalityOf(reason, refusal.reason, context.opened['reason']), 'AMENDMENT_SETTLED');
  }
  if (amendment.status !== 'open') return refuse('AMENDMENT_SETTLED');
  if (!isRunning(mission)) return refuse('MISSION_NOT_RUNNING');
  const { employee } = mission;
  return accepted(actor, [event(AmendmentDeclined, { amendmentId, party, employee, reason: personalOrNull(reason) })]);
}

/** The reason given before, to be compared with one given again. */
export function storedAmendmentRefusal(
  { amendmentId }: DeclineAmendment,
  mission: Mission,
): Readonly<Record<string, Personal<unknown> | null>> {
  return { reason: amendmentOf(mission, amendmentId)?.refusal?.reason ?? null };
}
