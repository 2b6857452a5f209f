import { ERASED, event } from '@jalon/kernel';
import { contextOf, missionStory, specification } from '@jalon/testing';
import {
  HoursApproved,
  HoursCorrected,
  HoursRejected,
  HoursVoided,
  MissionCancelled,
  MissionTotalsRestated,
  type MissionEvent,
  type TimeGiven,
} from './events.js';
import { ApproveHours, CorrectHours, RejectHours } from './mission.commands.js';
import { missionDecider } from './mission.decider.js';

const { aHalfDay, alsoAs, aMorning, approved, attributedTo, by, closed, colleague, confirmed, corrected, employee } =
  missionStory;
const { ENTRY, host, hr, logged, manager, MISSION, noTime, OTHER_ENTRY, otherOrganisation, proposed, rejected } =
  missionStory;

const given = specification<MissionEvent>(missionDecider, contextOf('mission', MISSION, host));

const approve = (entryId = ENTRY) => Object.assign(new ApproveHours(), { entryId });
const reject = (reason = 'Not there') => Object.assign(new RejectHours(), { entryId: ENTRY, reason });
const { date, unit, minutes, startsAt } = aMorning;
const correct = (fields: object = {}) =>
  Object.assign(new CorrectHours(), { entryId: ENTRY, date, unit, minutes, startsAt, reason: 'a slip', ...fields });

const approval = event(HoursApproved, { entryId: ENTRY });
const rejection = (reason: string) =>
  event(HoursRejected, { entryId: ENTRY, employee: employee.person, reason: { plain: reason } });
const correction = (after: Partial<TimeGiven>, before: TimeGiven = aMorning) =>
  event(HoursCorrected, {
    entryId: ENTRY,
    employee: employee.person,
    before,
    after: { ...before, ...after },
    reason: { plain: 'a slip' },
    checkedAgainst: 'mission-only',
  });
const restated = (before: object, after: object) =>
  event(MissionTotalsRestated, { before: { ...noTime, ...before }, after: { ...noTime, ...after } });

/** The same human as another, now speaking for the organisation. */
const asHost = (person: string) => ({ ...host, person });

describe('approving time', () => {
  it('is the organisation’s', () => {
    given(...confirmed(), logged())
      .when(approve())
      .then(approval);
    for (const [caller, code] of [
      [hr, 'PARTY_NOT_ENTITLED'],
      // As reading it: somebody else's manager and another organisation are not shown the mission.
      [manager, 'MISSION_UNKNOWN'],
      [otherOrganisation, 'MISSION_UNKNOWN'],
    ] as const) {
      given(...confirmed(), logged())
        .when(approve(), { caller })
        .thenRefused(code);
    }
  });

  it('is not for another entry of the one whose time it is', () => {
    const humanOf = (person: string) => (person === host.person ? employee.person : person);
    for (const answer of [approve(), reject('No')])
      given(...confirmed(), logged())
        .when(answer, { humanOf })
        .thenRefused('FOUR_EYES');
  });

  it('again adds nothing for the same person; for another, no answer is awaited', () => {
    given(...confirmed(), logged(), approved())
      .when(approve())
      .thenNothing();
    given(...confirmed(), logged(), approved())
      .when(approve(), { caller: colleague })
      .thenRefused('ENTRY_NOT_PENDING');
    given(...confirmed(), logged(), rejected('No'))
      .when(approve())
      .thenRefused('ENTRY_NOT_PENDING');
  });

  it('of a mission that was cancelled is still possible: the time was given', () => {
    const cancelled = by(hr, event(MissionCancelled, { party: 'company', reason: 'other' }));
    given(...confirmed(), logged(), cancelled)
      .when(approve())
      .then(approval);
  });

  it('after the closure restates the totals', () => {
    const totals = { ...noTime, approvedMinutes: 180 };
    given(...confirmed(), logged(), approved(), closed({ totals }), corrected({ minutes: 60 }))
      .when(approve())
      .then(approval, restated({ approvedMinutes: 180 }, { approvedMinutes: 60 }));
  });

  it('is refused for an entry that does not exist', () => {
    given(...confirmed())
      .when(approve())
      .thenRefused('ENTRY_UNKNOWN');
    given(...confirmed(), logged())
      .when(approve(OTHER_ENTRY))
      .thenRefused('ENTRY_UNKNOWN');
    given(proposed()).when(approve()).thenRefused('ENTRY_UNKNOWN');
    given().when(approve()).thenRefused('MISSION_UNKNOWN');
  });
});

