import { ERASED, event } from '@jalon/kernel';
import { contextOf, missionStory, specification } from '@jalon/testing';
import { HoursLogged, MissionResumed, MissionSuspended, type MissionEvent, type TimeGiven } from './events.js';
import { LogHours } from './mission.commands.js';
import { missionDecider } from './mission.decider.js';

const { aHalfDay, aMorning, approved, auditor, by, closed, confirmed, corrected, employee, ENTRY, host, hr } =
  missionStory;
const { logged, manager, MISSION, OTHER_ENTRY, personalTime, proposed, rejected } = missionStory;

const given = specification<MissionEvent>(missionDecider, contextOf('mission', MISSION, employee));

const { date, unit, minutes, startsAt } = aMorning;
const log = (fields: object = {}) =>
  Object.assign(new LogHours(), { entryId: ENTRY, date, unit, minutes, startsAt, ...fields });
const logHalfDay = (fields: object = {}) =>
  Object.assign(new LogHours(), { entryId: ENTRY, date, unit: 'half-day', half: 'morning', ...fields });

const written = (changes: Partial<TimeGiven> = {}, entryId = ENTRY, comment: string | null = null) =>
  event(HoursLogged, {
    entryId,
    employee: employee.person,
    ...aMorning,
    ...changes,
    comment: comment === null ? null : { plain: comment },
    checkedAgainst: 'mission-only',
  });
const otherDays = (days: readonly string[], time: Partial<TimeGiven>) =>
  days.map((day, index) => logged({ ...time, date: day }, `00000000-0000-4000-8000-00000000010${index}`));

describe('logging time', () => {
  it('is the employee’s, and waits for an answer', () => {
    const decided = given(...confirmed()).when(log({ comment: 'Stock count' }));
    decided.then(written({}, ENTRY, 'Stock count'));
    expect(decided.decision).toHaveProperty('actor', { person: employee.person, party: 'employee', role: 'employee' });
  });

  it('makes an id where none was given', () => {
    const { newId } = contextOf('mission', MISSION, employee);
    given(...confirmed())
      .when(log({ entryId: undefined }))
      .then(written({}, newId));
  });

  it('by the company is on the employee’s behalf, and named as such', () => {
    const decided = given(...confirmed()).when(log(), { caller: hr });
    decided.then(written());
    expect(decided.decision).toMatchObject({
      actor: { person: hr.person, party: 'company', role: 'hr', onBehalfOf: employee.person },
    });
  });

  it('takes the minutes of a half-day from the rules', () => {
    given(...confirmed())
      .when(logHalfDay())
      .then(written(aHalfDay));
  });

  it('may be outside working time', () => {
    given(...confirmed())
      .when(log({ onDuty: false }))
      .then(written({ onDuty: false }));
  });

  it('is never on duty in personal time', () => {
    given(...confirmed(personalTime))
      .when(log())
      .then(written({ onDuty: false }));
    given(...confirmed(personalTime))
      .when(log({ onDuty: true }))
      .thenRefused('ON_DUTY_IN_PERSONAL_TIME');
  });

  it('again adds nothing, for the same person, values and comment', () => {
    given(...confirmed(), logged())
      .when(log())
      .thenNothing();
    given(...confirmed(), logged(), approved())
      .when(log())
      .thenNothing();
    given(...confirmed(), by(employee, written({}, ENTRY, 'Stock')))
      .when(log({ comment: 'Stock' }))
      .thenNothing();
  });

  it('under an id that stands is refused with other values, words or by someone else', () => {
    given(...confirmed(), logged())
      .when(log({ minutes: 60 }))
      .thenRefused('ENTRY_EXISTS');
    given(...confirmed(), logged())
      .when(log({ comment: 'Stock' }))
      .thenRefused('ENTRY_EXISTS');
    given(...confirmed(), logged())
      .when(log(), { caller: hr })
      .thenRefused('ENTRY_EXISTS');
    given(...confirmed(), logged({ minutes: 60 }), corrected({ minutes: 180 }))
      .when(log())
      .thenRefused('ENTRY_EXISTS');
    given(...confirmed(), by(employee, written({}, ENTRY, 'Stock')))
      .when(log({ comment: 'Stock' }), { opened: { comment: ERASED } })
      .thenRefused('SUBJECT_ERASED');
  });
});

