import { addDays, type CivilDate } from '@jalon/kernel';
import {
  CloseMission,
  ConfirmForcedClosure,
  ConfirmOutcomes,
  CRITERIA,
  DisputeOutcomes,
  EvaluateMission,
  RequestForcedClosure,
} from '@jalon/mission';
import { stepOn, type Course } from './mission-steps.js';
import { made, type Life } from './step.js';

/** The closure, what is said of the outcomes, and the evaluations. */
export function* ending(course: Course, endedOn: CivilDate): Life {
  const { chance, cast, need, personal, endsOn, parties } = course;
  const quantity = chance.int(1, 40);
  // Four eyes: what the organisation claims itself it could not confirm.
  const outcomes = personal ? [] : [{ indicator: need.indicator, quantity }];
  const closer = personal ? need.host.speaker : cast.hr;
  let day = addDays(endedOn, chance.int(4, 8));
  const reason = endedOn < endsOn ? 'Le travail est fini.' : null;
  // Where time is still waiting for an answer, the company closes over it: two people, and the time is voided.
  const pending = yield stepOn(course, day, closer, made(CloseMission, { endedOn, outcomes, reason }), [
    'PENDING_TIME',
  ]);
  if (pending !== null) {
    if (personal) return;
    day = addDays(day, 10);
    const forced = made(RequestForcedClosure, { endedOn, outcomes, reason: 'Sans réponse de l’organisme.' });
    yield stepOn(course, day, cast.hr, forced);
    day = addDays(day, 1);
    yield stepOn(course, day, cast.secondHr, made(ConfirmForcedClosure));
  }
  if (!personal && chance.happens(92)) {
    day = addDays(day, chance.int(1, 5));
    const answer = chance.happens(95)
      ? made(ConfirmOutcomes)
      : made(DisputeOutcomes, { reason: 'Le compte n’y est pas.' });
    yield stepOn(course, day, need.host.speaker, answer);
  }
  for (const [party, by] of parties) {
    if (!chance.happens(85)) continue;
    day = addDays(day, chance.int(0, 5));
    const criteria = [chance.pick(CRITERIA.slice(0, 2)), chance.pick(CRITERIA.slice(2))];
    const scores = criteria.map((criterion) => ({ criterion, score: chance.pick([3, 4, 4, 5, 5]) }));
    const comment = chance.happens(40) ? 'À refaire.' : null;
    yield stepOn(course, day, by, made(EvaluateMission, { party, scores, comment }));
  }
}
