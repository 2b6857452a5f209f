import { foldAct, type ActEvent, type Recorded } from '@jalon/kernel';
import {
  forcedClosure,
  type MissionClosed,
  type MissionEvaluated,
  type MissionTotalsRestated,
  type OutcomesConfirmed,
  type OutcomesDisputed,
} from '../events.js';
import { type Closure, type Happened, hasEnded, isRunning, type MissionState, onCourse } from '../mission.state.js';

export function forcedClosureChanged(
  state: MissionState,
  event: Recorded<ActEvent<typeof forcedClosure>>,
): MissionState {
  return onCourse(state, (course) => ({
    ...course,
    forcedClosure: foldAct(forcedClosure, course.forcedClosure, event),
    claimants: event.type === 'ForcedClosureRequested' ? [...course.claimants, event.actor.person] : course.claimants,
  }));
}

export function closed(state: MissionState, event: Happened<typeof MissionClosed>): MissionState {
  if (!isRunning(state)) return state;
  const { endedOn, forced, totals, outcomes, evaluationDeadline, reason } = event.data;
  const by = event.actor.person;
  const closure: Closure = {
    endedOn,
    forced,
    by,
    reason,
    totals,
    outcomes,
    claimants: [...state.course.claimants, by],
    outcomesAnswer: null,
    evaluationDeadline,
    evaluations: {},
  };
  return { ...state, status: 'closed', closure };
}

export function totalsRestated(state: MissionState, event: Happened<typeof MissionTotalsRestated>): MissionState {
  return onClosure(state, (closure) => ({ ...closure, totals: event.data.after }));
}

export function outcomesConfirmed(state: MissionState, event: Happened<typeof OutcomesConfirmed>): MissionState {
  const outcomesAnswer = { answer: 'confirmed', by: event.actor.person } as const;
  return onClosure(state, (closure) => ({ ...closure, outcomesAnswer }));
}

export function outcomesDisputed(state: MissionState, event: Happened<typeof OutcomesDisputed>): MissionState {
  const outcomesAnswer = { answer: 'disputed', by: event.actor.person, reason: event.data.reason } as const;
  return onClosure(state, (closure) => ({ ...closure, outcomesAnswer }));
}

export function evaluated(state: MissionState, event: Happened<typeof MissionEvaluated>): MissionState {
  if (!hasEnded(state)) return state;
  const { party, number, scores, comment } = event.data;
  const evaluation = { by: event.actor.person, number, scores, comment };
  const evaluations = { ...state.closure.evaluations, [party]: evaluation };
  const complete = state.evaluators.every((evaluator) => evaluations[evaluator] !== undefined);
  return { ...state, status: complete ? 'evaluated' : state.status, closure: { ...state.closure, evaluations } };
}

function onClosure(state: MissionState, change: (closure: Closure) => Closure): MissionState {
  return hasEnded(state) ? { ...state, closure: change(state.closure) } : state;
}