describe('logging time is refused', () => {
  it('to everyone but the employee and the company', () => {
    for (const caller of [host, manager, auditor]) {
      given(...confirmed({ manager: manager.person }))
        .when(log(), { caller })
        .thenRefused('PARTY_NOT_ENTITLED');
    }
    given(...confirmed(personalTime))
      .when(log(), { caller: hr })
      .thenRefused('MISSION_UNKNOWN');
    given().when(log()).thenRefused('MISSION_UNKNOWN');
  });

  it('before the mission is confirmed and after its end', () => {
    given(proposed()).when(log()).thenRefused('MISSION_NOT_RUNNING');
    given(...confirmed(), closed())
      .when(log())
      .thenRefused('MISSION_NOT_RUNNING');
  });

  it('on the days of a suspension only', () => {
    const suspended = by(hr, event(MissionSuspended, { from: '2026-06-10', reason: 'force-majeure' }));
    const resumed = by(hr, event(MissionResumed, { from: '2026-06-12' }));
    given(...confirmed(), suspended)
      .when(log())
      .thenRefused('HOURS_WHILE_SUSPENDED', { date });
    given(...confirmed(), suspended)
      .when(log({ date: '2026-06-09' }))
      .then(written({ date: '2026-06-09' }));
    given(...confirmed(), suspended, resumed)
      .when(log({ date: '2026-06-11' }))
      .thenRefused('HOURS_WHILE_SUSPENDED');
    given(...confirmed(), suspended, resumed)
      .when(log({ date: '2026-06-12' }))
      .then(written({ date: '2026-06-12' }));
  });

  it('outside the mission’s dates', () => {
    const dates = { from: '2026-06-01', to: '2026-07-31' };
    given(...confirmed())
      .when(log({ date: '2026-05-31' }))
      .thenRefused('HOURS_OUTSIDE_MISSION_DATES', dates);
    given(...confirmed())
      .when(log({ date: '2026-08-01' }))
      .thenRefused('HOURS_OUTSIDE_MISSION_DATES', dates);
    given(...confirmed())
      .when(log({ date: '2026-06-01' }))
      .then(written({ date: '2026-06-01' }));
    given(...confirmed({ endsOn: date }))
      .when(log())
      .then(written());
  });

  it('in the future, as the mission’s own zone has it', () => {
    given(...confirmed())
      .when(log({ date: '2026-06-16' }))
      .thenRefused('HOURS_IN_FUTURE', { today: '2026-06-15' });
    const evening = { now: '2026-06-15T20:00:00.000Z' };
    given(...confirmed({ zone: 'Pacific/Auckland' }))
      .when(log({ date: '2026-06-16' }), evening)
      .then(written({ date: '2026-06-16' }));
  });

  it.each([
    ['DATE_INVALID', log({ date: '2026-02-30' })],
    ['MINUTES_MISSING', log({ minutes: undefined })],
    ['MINUTES_MISSING', log({ half: 'morning' })],
    ['MINUTES_MISSING', log({ minutes: -1 })],
    ['MINUTES_MISSING', log({ minutes: 1_441, startsAt: null })],
    ['HALF_MISSING', logHalfDay({ half: undefined })],
    ['HALF_MISSING', logHalfDay({ minutes: 210 })],
    ['HALF_MISSING', logHalfDay({ startsAt: '09:00' })],
    ['HOURS_CROSS_MIDNIGHT', log({ startsAt: '21:01' })],
  ])('with %s when it contradicts itself (%#)', (code, command) => {
    given(...confirmed())
      .when(command)
      .thenRefused(code);
  });

  it.each<Partial<TimeGiven>>([
    { minutes: 1 },
    { minutes: 1_440, startsAt: null, onDuty: false },
    { startsAt: '21:00', minutes: 180 },
  ])('but not at the bounds of a day: %j', (time) => {
    given(...confirmed())
      .when(log(time))
      .then(written(time));
  });

  it('where it overlaps another entry', () => {
    const before = given(...confirmed(), logged({ startsAt: '07:00', minutes: 121 }, OTHER_ENTRY));
    before.when(log()).thenRefused('HOURS_OVERLAP', { date });
    for (const beside of [
      { startsAt: '07:00', minutes: 120 },
      { startsAt: '12:00', minutes: 60 },
      { startsAt: '13:00', minutes: 60 },
    ]) {
      given(...confirmed(), logged(beside, OTHER_ENTRY))
        .when(log())
        .then(written());
    }
    given(...confirmed(), logged(aHalfDay, OTHER_ENTRY))
      .when(logHalfDay())
      .thenRefused('HOURS_OVERLAP');
    given(...confirmed(), logged(aHalfDay, OTHER_ENTRY))
      .when(logHalfDay({ half: 'afternoon' }))
      .then(written({ ...aHalfDay, half: 'afternoon' }));
  });

  it('except by time that was rejected', () => {
    given(...confirmed(), logged({}, OTHER_ENTRY), rejected('Not there', OTHER_ENTRY))
      .when(log())
      .then(written());
  });

  it('beyond ten hours a day', () => {
    const seven = logged({ minutes: 420, startsAt: null }, OTHER_ENTRY);
    given(...confirmed(), seven)
      .when(log())
      .then(written());
    given(...confirmed(), seven)
      .when(log({ minutes: 181 }))
      .thenRefused('DAY_OVER_LIMIT', { date, minutes: 600 });
  });

  it('beyond forty-eight hours in a week, from Monday', () => {
    const long = { minutes: 576, startsAt: null };
    const fourDays = otherDays(['2026-06-08', '2026-06-09', '2026-06-11', '2026-06-12'], long);
    given(...confirmed(), ...fourDays)
      .when(log({ minutes: 576 }))
      .then(written({ minutes: 576 }));
    given(...confirmed(), ...fourDays)
      .when(log({ minutes: 577 }))
      .thenRefused('WEEK_OVER_LIMIT', { monday: '2026-06-08', minutes: 2_880 });
    for (const ofAnotherWeek of ['2026-06-07', '2026-06-15']) {
      given(...confirmed(), ...fourDays, logged({ ...long, date: ofAnotherWeek }, OTHER_ENTRY))
        .when(log({ minutes: 576 }))
        .then(written({ minutes: 576 }));
    }
    given(...confirmed(), ...otherDays(['2026-06-08', '2026-06-09', '2026-06-11', '2026-06-14'], long))
      .when(log({ minutes: 577 }))
      .thenRefused('WEEK_OVER_LIMIT', { monday: '2026-06-08', minutes: 2_880 });
  });

  it('beyond the hours of a day or week that holds minutes and half-days, in whatever order they come', () => {
    const seven = { minutes: 391, startsAt: null };
    given(...confirmed(), logged(aHalfDay, OTHER_ENTRY))
      .when(log(seven))
      .thenRefused('DAY_OVER_LIMIT', { date, minutes: 600 });
    given(...confirmed(), logged(seven, OTHER_ENTRY))
      .when(logHalfDay())
      .thenRefused('DAY_OVER_LIMIT', { date, minutes: 600 });
    const long = otherDays(['2026-06-08', '2026-06-09', '2026-06-11', '2026-06-12'], { minutes: 600, startsAt: null });
    given(...confirmed(), ...long, logged({ ...aHalfDay, half: 'afternoon' }, OTHER_ENTRY))
      .when(logHalfDay())
      .then(written(aHalfDay));
    given(...confirmed(), ...long, logged({ minutes: 300, startsAt: null }, OTHER_ENTRY))
      .when(logHalfDay())
      .thenRefused('WEEK_OVER_LIMIT', { monday: '2026-06-08', minutes: 2_880 });
  });

  it('for a third half-day', () => {
    const both = [logged(aHalfDay, OTHER_ENTRY), logged({ ...aHalfDay, half: 'afternoon' }, MISSION)];
    given(...confirmed(), ...both)
      .when(logHalfDay())
      .thenRefused('TOO_MANY_HALF_DAYS', { date, halfDays: 2 });
    const inMinutes = [
      logged({ startsAt: '07:00', minutes: 60 }, OTHER_ENTRY),
      logged({ startsAt: '13:00', minutes: 60 }, MISSION),
    ];
    given(...confirmed(), ...inMinutes)
      .when(log())
      .then(written());
  });

  it('for a seventh day in a row, wherever the gap is filled', () => {
    const around = ['2026-06-07', '2026-06-08', '2026-06-09', '2026-06-11', '2026-06-12', '2026-06-13'];
    given(...confirmed(), ...otherDays(around, aHalfDay))
      .when(logHalfDay())
      .thenRefused('TOO_MANY_DAYS_IN_A_ROW', { date, days: 6 });
    given(...confirmed(), ...otherDays(around, aHalfDay))
      .when(log())
      .thenRefused('TOO_MANY_DAYS_IN_A_ROW', { date, days: 6 });
    given(...confirmed(), ...otherDays(around.slice(1), aHalfDay))
      .when(logHalfDay())
      .then(written(aHalfDay));
  });

  it('for a seventh day in a row where one of them, and not one before or after, is given in half-days', () => {
    const [first, ...others] = ['2026-06-06', '2026-06-07', '2026-06-08', '2026-06-09', '2026-06-11', '2026-06-12'];
    const [last, ...before] = [first, ...others].toReversed();
    const hour = { minutes: 60 };
    const elsewhere = { ...aHalfDay, half: 'afternoon' } as const;
    for (const [halfDayOn, inMinutes] of [
      [first, others],
      [last!, before],
    ] as const) {
      given(...confirmed(), logged({ ...elsewhere, date: halfDayOn }, OTHER_ENTRY), ...otherDays(inMinutes, hour))
        .when(log())
        .thenRefused('TOO_MANY_DAYS_IN_A_ROW', { date, days: 6 });
    }
    const inMinutes = otherDays([first, ...others], hour);
    given(...confirmed(), ...inMinutes)
      .when(log())
      .then(written());
    for (const apart of ['2026-06-04', '2026-06-14']) {
      given(...confirmed(), ...inMinutes, logged({ ...elsewhere, date: apart }, OTHER_ENTRY))
        .when(log())
        .then(written());
    }
  });

  it('never for limits of working time when it is not paid', () => {
    const long = { minutes: 900, startsAt: null };
    given(...confirmed())
      .when(log({ ...long, onDuty: false }))
      .then(written({ ...long, onDuty: false }));
    given(...confirmed(personalTime))
      .when(log(long))
      .then(written({ ...long, onDuty: false }));
  });

  it('beyond the twenty-four hours of a day, paid or not', () => {
    const long = logged({ minutes: 1_261, startsAt: null, onDuty: false }, OTHER_ENTRY);
    given(...confirmed(), long)
      .when(log())
      .thenRefused('DAY_FULL', { date });
    given(...confirmed(), logged({ minutes: 1_260, startsAt: null, onDuty: false }, OTHER_ENTRY))
      .when(log())
      .then(written());
  });

  it('beyond the entries that a mission holds, whatever became of them', () => {
    const ids = Array.from(
      { length: 4_000 },
      (_, index) => `00000000-0000-4000-8000-1${String(index).padStart(11, '0')}`,
    );
    const tooMany = ids.flatMap((id) => [logged({ date: '2026-06-09' }, id), rejected('No', id)]);
    given(...confirmed(), ...tooMany.slice(2))
      .when(log())
      .then(written());
    given(...confirmed(), ...tooMany)
      .when(log())
      .thenRefused('TOO_MANY_ENTRIES', { entries: 4_000 });
    given(...confirmed(), ...tooMany)
      .when(log({ entryId: ids[0], date: '2026-06-09' }))
      .thenNothing();
  });

  it('beyond the planned time and its tolerance', () => {
    const planned = { plannedMinutes: 300 };
    given(...confirmed(planned))
      .when(log({ minutes: 330 }))
      .then(written({ minutes: 330 }));
    given(...confirmed(planned))
      .when(log({ minutes: 331 }))
      .thenRefused('OVER_PLANNED_TIME', { plannedMinutes: 300, tolerancePercent: 10 });
  });
});
