import { ERASED, event, type Party } from '@jalon/kernel';
import { contextOf, missionStory, specification } from '@jalon/testing';
import {
  AmendmentAccepted,
  AmendmentDeclined,
  AmendmentProposed,
  MissionAmended,
  type MissionEvent,
} from './events.js';
import { AcceptAmendment, CorrectHours, DeclineAmendment, LogHours, ProposeAmendment } from './mission.commands.js';
import { missionDecider } from './mission.decider.js';

const { admin, alsoAs, AMENDMENT, auditor, by, closed, colleague, confirmed, employee, host, hr } = missionStory;
const { approved, ENTRY, logged, manager, MISSION, OTHER_ENTRY, personalTime, proposed, rejected } = missionStory;

const given = specification<MissionEvent>(missionDecider, contextOf('mission', MISSION, hr));

const now = { endsOn: '2026-07-31', plannedMinutes: 4_200 };
const longer = { endsOn: '2026-09-30', plannedMinutes: 4_200 };
const amend = (fields: object = {}) =>
  Object.assign(new ProposeAmendment(), { amendmentId: AMENDMENT, endsOn: longer.endsOn, ...fields });
const accept = (fields: object = {}) => Object.assign(new AcceptAmendment(), { amendmentId: AMENDMENT, ...fields });
const decline = (fields: object = {}) => Object.assign(new DeclineAmendment(), { amendmentId: AMENDMENT, ...fields });

const amendmentProposed = (changes: object = {}) =>
  event(AmendmentProposed, {
    amendmentId: AMENDMENT,
    employee: employee.person,
    terms: longer,
    effectiveFrom: '2026-06-15',
    requiredAcceptances: ['employee', 'organisation'],
    reason: null,
    ...changes,
  });
const acceptedBy = (party: Party) => event(AmendmentAccepted, { amendmentId: AMENDMENT, party });
const declinedBy = (party: Party, reason: string | null = null) =>
  event(AmendmentDeclined, {
    amendmentId: AMENDMENT,
    party,
    employee: employee.person,
    reason: reason === null ? null : { plain: reason },
  });
const amended = event(MissionAmended, {
  amendmentId: AMENDMENT,
  before: now,
  after: longer,
  effectiveFrom: '2026-06-15',
});

const open = [...confirmed(), by(hr, amendmentProposed())];
const halfway = [...open, by(employee, acceptedBy('employee'))];
const settled = [...halfway, by(host, acceptedBy('organisation')), by(host, amended)];

