import { addDays, type Caller, type CivilDate, mondayOf, type Party, type Uuid } from '@jalon/kernel';
import {
  AcceptAmendment,
  AcceptMission,
  ApproveHours,
  CancelMission,
  CloseMission,
  ConfirmForcedClosure,
  ConfirmOutcomes,
  CorrectAttribution,
  CorrectHours,
  CRITERIA,
  DeclineAmendment,
  DeclineMission,
  DisputeOutcomes,
  EvaluateMission,
  LogHours,
  ProposeAmendment,
  ProposeMission,
  RejectHours,
  RequestForcedClosure,
  ResumeMission,
  SuspendMission,
  WithdrawMission,
} from '@jalon/mission';
import { type Steps, make, instantOn, type Step, type Taken } from './calendar.js';
import type { Chance } from './chance.js';
import type { SeededNeed } from './needs.js';
import { type People, idOf, type Plan, type Volunteer } from './programme.js';
import { COMMENTS, SITES } from './words.js';

/** The minutes of a working day. */
const FULL_DAY = 420;

/** One mission of the year before it starts: its people, its need, and the source of its random choices. */
export interface MissionPlan {
  readonly plan: Plan;
  readonly people: People;
  readonly need: SeededNeed;
  readonly volunteer: Volunteer;
  readonly id: Uuid;
  readonly chance: Chance;
}

/** A confirmed mission under way. */
export interface ActiveMission extends MissionPlan {
  readonly personal: boolean;
  /** The parties that take part, each with the caller that represents it. */
  readonly parties: ReadonlyMap<Party, Caller>;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly plannedMinutes: number;
  readonly daysAWeek: number;
  readonly inHalfDays: boolean;
}

/** A step of a mission on this day, at a random time after nine. */
function stepOn(
  { chance, id }: Pick<MissionPlan, 'chance' | 'id'>,
  date: CivilDate,
  by: Caller,
  command: object,
  mayBeRefused: readonly string[] = [],
): Step {
  return { at: instantOn(date, 9, chance.int(0, 59), chance.int(0, 59)), by, command, target: id, mayBeRefused };
}

export function missionPlan(
  plan: Plan,
  people: People,
  needs: readonly SeededNeed[],
  n: number,
  chance: Chance,
): MissionPlan {
  return {
    plan,
    people,
    need: chance.pick(needs),
    volunteer: chance.pick(people.volunteers),
    id: idOf(plan, `mission ${n}`),
    chance,
  };
}

/** The steps from the proposal to the last evaluation, or to an earlier end. */
export function* missionSteps(plan: MissionPlan): Steps {
  const { people, need, volunteer, id, chance } = plan;
  const mission = activeMission(plan);
  const { personal, startsOn, endsOn, plannedMinutes, parties } = mission;
  const proposer = personal ? volunteer.caller : people.hr;
  let day = addDays(need.from, chance.int(1, 20));
  const proposal = make(ProposeMission, {
    id,
    need: need.id,
    organisation: need.host.id,
    employee: volunteer.caller.person,
    basis: personal ? 'personal-time' : chance.pick(['secondment', 'secondment', 'service']),
    startsOn,
    endsOn,
    plannedMinutes,
    ...(parties.has('manager') && { manager: volunteer.manager.person }),
  });
  const { refusal: refused } = yield { ...stepOn(plan, day, proposer, proposal, ['NEED_CLOSED']), target: null };
  if (refused !== null) return;

  for (const [party, by] of parties) {
    if (by === proposer) continue;
    day = addDays(day, chance.int(0, 3));
    if (chance.happens(4)) {
      const reason = party === 'employee' ? null : 'Le moment ne s’y prête pas.';
      yield stepOn(plan, day, by, make(DeclineMission, { reason }));
      return;
    }
    // Several missions may race for the last place; one wins.
    const { refusal: full } = yield stepOn(plan, day, by, make(AcceptMission), ['NEED_FULL']);
    if (full !== null) {
      yield stepOn(
        plan,
        addDays(day, 1),
        proposer,
        make(WithdrawMission, { reason: 'Toutes les places sont prises.' }),
      );
      return;
    }
  }
  if (chance.happens(4)) {
    yield stepOn(
      plan,
      addDays(startsOn, 2),
      proposer,
      make(CancelMission, { reason: personal ? 'employee-unavailable' : 'company-decision' }),
    );
    return;
  }
  const lastDay = yield* workWeeks(mission);
  yield* closeAndEvaluate(mission, lastDay);
}

