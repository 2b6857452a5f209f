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
import { type Life, made, moment, type Step } from './calendar.js';
import type { Chance } from './chance.js';
import type { NeedToMeet } from './needs.js';
import { type Cast, idOf, type Plan, type Volunteer } from './programme.js';
import { COMMENTS, SITES } from './words.js';

export function storyOf(plan: Plan, cast: Cast, needs: readonly NeedToMeet[], n: number, chance: Chance): Story {
  return {
    plan,
    cast,
    need: chance.pick(needs),
    volunteer: chance.pick(cast.volunteers),
    id: idOf(plan, `mission ${n}`),
    chance,
  };
}

/** From the proposal to the last evaluation, or to whatever ends it before. */
export function* missionLife(story: Story): Life {
  const { cast, need, volunteer, id, chance } = story;
  const course = courseOf(story);
  const { personal, startsOn, endsOn, plannedMinutes, parties } = course;
  const proposer = personal ? volunteer.caller : cast.hr;
  let day = addDays(need.from, chance.int(1, 20));
  const proposal = made(ProposeMission, {
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
  const refused = yield { ...stepOn(story, day, proposer, proposal, ['NEED_CLOSED']), target: null };
  if (refused !== null) return;

  for (const [party, by] of parties) {
    if (by === proposer) continue;
    day = addDays(day, chance.int(0, 3));
    if (chance.happens(4)) {
      const reason = party === 'employee' ? null : 'Le moment ne s’y prête pas.';
      yield stepOn(story, day, by, made(DeclineMission, { reason }));
      return;
    }
    // Of those who race for the last place, one wins.
    const full = yield stepOn(story, day, by, made(AcceptMission), ['NEED_FULL']);
    if (full !== null) {
      yield stepOn(
        story,
        addDays(day, 1),
        proposer,
        made(WithdrawMission, { reason: 'Toutes les places sont prises.' }),
      );
      return;
    }
  }
  if (chance.happens(4)) {
    yield stepOn(
      story,
      addDays(startsOn, 2),
      proposer,
      made(CancelMission, { reason: personal ? 'employee-unavailable' : 'company-decision' }),
    );
    return;
  }
  const lastDay = yield* work(course);
  yield* ending(course, lastDay);
}

function courseOf(story: Story): Course {
  const { cast, need, volunteer, chance } = story;
  const personal = chance.happens(15);
  const managed = !personal && chance.happens(60);
  const startsOn = mondayOf(addDays(need.from, chance.int(35, 45)));
  const weeks = chance.int(2, 8);
  const daysAWeek = chance.int(1, 2);
  return {
    ...story,
    personal,
    parties: new Map<Party, Caller>([
      ...(personal ? [] : ([['company', cast.hr]] as const)),
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

/** Minutes of a day's work. */
export const FULL_DAY = 420;

/** One mission of the year: its people, its need, and the chance by which it goes. */
export interface Story {
  readonly plan: Plan;
  readonly cast: Cast;
  readonly need: NeedToMeet;
  readonly volunteer: Volunteer;
  readonly id: Uuid;
  readonly chance: Chance;
}

/** A confirmed mission under way. */
export interface Course extends Story {
  readonly personal: boolean;
  /** The parties that take part, with who speaks for each. */
  readonly parties: ReadonlyMap<Party, Caller>;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly plannedMinutes: number;
  readonly daysAWeek: number;
  readonly inHalfDays: boolean;
}

/** A step on a day of the story, at an hour that chance sets within working hours. */
export function stepOn(
  { chance, id }: Pick<Story, 'chance' | 'id'>,
  date: CivilDate,
  by: Caller,
  command: object,
  mayBeRefused: readonly string[] = [],
): Step {
  return { at: moment(date, 9, chance.int(0, 59), chance.int(0, 59)), by, command, target: id, mayBeRefused };
}

const HALF_DAY = FULL_DAY / 2;

/** What a week left for the organisation to answer. */
interface Entry {
  readonly entryId: Uuid;
  readonly date: CivilDate;
}

/** The weeks of a mission: time written down, mended and answered. Returns its last day, which may come early. */
export function* work(course: Course): Generator<Step, CivilDate, string | null> {
  const { startsOn, endsOn, chance, cast, personal } = course;
  const halfWay = addDays(startsOn, 7);
  const plot = chance.int(1, 100);
  const endsEarly = plot <= 8;
  let monday = startsOn;
  while (monday <= endsOn) {
    yield* aWeek(course, monday);
    if (endsEarly && monday > startsOn) return addDays(monday, 4);
    if (monday === halfWay && !personal && addDays(monday, 22) <= endsOn) {
      if (plot > 90) yield* amendment(course, addDays(monday, 8));
      if (plot > 84 && plot <= 90) monday = yield* suspension(course, addDays(monday, 8));
      if (plot === 84) {
        const mended = { field: 'site', value: chance.pick(SITES), reason: 'Mutation non enregistrée.' } as const;
        yield stepOn(course, addDays(monday, 8), cast.hr, made(CorrectAttribution, mended), ['SAME_VALUE']);
      }
    }
    monday = addDays(monday, 7);
  }
  return endsOn;
}

function* aWeek(course: Course, monday: CivilDate): Life {
  const { chance, need, volunteer, daysAWeek, endsOn } = course;
  const entries: Entry[] = [];
  for (const offset of daysAWeek === 1 ? [chance.int(0, 4)] : [chance.int(0, 1), chance.int(2, 4)]) {
    const date = addDays(monday, offset);
    if (date > endsOn) continue;
    const entryId = idOf(course.plan, `entry ${course.id} ${date}`);
    const command = made(LogHours, {
      entryId,
      ...timeOn(course, date),
      comment: chance.happens(30) ? chance.pick(COMMENTS) : null,
    });
    const refused = yield {
      ...stepOn(course, date, volunteer.caller, command),
      at: moment(date, 16, chance.int(0, 59)),
    };
    if (refused === null) entries.push({ entryId, date });
  }
  for (const entry of entries) {
    if (chance.happens(6)) {
      const minutes = course.inHalfDays ? HALF_DAY : 360;
      const given = course.inHalfDays
        ? ({ unit: 'half-day', half: 'afternoon' } as const)
        : ({ unit: 'minutes', minutes } as const);
      const command = made(CorrectHours, {
        entryId: entry.entryId,
        date: entry.date,
        ...given,
        ...duty(course),
        reason: 'Saisi trop vite.',
      });
      yield stepOn(course, addDays(monday, 5), volunteer.caller, command);
    }
  }
  const answeredOn = addDays(monday, 7);
  for (const { entryId } of entries) {
    // Silence is not a yes: the last days of some missions are never answered.
    if (answeredOn > endsOn && chance.happens(6)) continue;
    const command = chance.happens(3)
      ? made(RejectHours, { entryId, reason: 'Absent ce jour-là.' })
      : made(ApproveHours, { entryId });
    yield { ...stepOn(course, answeredOn, need.host.speaker, command), at: moment(answeredOn, 7, chance.int(0, 59)) };
  }
}

const duty = ({ personal }: Course) => (personal ? { onDuty: false } : {});

function timeOn(course: Course, date: CivilDate) {
  if (course.inHalfDays) return { date, unit: 'half-day', half: 'morning', ...duty(course) } as const;
  return { date, unit: 'minutes', minutes: course.chance.happens(70) ? FULL_DAY : 300, ...duty(course) } as const;
}

function* amendment(course: Course, from: CivilDate): Life {
  const { chance, cast, parties, plannedMinutes, id, plan } = course;
  const amendmentId = idOf(plan, `amendment ${id}`);
  const terms = { amendmentId, plannedMinutes: plannedMinutes + 2 * FULL_DAY, reason: 'Le besoin est plus grand.' };
  yield stepOn(course, from, cast.hr, made(ProposeAmendment, terms));
  let day = from;
  for (const [party, by] of parties) {
    if (party === 'company') continue;
    day = addDays(day, 1);
    if (party === 'organisation' && chance.happens(20)) {
      yield stepOn(course, day, by, made(DeclineAmendment, { amendmentId, reason: 'Pas pour cette fois.' }));
      return;
    }
    yield stepOn(course, day, by, made(AcceptAmendment, { amendmentId }));
  }
}

/** Two weeks without work. Returns the Monday before the one on which it goes on. */
function* suspension(course: Course, from: CivilDate): Generator<Step, CivilDate, string | null> {
  const { cast } = course;
  yield stepOn(course, from, cast.hr, made(SuspendMission, { from, reason: 'force-majeure' }));
  const resumed = addDays(from, 13);
  yield stepOn(course, resumed, cast.hr, made(ResumeMission, { from: resumed }));
  return addDays(resumed, -7);
}

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
