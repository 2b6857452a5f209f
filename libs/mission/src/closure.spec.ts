import { ERASED, event } from '@jalon/kernel';
import { callerAs, contextOf, found, missionStory, NEW_ID, specification } from '@jalon/testing';
import {
  ForcedClosureConfirmed,
  ForcedClosureRefused,
  ForcedClosureRequested,
  ForcedClosureRequestWithdrawn,
  HoursVoided,
  MissionClosed,
  type MissionEvent,
} from './events.js';
import {
  CloseMission,
  ConfirmForcedClosure,
  RefuseForcedClosure,
  RequestForcedClosure,
  WithdrawForcedClosure,
} from './mission.commands.js';
import { missionDecider } from './mission.decider.js';

const { admin, approved, by, closed, closure, confirmed, employee, ENTRY, host, hr, logged, MISSION } = missionStory;
const { noTime, OTHER_ENTRY, personalTime, proposed, rejected } = missionStory;

const given = specification<MissionEvent>(missionDecider, contextOf('mission', MISSION, hr));

const outcomes = [{ indicator: 'people-trained', quantity: 12 }];
const close = (fields: object = {}) =>
  Object.assign(new CloseMission(), { endedOn: '2026-06-12', outcomes, reason: 'done early', ...fields });

describe('closing a mission', () => {
  it('is the company’s and the organisation’s, and counts the time', () => {
    const history = [
      ...confirmed(),
      logged(),
      approved(),
      logged({ date: '2026-06-11', onDuty: false }, OTHER_ENTRY),
      approved(OTHER_ENTRY),
      logged({ date: '2026-06-12' }, MISSION),
      rejected('Not there', MISSION),
    ];
    const totals = { ...noTime, approvedMinutes: 180, approvedOffDutyMinutes: 180, rejectedMinutes: 180 };
    given(...history)
      .when(close())
      .then(event(MissionClosed, { ...closure, totals }));
    given(...confirmed())
      .when(close(), { caller: host })
      .then(event(MissionClosed, closure));
    given(...confirmed())
      .when(close(), { caller: employee })
      .thenRefused('PARTY_NOT_ENTITLED');
  });

  it('on the planned day needs no reason, and no outcomes', () => {
    given(...confirmed({ endsOn: '2026-06-12' }))
      .when(close({ reason: undefined, outcomes: undefined }))
      .then(event(MissionClosed, { ...closure, outcomes: [], reason: null }));
  });

  it('hides evaluations from the day of the closure on, in the mission’s own zone', () => {
    given(...confirmed({ zone: 'Pacific/Auckland' }))
      .when(close(), { now: '2026-06-15T20:00:00.000Z' })
      .then(event(MissionClosed, { ...closure, evaluationDeadline: '2026-07-16' }));
  });

  it('again adds nothing for the same person and values', () => {
    const history = [...confirmed(), closed()];
    given(...history)
      .when(close())
      .thenNothing();
    given(...history)
      .when(close({ endedOn: '2026-06-11' }))
      .thenRefused('ALREADY_CLOSED');
    given(...history)
      .when(close({ outcomes: [] }))
      .thenRefused('ALREADY_CLOSED');
    given(...history)
      .when(close({ reason: 'other' }))
      .thenRefused('ALREADY_CLOSED');
    given(...history)
      .when(close(), { caller: admin })
      .thenRefused('ALREADY_CLOSED');
    given(...history)
      .when(close(), { opened: { reason: ERASED } })
      .thenRefused('SUBJECT_ERASED');
    given(...confirmed(), closed({ forced: true }))
      .when(close())
      .thenRefused('ALREADY_CLOSED');
  });

  it('is refused while time waits for an answer', () => {
    given(...confirmed(), logged())
      .when(close())
      .thenRefused('PENDING_TIME', { entries: 1 });
  });

  it.each([
    ['REASON_NEEDED', { reason: undefined }, { endsOn: '2026-07-31' }],
    ['ENDED_OUTSIDE_MISSION_DATES', { endedOn: '2026-05-31' }, { from: '2026-06-01', to: '2026-07-31' }],
    ['ENDED_OUTSIDE_MISSION_DATES', { endedOn: '2026-08-01' }, { from: '2026-06-01', to: '2026-07-31' }],
    ['ENDED_IN_FUTURE', { endedOn: '2026-06-16' }, { today: '2026-06-15' }],
    ['DATE_INVALID', { endedOn: '2026-02-30' }, {}],
    ['END_BEFORE_LOGGED_TIME', { endedOn: '2026-06-09' }, { date: '2026-06-10' }],
  ])('is refused with %s for %j', (code, fields, params) => {
    given(...confirmed(), logged(), approved())
      .when(close(fields))
      .thenRefused(code, params);
  });

  it('may be on the first day, and on the last day of time', () => {
    given(...confirmed())
      .when(close({ endedOn: '2026-06-01' }))
      .then(event(MissionClosed, { ...closure, endedOn: '2026-06-01' }));
    given(...confirmed(), logged(), approved())
      .when(close({ endedOn: '2026-06-10' }))
      .then(event(MissionClosed, { ...closure, endedOn: '2026-06-10', totals: { ...noTime, approvedMinutes: 180 } }));
  });

  it('may not be before the latest day of time that counts, in whatever order time was logged', () => {
    const earlier = [logged({ date: '2026-06-09' }, OTHER_ENTRY), approved(OTHER_ENTRY)];
    given(...confirmed(), logged(), approved(), ...earlier)
      .when(close({ endedOn: '2026-06-09' }))
      .thenRefused('END_BEFORE_LOGGED_TIME', { date: '2026-06-10' });
    const notCounted = [logged({ date: '2026-06-11' }, OTHER_ENTRY), rejected('Not there', OTHER_ENTRY)];
    const { decision } = given(...confirmed(), logged(), approved(), ...notCounted).when(
      close({ endedOn: '2026-06-10' }),
    );
    expect(decision.accepted).toBe(true);
  });

  it('is refused before the confirmation, and of nothing', () => {
    given(proposed()).when(close()).thenRefused('MISSION_NOT_RUNNING');
    given().when(close()).thenRefused('MISSION_UNKNOWN');
  });
});