function activeMission(plan: MissionPlan): ActiveMission {
  const { people, need, volunteer, chance } = plan;
  const personal = chance.happens(15);
  const managed = !personal && chance.happens(60);
  const startsOn = mondayOf(addDays(need.from, chance.int(35, 45)));
  const weeks = chance.int(2, 8);
  const daysAWeek = chance.int(1, 2);
  return {
    ...plan,
    personal,
    parties: new Map<Party, Caller>([
      ...(personal ? [] : ([['company', people.hr]] as const)),
      ['employee', volunteer.caller],
      ...(managed ? ([['manager', volunteer.manager]] as const) : []),
      ['organisation', need.host.speaker],
    ]),
    startsOn,
    endsOn: addDays(startsOn, weeks * 7 - 3),
    plannedMinutes: weeks * daysAWeek * FULL_DAY,
    daysAWeek,
    inHalfDays: chance.happens(30),
  };
}

const HALF_DAY = FULL_DAY / 2;

/** Logged time that the organisation has to approve or reject. */
interface Entry {
  readonly entryId: Uuid;
  readonly date: CivilDate;
}

/** The weeks of a mission: time is logged, corrected, and approved or rejected. Returns the last day, which may be early. */
function* workWeeks(mission: ActiveMission): Generator<Step, CivilDate, Taken> {
  const { startsOn, endsOn, chance, people, personal } = mission;
  const halfWay = addDays(startsOn, 7);
  const plot = chance.int(1, 100);
  const endsEarly = plot <= 8;
  let monday = startsOn;
  while (monday <= endsOn) {
    yield* aWeek(mission, monday);
    if (endsEarly && monday > startsOn) return addDays(monday, 4);
    if (monday === halfWay && !personal && addDays(monday, 22) <= endsOn) {
      if (plot > 90) yield* amendment(mission, addDays(monday, 8));
      if (plot > 84 && plot <= 90) monday = yield* suspension(mission, addDays(monday, 8));
      if (plot === 84) {
        const mended = { field: 'site', value: chance.pick(SITES), reason: 'Mutation non enregistrée.' } as const;
        yield stepOn(mission, addDays(monday, 8), people.hr, make(CorrectAttribution, mended), ['SAME_VALUE']);
      }
    }
    monday = addDays(monday, 7);
  }
  return endsOn;
}

function* aWeek(mission: ActiveMission, monday: CivilDate): Steps {
  const { chance, need, volunteer, daysAWeek, endsOn } = mission;
  const entries: Entry[] = [];
  for (const offset of daysAWeek === 1 ? [chance.int(0, 4)] : [chance.int(0, 1), chance.int(2, 4)]) {
    const date = addDays(monday, offset);
    if (date > endsOn) continue;
    const entryId = idOf(mission.plan, `entry ${mission.id} ${date}`);
    const command = make(LogHours, {
      entryId,
      ...timeOn(mission, date),
      comment: chance.happens(30) ? chance.pick(COMMENTS) : null,
    });
    const { refusal: refused } = yield {
      ...stepOn(mission, date, volunteer.caller, command),
      at: instantOn(date, 16, chance.int(0, 59)),
    };
    if (refused === null) entries.push({ entryId, date });
  }
  for (const entry of entries) {
    if (chance.happens(6)) {
      const minutes = mission.inHalfDays ? HALF_DAY : 360;
      const given = mission.inHalfDays
        ? ({ unit: 'half-day', half: 'afternoon' } as const)
        : ({ unit: 'minutes', minutes } as const);
      const command = make(CorrectHours, {
        entryId: entry.entryId,
        date: entry.date,
        ...given,
        ...duty(mission),
        reason: 'Saisi trop vite.',
      });
      yield stepOn(mission, addDays(monday, 5), volunteer.caller, command);
    }
  }
  const answeredOn = addDays(monday, 7);
  for (const { entryId } of entries) {
    // The last days of some missions are never answered, so their time stays pending.
    if (answeredOn > endsOn && chance.happens(6)) continue;
    const command = chance.happens(3)
      ? make(RejectHours, { entryId, reason: 'Absent ce jour-là.' })
      : make(ApproveHours, { entryId });
    yield {
      ...stepOn(mission, answeredOn, need.host.speaker, command),
      at: instantOn(answeredOn, 7, chance.int(0, 59)),
    };
  }
}