describe('proposing an amendment', () => {
  it('is the company’s; the other parties answer, the manager too where there is one', () => {
    given(...confirmed())
      .when(amend())
      .then(amendmentProposed());
    const withManager = confirmed({
      manager: manager.person,
      proposedBy: 'employee',
      requiredAcceptances: ['organisation', 'manager', 'company'],
    });
    given(...withManager)
      .when(amend())
      .then(amendmentProposed({ requiredAcceptances: ['organisation', 'manager', 'employee'] }));
    given(...confirmed())
      .when(amend(), { caller: host })
      .thenRefused('PARTY_NOT_ENTITLED');
    given(...confirmed(personalTime))
      .when(amend())
      .thenRefused('MISSION_UNKNOWN');
  });

  it('keeps the terms left out, and says from when and why', () => {
    const fields = { endsOn: undefined, plannedMinutes: 6_000, effectiveFrom: '2026-07-01', reason: 'More work' };
    given(...confirmed())
      .when(amend(fields))
      .then(
        amendmentProposed({
          terms: { ...now, plannedMinutes: 6_000 },
          effectiveFrom: '2026-07-01',
          reason: { plain: 'More work' },
        }),
      );
  });

  it('again adds nothing, for the same person, terms and reason', () => {
    given(...open)
      .when(amend())
      .thenNothing();
    given(...settled)
      .when(amend())
      .thenNothing();
    given(...open)
      .when(amend({ plannedMinutes: 60 }))
      .thenRefused('AMENDMENT_EXISTS');
    given(...open)
      .when(amend({ effectiveFrom: '2026-07-01' }))
      .thenRefused('AMENDMENT_EXISTS');
    given(...open)
      .when(amend({ reason: 'More' }))
      .thenRefused('AMENDMENT_EXISTS');
    given(...open)
      .when(amend(), { caller: admin })
      .thenRefused('AMENDMENT_EXISTS');
    given(...confirmed(), by(hr, amendmentProposed({ reason: { plain: 'More' } })))
      .when(amend({ reason: 'More' }), { opened: { reason: ERASED } })
      .thenRefused('SUBJECT_ERASED');
  });

  it('is refused while another one is open', () => {
    given(...open)
      .when(amend({ amendmentId: MISSION }))
      .thenRefused('AMENDMENT_OPEN');
    given(...open, by(host, declinedBy('organisation')))
      .when(amend({ amendmentId: MISSION }))
      .then(amendmentProposed({ amendmentId: MISSION }));
  });

  it.each([
    ['AMENDMENT_CHANGES_NOTHING', { endsOn: '2026-07-31' }, {}],
    ['SECONDMENT_TOO_LONG', { endsOn: '2029-06-01' }, { years: 3 }],
    ['DATES_REVERSED', { endsOn: '2026-05-31' }, { startsOn: '2026-06-01', endsOn: '2026-05-31' }],
    ['DATE_INVALID', { endsOn: '2026-02-30' }, {}],
    ['PLANNED_TIME_ZERO', { plannedMinutes: 0 }, {}],
    ['END_BEFORE_LOGGED_TIME', { endsOn: '2026-06-09' }, { date: '2026-06-10' }],
    ['PLANNED_BELOW_LOGGED_TIME', { plannedMinutes: 163 }, { minutes: 180 }],
    ['EFFECTIVE_OUTSIDE_MISSION_DATES', { effectiveFrom: '2026-05-31' }, { from: '2026-06-01', to: '2026-09-30' }],
    ['EFFECTIVE_OUTSIDE_MISSION_DATES', { effectiveFrom: '2026-10-01' }, { from: '2026-06-01', to: '2026-09-30' }],
    ['DATE_INVALID', { effectiveFrom: '2026-02-30' }, {}],
  ])('is refused with %s for %j', (code, fields, params) => {
    given(...confirmed(), logged())
      .when(amend(fields))
      .thenRefused(code, params);
  });

  it('may hold from the last day on, and may end on the first one or on the last day of time', () => {
    const lastDay = { effectiveFrom: '2026-09-30' };
    given(...confirmed())
      .when(amend(lastDay))
      .then(amendmentProposed(lastDay));
    for (const [day, history] of [
      ['2026-06-01', []],
      ['2026-06-10', [logged()]],
    ] as const) {
      given(...confirmed(), ...history)
        .when(amend({ endsOn: day, effectiveFrom: day }))
        .then(amendmentProposed({ terms: { ...now, endsOn: day }, effectiveFrom: day }));
    }
  });

  it('holds from the first day where the mission has not begun', () => {
    given(...confirmed({ startsOn: '2026-07-01' }))
      .when(amend())
      .then(amendmentProposed({ effectiveFrom: '2026-07-01' }));
  });

  it('may move the day from which terms hold', () => {
    given(...settled)
      .when(amend({ amendmentId: MISSION, effectiveFrom: '2026-06-10' }))
      .then(amendmentProposed({ amendmentId: MISSION, effectiveFrom: '2026-06-10' }));
    given(...settled)
      .when(amend({ amendmentId: MISSION, effectiveFrom: '2026-06-20' }))
      .thenRefused('AMENDMENT_CHANGES_NOTHING');
  });

  it('may plan as little as the time given, within the tolerance', () => {
    given(...confirmed(), logged())
      .when(amend({ plannedMinutes: 164 }))
      .then(amendmentProposed({ terms: { ...longer, plannedMinutes: 164 } }));
    given(...confirmed(), logged({ minutes: 330 }))
      .when(amend({ plannedMinutes: 300 }))
      .then(amendmentProposed({ terms: { ...longer, plannedMinutes: 300 } }));
    given(...confirmed(), logged(), rejected('Not there'))
      .when(amend({ plannedMinutes: 1 }))
      .then(amendmentProposed({ terms: { ...longer, plannedMinutes: 1 } }));
  });

  it('is refused before the confirmation and after the end', () => {
    given(proposed()).when(amend()).thenRefused('MISSION_NOT_RUNNING');
    given(...confirmed(), closed())
      .when(amend())
      .thenRefused('MISSION_NOT_RUNNING');
    given().when(amend()).thenRefused('MISSION_UNKNOWN');
  });
});