describe('four eyes', () => {
  it('are what keeps the employee and whoever wrote it from time, also where they do not speak for the organisation', () => {
    for (const command of [approve(), reject()]) {
      given(...confirmed(), logged())
        .when(command, { caller: employee })
        .thenRefused('FOUR_EYES');
      given(...confirmed(), logged(), by(hr, correction({ minutes: 60 })))
        .when(command, { caller: hr })
        .thenRefused('FOUR_EYES');
      given(...confirmed(), logged())
        .when(command, { caller: hr })
        .thenRefused('PARTY_NOT_ENTITLED');
    }
    given(...confirmed())
      .when(approve(), { caller: employee })
      .thenRefused('PARTY_NOT_ENTITLED');
  });

  it('nobody answers for their own time, whatever other roles they hold', () => {
    const caller = alsoAs(employee, host);
    given(...confirmed(), logged())
      .when(approve(), { caller })
      .thenRefused('FOUR_EYES');
    given(...confirmed(), logged({}, ENTRY, hr))
      .when(approve(), { caller })
      .thenRefused('FOUR_EYES');
    given(...confirmed(), logged())
      .when(reject(), { caller })
      .thenRefused('FOUR_EYES');
  });

  it('nobody answers by an access that the employee, or whoever wrote it, handed over', () => {
    for (const other of [employee, hr]) {
      for (const answer of [approve(), reject('No')])
        given(...confirmed(), logged({}, ENTRY, hr))
          .when(answer, { caller: { ...host, handedOverBy: other.person } })
          .thenRefused('FOUR_EYES');
    }
    given(...confirmed(), logged())
      .when(approve(), { caller: { ...host, handedOverBy: hr.person } })
      .then(approval);
  });

  it('nobody answers for time that reports attribute to them', () => {
    given(...confirmed(), logged(), attributedTo(host))
      .when(approve())
      .thenRefused('FOUR_EYES');
    given(...confirmed(), logged(), attributedTo(host))
      .when(reject())
      .thenRefused('FOUR_EYES');
    given(...confirmed(), logged(), attributedTo(host), attributedTo(employee))
      .when(approve())
      .then(approval);
    // Theirs it stays, whomever reports attribute it to.
    given(...confirmed(), logged({}, ENTRY, hr), attributedTo(colleague))
      .when(approve(), { caller: alsoAs(employee, host) })
      .thenRefused('FOUR_EYES');
  });

  it('nobody answers for time that they wrote on another’s behalf', () => {
    given(...confirmed(), logged({}, ENTRY, hr))
      .when(approve(), { caller: asHost(hr.person) })
      .thenRefused('FOUR_EYES');
  });

  it('nobody answers for time of which they wrote an earlier version', () => {
    const history = [...confirmed(), logged(), corrected({ minutes: 60 }, hr), corrected({ minutes: 90 }, employee)];
    given(...history)
      .when(approve(), { caller: asHost(hr.person) })
      .thenRefused('FOUR_EYES');
    given(...history)
      .when(approve())
      .then(approval);
  });
});

describe('rejecting time', () => {
  it('is the organisation’s, and says why', () => {
    given(...confirmed(), logged())
      .when(reject())
      .then(rejection('Not there'));
    given(...confirmed(), logged())
      .when(reject(), { caller: hr })
      .thenRefused('PARTY_NOT_ENTITLED');
    given(...confirmed())
      .when(reject())
      .thenRefused('ENTRY_UNKNOWN');
  });

  it('again adds nothing for the same person and reason', () => {
    const history = [...confirmed(), logged(), rejected('Not there')];
    given(...history)
      .when(reject())
      .thenNothing();
    given(...history)
      .when(reject('Elsewhere'))
      .thenRefused('ENTRY_NOT_PENDING');
    given(...history)
      .when(reject(), { caller: colleague })
      .thenRefused('ENTRY_NOT_PENDING');
    given(...history)
      .when(reject(), { opened: { reason: ERASED } })
      .thenRefused('SUBJECT_ERASED');
  });

  it('again adds nothing where the reason was stored as missing, the employee having been erased', () => {
    const erased = by(host, event(HoursRejected, { entryId: ENTRY, employee: employee.person, reason: null }));
    given(...confirmed(), logged(), erased)
      .when(reject())
      .thenNothing();
  });

  it('after the closure restates the totals', () => {
    const totals = { ...noTime, approvedMinutes: 180 };
    given(...confirmed(), logged(), approved(), closed({ totals }), corrected({ minutes: 60 }))
      .when(reject())
      .then(rejection('Not there'), restated({ approvedMinutes: 180 }, { rejectedMinutes: 60 }));
  });
});