const duty = ({ personal }: ActiveMission) => (personal ? { onDuty: false } : {});

function timeOn(mission: ActiveMission, date: CivilDate) {
  if (mission.inHalfDays) return { date, unit: 'half-day', half: 'morning', ...duty(mission) } as const;
  return { date, unit: 'minutes', minutes: mission.chance.happens(70) ? FULL_DAY : 300, ...duty(mission) } as const;
}

function* amendment(mission: ActiveMission, from: CivilDate): Steps {
  const { chance, people, parties, plannedMinutes, id, plan } = mission;
  const amendmentId = idOf(plan, `amendment ${id}`);
  const terms = { amendmentId, plannedMinutes: plannedMinutes + 2 * FULL_DAY, reason: 'Le besoin est plus grand.' };
  yield stepOn(mission, from, people.hr, make(ProposeAmendment, terms));
  let day = from;
  for (const [party, by] of parties) {
    if (party === 'company') continue;
    day = addDays(day, 1);
    if (party === 'organisation' && chance.happens(20)) {
      yield stepOn(mission, day, by, make(DeclineAmendment, { amendmentId, reason: 'Pas pour cette fois.' }));
      return;
    }
    yield stepOn(mission, day, by, make(AcceptAmendment, { amendmentId }));
  }
}

/** Two weeks without work. Returns the Monday before the week in which work resumes. */
function* suspension(mission: ActiveMission, from: CivilDate): Generator<Step, CivilDate, Taken> {
  const { people } = mission;
  yield stepOn(mission, from, people.hr, make(SuspendMission, { from, reason: 'force-majeure' }));
  const resumed = addDays(from, 13);
  yield stepOn(mission, resumed, people.hr, make(ResumeMission, { from: resumed }));
  return addDays(resumed, -7);
}

/** The closure, the answer to the outcomes, and the evaluations. */
function* closeAndEvaluate(mission: ActiveMission, endedOn: CivilDate): Steps {
  const { chance, people, need, personal, endsOn, parties } = mission;
  const quantity = chance.int(1, 40);
  // Four eyes: the organisation could not confirm outcomes that it reported itself.
  const outcomes = personal ? [] : [{ indicator: need.indicator, quantity }];
  const closer = personal ? need.host.speaker : people.hr;
  let day = addDays(endedOn, chance.int(4, 8));
  const reason = endedOn < endsOn ? 'Le travail est fini.' : null;
  // While time is pending, the company must force the closure: two people do so, and the time is voided.
  const { refusal: pending } = yield stepOn(mission, day, closer, make(CloseMission, { endedOn, outcomes, reason }), [
    'PENDING_TIME',
  ]);
  if (pending !== null) {
    if (personal) return;
    day = addDays(day, 10);
    const forced = make(RequestForcedClosure, { endedOn, outcomes, reason: 'Sans réponse de l’organisme.' });
    const { part: actId } = yield stepOn(mission, day, people.hr, forced);
    day = addDays(day, 1);
    yield stepOn(mission, day, people.secondHr, make(ConfirmForcedClosure, actId === undefined ? {} : { actId }));
  }
  if (!personal && chance.happens(92)) {
    day = addDays(day, chance.int(1, 5));
    const answer = chance.happens(95)
      ? make(ConfirmOutcomes)
      : make(DisputeOutcomes, { reason: 'Le compte n’y est pas.' });
    yield stepOn(mission, day, need.host.speaker, answer);
  }
  for (const [party, by] of parties) {
    if (!chance.happens(85)) continue;
    day = addDays(day, chance.int(0, 5));
    const criteria = [chance.pick(CRITERIA.slice(0, 2)), chance.pick(CRITERIA.slice(2))];
    const scores = criteria.map((criterion) => ({ criterion, score: chance.pick([3, 4, 4, 5, 5]) }));
    const comment = chance.happens(40) ? 'À refaire.' : null;
    yield stepOn(mission, day, by, make(EvaluateMission, { party, scores, comment }));
  }
}
