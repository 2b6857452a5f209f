import { addDays, mondayOf, type Caller, type Party } from '@jalon/kernel';
import { AcceptMission, CancelMission, DeclineMission, ProposeMission, WithdrawMission } from '@jalon/mission';
import type { Chance } from './chance.js';
import { ending } from './mission-end.js';
import type { NeedToMeet } from './needs.js';
import { FULL_DAY, stepOn, type Course, type Story } from './mission-steps.js';
import { work } from './mission-work.js';
import { idOf, type Cast, type Plan } from './programme.js';
import { made, type Life } from './step.js';

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