describe('correcting time', () => {
  const mine = { caller: employee };

  it('keeps before and after, and has approved time wait again', () => {
    given(...confirmed(), logged())
      .when(correct({ minutes: 60 }), mine)
      .then(correction({ minutes: 60 }));
    given(...confirmed(), logged(), approved())
      .when(correct({ minutes: 60 }), mine)
      .then(correction({ minutes: 60 }));
    given(...confirmed(), logged(), approved(), corrected({ minutes: 60 }))
      .when(approve())
      .then(approval);
  });

  it('is the employee’s and the company’s', () => {
    given(...confirmed(), logged())
      .when(correct({ minutes: 60 }), { caller: hr })
      .then(correction({ minutes: 60 }));
    given(...confirmed(), logged())
      .when(correct({ minutes: 60 }))
      .thenRefused('PARTY_NOT_ENTITLED');
  });

  it('keeps the minutes that a half-day stood for when it was logged', () => {
    const older = { ...aHalfDay, minutes: 240 };
    given(...confirmed(), logged(older))
      .when(correct({ unit: 'half-day', half: 'afternoon', minutes: undefined, startsAt: undefined }), mine)
      .then(correction({ half: 'afternoon' }, older));
    given(...confirmed(), logged())
      .when(correct({ unit: 'half-day', half: 'morning', minutes: undefined, startsAt: undefined }), mine)
      .then(correction(aHalfDay));
  });

  it('again adds nothing for the same person and reason', () => {
    const history = [...confirmed(), logged(), corrected({ minutes: 60 })];
    given(...history)
      .when(correct({ minutes: 60 }), mine)
      .thenNothing();
    given(...history, approved())
      .when(correct({ minutes: 60 }), mine)
      .thenNothing();
    given(...history)
      .when(correct({ minutes: 60, reason: 'other' }), mine)
      .thenRefused('SAME_VALUE');
    given(...history)
      .when(correct({ minutes: 60 }), { caller: hr })
      .thenRefused('SAME_VALUE');
    given(...history)
      .when(correct({ minutes: 60 }), { ...mine, opened: { reason: ERASED } })
      .thenRefused('SUBJECT_ERASED');
  });

  it('is refused where it changes nothing', () => {
    given(...confirmed(), logged())
      .when(correct(), mine)
      .thenRefused('SAME_VALUE');
  });

  it('is refused for time that was rejected or voided', () => {
    const voided = by(hr, event(HoursVoided, { entryId: ENTRY, actId: ENTRY }));
    given(...confirmed(), logged(), rejected('No'))
      .when(correct({ minutes: 60 }), mine)
      .thenRefused('ENTRY_NOT_CORRECTABLE');
    given(...confirmed(), logged(), voided)
      .when(correct({ minutes: 60 }), mine)
      .thenRefused('ENTRY_NOT_CORRECTABLE');
    given(...confirmed())
      .when(correct(), mine)
      .thenRefused('ENTRY_UNKNOWN');
  });

  it('is held to what logging is held to, the entry itself set aside', () => {
    given(...confirmed(), logged())
      .when(correct({ minutes: 600 }), mine)
      .then(correction({ minutes: 600 }));
    given(...confirmed(), logged())
      .when(correct({ minutes: 601 }), mine)
      .thenRefused('DAY_OVER_LIMIT');
    given(...confirmed(), logged())
      .when(correct({ date: '2026-06-16' }), mine)
      .thenRefused('HOURS_IN_FUTURE');
    given(...confirmed(), logged())
      .when(correct({ minutes: undefined }), mine)
      .thenRefused('MINUTES_MISSING');
  });

  it('after the closure restates the totals, and stays before its last day', () => {
    const history = [...confirmed(), logged(), approved(), closed({ totals: { ...noTime, approvedMinutes: 180 } })];
    given(...history)
      .when(correct({ minutes: 60 }), mine)
      .then(correction({ minutes: 60 }), restated({ approvedMinutes: 180 }, { pendingMinutes: 60 }));
    given(...history)
      .when(correct({ date: '2026-06-13' }), mine)
      .thenRefused('HOURS_OUTSIDE_MISSION_DATES');
  });

  it('after the closure states no total that stays as it was', () => {
    const totals = { ...noTime, pendingMinutes: 60 };
    given(...confirmed(), logged(), approved(), closed({ totals }), corrected({ minutes: 60 }))
      .when(correct({ minutes: 60, startsAt: '10:00' }), mine)
      .then(correction({ startsAt: '10:00' }, { ...aMorning, minutes: 60 }));
  });
});
