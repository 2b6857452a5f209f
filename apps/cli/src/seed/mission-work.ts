import { addDays, type CivilDate, type Uuid } from '@jalon/kernel';
import {
  AcceptAmendment,
  ApproveHours,
  CorrectAttribution,
  CorrectHours,
  DeclineAmendment,
  LogHours,
  ProposeAmendment,
  RejectHours,
  ResumeMission,
  SuspendMission,
} from '@jalon/mission';
import { FULL_DAY, stepOn, type Course } from './mission-steps.js';
import { idOf } from './programme.js';
import { made, moment, type Life, type Step } from './step.js';
import { COMMENTS, SITES } from './words.js';

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
