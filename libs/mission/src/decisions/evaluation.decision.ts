import {
  accepted,
  event,
  equalityOf,
  personalOrNull,
  equalJson,
  type Equality,
  type Opened,
  type Personal,
} from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { MissionEvaluated } from '../events.js';
import type { EvaluateMission } from '../mission.commands.js';
import { hasEnded, type Mission, type Evaluation } from '../mission.state.js';
import { refuse } from '../rejections.js';
import type { MissionDecision } from './mission-command.js';
import { capacityFor } from './parties.js';

/** Evaluates the mission for one party. Other scores or words make a new version of that party's evaluation. */
export function evaluateMission(command: EvaluateMission, mission: Mission, context: Context): MissionDecision {
  const { evaluators, employee } = mission;
  const actor = capacityFor(mission, context.caller, command.party, evaluators, 'PARTY_NOT_ASKED');
  if ('accepted' in actor) return actor;
  const { party } = actor;
  if (!hasEnded(mission)) return refuse('NOT_CLOSED');

  const scores = command.scores.map(({ criterion, score }) => ({ criterion, score }));
  const before = mission.closure.evaluations[party];
  const equality =
    before?.by === actor.person ? equalityWith(before, scores, command.comment, context.opened[party]) : 'different';
  if (equality === 'same') return accepted(actor, []);
  if (equality === 'erased') return refuse('SUBJECT_ERASED');
  const number = (before?.number ?? 0) + 1;
  const comment = personalOrNull(command.comment);
  return accepted(actor, [event(MissionEvaluated, { party, employee, number, scores, comment })]);
}

function equalityWith(
  before: Evaluation,
  scores: Evaluation['scores'],
  comment: string | null | undefined,
  opened: Opened<unknown> | undefined,
): Equality {
  const sameScores = equalJson(byCriterion(scores), byCriterion(before.scores));
  return sameScores ? equalityOf(comment, before.comment, opened) : 'different';
}

/** The order of the criteria does not matter. */
function byCriterion(scores: Evaluation['scores']): Readonly<Record<string, number>> {
  return Object.fromEntries(scores.map(({ criterion, score }) => [criterion, score]));
}

/** The comment given before, to be compared: the named party's, else that of every party for which the caller may act. */
export function storedEvaluations(
  { party: named }: EvaluateMission,
  mission: Mission,
): Readonly<Record<string, Personal<unknown> | null>> {
  if (!hasEnded(mission)) return {};
  return Object.fromEntries(
    Object.entries(mission.closure.evaluations)
      .filter(([party]) => !named || party === named)
      .map(([party, { comment }]) => [party, comment]),
  );
}