describe('accepting an amendment', () => {
  it('by one of several parties is that party’s acceptance; by the last, the terms hold', () => {
    given(...open)
      .when(accept(), { caller: employee })
      .then(acceptedBy('employee'));
    given(...halfway)
      .when(accept(), { caller: host })
      .then(acceptedBy('organisation'), amended);
  });

  it('opens the new dates to time', () => {
    const august = { date: '2026-08-03', unit: 'minutes', minutes: 60, entryId: ENTRY };
    const later = { caller: employee, now: '2026-08-03T10:00:00.000Z' };
    given(...halfway)
      .when(Object.assign(new LogHours(), august), later)
      .thenRefused('HOURS_OUTSIDE_MISSION_DATES');
    const { decision } = given(...settled).when(Object.assign(new LogHours(), august), later);
    expect(decision.accepted).toBe(true);
  });

  it('holds from its own day on: time is judged by the terms of its day', () => {
    const log = (date: string, minutes: number) =>
      Object.assign(new LogHours(), { date, unit: 'minutes', minutes, entryId: ENTRY });
    const after = (terms: object, effectiveFrom: string) => [
      ...confirmed({ endsOn: '2026-06-11', plannedMinutes: 300 }),
      by(hr, amendmentProposed({ terms: { endsOn: '2026-06-30', plannedMinutes: 600, ...terms }, effectiveFrom })),
      by(
        host,
        event(MissionAmended, {
          ...amended.data,
          after: { endsOn: '2026-06-30', plannedMinutes: 600, ...terms },
          effectiveFrom,
        }),
      ),
    ];
    const mine = { caller: employee };
    const longer = after({}, '2026-06-13');
    given(...longer)
      .when(log('2026-06-12', 60), mine)
      .thenRefused('HOURS_OUTSIDE_MISSION_DATES', { from: '2026-06-01', to: '2026-06-11' });
    given(...longer)
      .when(log('2026-06-10', 331), mine)
      .thenRefused('OVER_PLANNED_TIME', { plannedMinutes: 300, tolerancePercent: 10 });
    expect(given(...longer).when(log('2026-06-13', 331), mine).decision.accepted).toBe(true);
    const both = [...longer, logged({ date: '2026-06-13', minutes: 600, startsAt: null }, OTHER_ENTRY)];
    expect(given(...both).when(log('2026-06-10', 60), mine).decision.accepted).toBe(true);
    given(...both)
      .when(log('2026-06-10', 61), mine)
      .thenRefused('OVER_PLANNED_TIME', { plannedMinutes: 600, tolerancePercent: 10 });
    const ended = [...longer, logged(), approved(), closed({ endedOn: '2026-06-14' })];
    given(...ended)
      .when(Object.assign(new CorrectHours(), log('2026-06-12', 60), { reason: 'a slip' }), mine)
      .thenRefused('HOURS_OUTSIDE_MISSION_DATES', { from: '2026-06-01', to: '2026-06-11' });
  });

  it('gives way, from its own day on, to one that was accepted later', () => {
    const amendedBy = (endsOn: string, effectiveFrom: string) =>
      by(host, event(MissionAmended, { ...amended.data, after: { ...now, endsOn }, effectiveFrom }));
    const log = (date: string) => Object.assign(new LogHours(), { date, unit: 'minutes', minutes: 60, entryId: ENTRY });
    const history = [...confirmed(), amendedBy('2026-09-30', '2026-07-01'), amendedBy('2026-06-12', '2026-06-11')];
    const mine = { caller: employee };
    given(...history)
      .when(log('2026-06-13'), mine)
      .thenRefused('HOURS_OUTSIDE_MISSION_DATES', { from: '2026-06-01', to: '2026-06-12' });
    expect(given(...history).when(log('2026-06-10'), mine).decision.accepted).toBe(true);
  });

  it('again by the same person adds nothing, even later', () => {
    given(...halfway)
      .when(accept(), { caller: employee })
      .thenNothing();
    given(...settled)
      .when(accept(), { caller: host })
      .thenNothing();
    given(...settled)
      .when(accept(), { caller: colleague })
      .thenRefused('ALREADY_ACCEPTED');
  });

  it('is refused when time was logged past the new end meanwhile', () => {
    const shorter = { terms: { endsOn: '2026-06-09', plannedMinutes: 4_200 } };
    given(...confirmed(), by(hr, amendmentProposed(shorter)), by(employee, acceptedBy('employee')), logged())
      .when(accept(), { caller: host })
      .thenRefused('END_BEFORE_LOGGED_TIME', { date: '2026-06-10' });
  });

  it('is refused to parties that are not asked, once declined, and of nothing', () => {
    given(...open)
      .when(accept())
      .thenRefused('PARTY_NOT_REQUIRED');
    given(...open)
      .when(accept(), { caller: auditor })
      .thenRefused('PARTY_NOT_ENTITLED');
    given(...open)
      .when(accept(), { caller: alsoAs(employee, host) })
      .thenRefused('PARTY_AMBIGUOUS');
    given(...open, by(host, declinedBy('organisation')))
      .when(accept(), { caller: employee })
      .thenRefused('AMENDMENT_SETTLED');
    given(...open, closed())
      .when(accept(), { caller: employee })
      .thenRefused('MISSION_NOT_RUNNING');
    given(...confirmed())
      .when(accept(), { caller: employee })
      .thenRefused('AMENDMENT_UNKNOWN');
  });
});