describe('a forced closure', () => {
  const request = (fields: object = {}) =>
    Object.assign(new RequestForcedClosure(), { endedOn: '2026-06-12', outcomes, reason: 'No answer', ...fields });
  const actId = NEW_ID;
  const OLDER = '00000000-0000-4000-8000-0000000000fe';
  const confirm = (act = actId) => Object.assign(new ConfirmForcedClosure(), { actId: act });
  const refuse = (act = actId) => Object.assign(new RefuseForcedClosure(), { actId: act });
  const withdraw = (act = actId) => Object.assign(new WithdrawForcedClosure(), { actId: act });
  const requested = event(ForcedClosureRequested, {
    actId,
    expiresOn: '2026-06-29',
    employee: employee.person,
    endedOn: '2026-06-12',
    outcomes,
    reason: { plain: 'No answer' },
  });
  const actConfirmed = event(ForcedClosureConfirmed, { actId });
  const actRefused = event(ForcedClosureRefused, { actId });
  const actWithdrawn = event(ForcedClosureRequestWithdrawn, { actId });
  const voided = event(HoursVoided, { entryId: ENTRY, actId });
  const forced = event(MissionClosed, {
    ...closure,
    forced: true,
    actId,
    totals: { ...noTime, voidedMinutes: 180 },
    reason: { plain: 'No answer' },
  });
  const LAST_DAY = { now: '2026-06-29T21:59:59.000Z' };
  const DAY_AFTER = { now: '2026-06-29T22:00:00.000Z' };

  const pending = [...confirmed(), logged()];
  const asked = [...pending, by(hr, requested)];
  const done = [...asked, by(admin, actConfirmed), by(admin, voided), by(admin, forced)];

  it('is requested by one person of the company', () => {
    given(...pending)
      .when(request())
      .then(requested);
    given(...pending)
      .when(request(), { caller: host })
      .thenRefused('PARTY_NOT_ENTITLED');
    given(...confirmed(personalTime))
      .when(request())
      .thenRefused('MISSION_UNKNOWN');
  });

  it('is confirmed by a second one: what is pending is voided', () => {
    given(...asked, logged({ date: '2026-06-11' }, OTHER_ENTRY), approved(OTHER_ENTRY))
      .when(confirm(), { caller: admin })
      .then(
        actConfirmed,
        voided,
        event(MissionClosed, { ...forced.data, totals: { ...noTime, approvedMinutes: 180, voidedMinutes: 180 } }),
      );
    given(...asked)
      .when(confirm(), { caller: host })
      .thenRefused('PARTY_NOT_ENTITLED');
  });

  it('is refused by a second one, and withdrawn by the first: nothing changes, and it can be requested again', () => {
    given(...asked)
      .when(refuse(), { caller: admin })
      .then(actRefused);
    given(...asked)
      .when(withdraw())
      .then(actWithdrawn);
    for (const over of [by(admin, actRefused), by(hr, actWithdrawn)]) {
      given(...asked, over)
        .when(request())
        .then(requested);
    }
    given(...asked, by(admin, actRefused))
      .when(confirm(), { caller: admin })
      .thenRefused('ACT_ALREADY_REFUSED');
    given(...asked, by(hr, actWithdrawn))
      .when(confirm(), { caller: admin })
      .thenRefused('ACT_WITHDRAWN');
    given(...asked, by(hr, actWithdrawn))
      .when(refuse(), { caller: admin })
      .thenRefused('ACT_WITHDRAWN');
  });

  it('never takes the same person twice, whatever their roles', () => {
    for (const answer of [confirm(), refuse()]) {
      given(...asked)
        .when(answer)
        .thenRefused('SAME_PERSON_TWICE');
      given(...asked)
        .when(answer, { caller: { ...hr, roles: ['admin', 'operator'] }, references: single })
        .thenRefused('SAME_PERSON_TWICE');
    }
    given(...asked)
      .when(withdraw(), { caller: admin })
      .thenRefused('ACT_OF_ANOTHER');
  });

  const operator = callerAs('operator', '00000000-0000-4000-8000-0000000000aa');
  const single = { tenant: found('tenant', 'main', { status: 'open', administrators: 'single' }) };
  const several = { tenant: found('tenant', 'main', { status: 'open', administrators: 'several' }) };

  it('is answered by the operator in a tenant with a single administrator, who is recorded as such', () => {
    const when = given(...asked).when(confirm(), { caller: operator, references: single });
    when.then(actConfirmed, voided, forced);
    expect(when.decision).toMatchObject({ actor: { person: operator.person, party: null, role: 'operator' } });
    given(...asked)
      .when(refuse(), { caller: operator, references: single })
      .then(actRefused);
    for (const references of [several, {}]) {
      given(...asked)
        .when(confirm(), { caller: operator, references })
        .thenRefused('OPERATOR_NOT_SECOND');
    }
    given(...pending)
      .when(request(), { caller: operator, references: single })
      .thenRefused('PARTY_NOT_ENTITLED');
    given(...confirmed(personalTime), logged())
      .when(confirm(), { caller: operator, references: single })
      .thenRefused('MISSION_UNKNOWN');
  });

  it('can be confirmed until its last day in the tenant’s zone, and has no effect afterwards', () => {
    given(...asked)
      .when(refuse(), { caller: admin, ...LAST_DAY })
      .then(actRefused);
    for (const [answer, caller] of [
      [confirm(), admin],
      [refuse(), admin],
      [withdraw(), hr],
    ] as const) {
      given(...asked)
        .when(answer, { caller, ...DAY_AFTER })
        .thenRefused('ACT_EXPIRED', { expiresOn: '2026-06-29' });
    }
    given(...asked)
      .when(request(), DAY_AFTER)
      .then(event(ForcedClosureRequested, { ...requested.data, expiresOn: '2026-07-14' }));
  });

  it.each([
    ['is erased', ERASED],
    ['was stored without its text', { value: null }],
    ['was not opened', undefined],
  ])('seals its reason anew, and goes without it where it %s', (_why, reason) => {
    given(...asked)
      .when(confirm(), { caller: admin, opened: { reason } as never })
      .then(actConfirmed, voided, event(MissionClosed, { ...forced.data, reason: null }));
  });

  it('is answered as it was read: another act is not', () => {
    for (const answer of [confirm(OLDER), refuse(OLDER)]) {
      given(...asked)
        .when(answer, { caller: admin })
        .thenRefused('ACT_NOT_REQUESTED');
    }
    given(...asked)
      .when(withdraw(OLDER))
      .thenRefused('ACT_NOT_REQUESTED');
  });

  it('is open once at most: another request waits until it is answered', () => {
    given(...asked)
      .when(request({ outcomes: [] }))
      .thenRefused('ACT_ALREADY_REQUESTED', { expiresOn: '2026-06-29' });
    given(...asked)
      .when(request(), { caller: admin })
      .thenRefused('ACT_ALREADY_REQUESTED');
  });

  it('again adds nothing for the same person and values', () => {
    given(...asked)
      .when(request())
      .thenNothing();
    given(...done)
      .when(request())
      .thenNothing();
    given(...done)
      .when(confirm(), { caller: admin })
      .thenNothing();
    given(...asked, by(admin, actRefused))
      .when(refuse(), { caller: admin })
      .thenNothing();
    given(...asked, by(hr, actWithdrawn))
      .when(withdraw())
      .thenNothing();
    given(...asked)
      .when(request(), { opened: { reason: ERASED } })
      .thenRefused('SUBJECT_ERASED');
    given(...done)
      .when(request({ reason: 'other' }))
      .thenRefused('ALREADY_CLOSED');
    given(...done)
      .when(confirm())
      .thenRefused('ALREADY_CLOSED');
  });

  it('is refused where nothing is pending', () => {
    given(...confirmed())
      .when(request())
      .thenRefused('NO_PENDING_TIME');
    given(...asked, approved())
      .when(confirm(), { caller: admin })
      .thenRefused('NO_PENDING_TIME');
  });

  it('is refused where nobody asked, or the mission does not run', () => {
    given(...pending)
      .when(confirm(), { caller: admin })
      .thenRefused('ACT_NOT_REQUESTED');
    given(proposed()).when(request()).thenRefused('MISSION_NOT_RUNNING');
    given(proposed()).when(confirm()).thenRefused('MISSION_NOT_RUNNING');
    given(...confirmed(), closed())
      .when(request())
      .thenRefused('ALREADY_CLOSED');
    given().when(request()).thenRefused('MISSION_UNKNOWN');
    given().when(confirm()).thenRefused('MISSION_UNKNOWN');
  });

  it('is held to the mission’s dates, also when time was logged since', () => {
    given(...pending)
      .when(request({ endedOn: '2026-06-16' }))
      .thenRefused('ENDED_IN_FUTURE');
    given(...asked, logged({ date: '2026-06-13' }, OTHER_ENTRY))
      .when(confirm(), { caller: admin })
      .thenRefused('END_BEFORE_LOGGED_TIME', { date: '2026-06-13' });
  });
});