describe('declining an amendment', () => {
  it('leaves the terms as they were; an employee gives no reason', () => {
    given(...open)
      .when(decline(), { caller: employee })
      .then(declinedBy('employee'));
    given(...open)
      .when(decline({ reason: 'No desk' }), { caller: host })
      .then(declinedBy('organisation', 'No desk'));
    given(...open)
      .when(decline({ reason: 'Tired' }), { caller: employee })
      .thenRefused('REASON_NOT_TAKEN');
  });

  it('again adds nothing for the same person and reason', () => {
    const history = [...open, by(host, declinedBy('organisation', 'No desk'))];
    given(...history)
      .when(decline({ reason: 'No desk' }), { caller: host })
      .thenNothing();
    given(...history)
      .when(decline({ reason: 'No room' }), { caller: host })
      .thenRefused('AMENDMENT_SETTLED');
    given(...history)
      .when(decline({ reason: 'No desk' }), { caller: colleague })
      .thenRefused('AMENDMENT_SETTLED');
    given(...history)
      .when(decline(), { caller: employee })
      .thenRefused('AMENDMENT_SETTLED');
    given(...history)
      .when(decline({ reason: 'No desk' }), { caller: host, opened: { reason: ERASED } })
      .thenRefused('SUBJECT_ERASED');
  });

  it('is refused to parties that are not asked, once it holds, and of nothing', () => {
    given(...open)
      .when(decline())
      .thenRefused('PARTY_NOT_REQUIRED');
    given(...settled)
      .when(decline(), { caller: employee })
      .thenRefused('AMENDMENT_SETTLED');
    given(...open, closed())
      .when(decline(), { caller: employee })
      .thenRefused('MISSION_NOT_RUNNING');
    given(...confirmed())
      .when(decline(), { caller: employee })
      .thenRefused('AMENDMENT_UNKNOWN');
  });
});
