import { ERASED, event } from '@jalon/kernel';
import { contextOf, missionStory, specification } from '@jalon/testing';
import { ForcedClosureRequested, HoursVoided, MissionClosed, type MissionEvent } from './events.js';
import { CloseMission, ConfirmForcedClosure, RequestForcedClosure } from './mission.commands.js';
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
  const confirm = (fields: object = {}) => Object.assign(new ConfirmForcedClosure(), fields);
  const requested = event(ForcedClosureRequested, {
    employee: employee.person,
    endedOn: '2026-06-12',
    outcomes,
    reason: { plain: 'No answer' },
  });
  const voided = event(HoursVoided, { entryId: ENTRY });
  const forced = event(MissionClosed, {
    ...closure,
    forced: true,
    totals: { ...noTime, voidedMinutes: 180 },
    reason: { plain: 'No answer' },
  });

  const pending = [...confirmed(), logged()];
  const asked = [...pending, by(hr, requested)];
  const done = [...asked, by(admin, voided), by(admin, forced)];

  it('is asked for by one person of the company', () => {
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
        voided,
        event(MissionClosed, { ...forced.data, totals: { ...noTime, approvedMinutes: 180, voidedMinutes: 180 } }),
      );
    given(...asked)
      .when(confirm(), { caller: host })
      .thenRefused('PARTY_NOT_ENTITLED');
  });

  it('never takes the same person twice', () => {
    given(...asked)
      .when(confirm())
      .thenRefused('SAME_PERSON_TWICE');
  });

  it.each([
    ['is erased', ERASED],
    ['was stored without its text', { value: null }],
    ['was not opened', undefined],
  ])('seals its reason anew, and goes without it where it %s', (_why, reason) => {
    given(...asked)
      .when(confirm(), { caller: admin, opened: { reason } as never })
      .then(voided, event(MissionClosed, { ...forced.data, reason: null }));
  });

  it('is confirmed as it was read', () => {
    given(...asked)
      .when(confirm({ endedOn: '2026-06-12' }), { caller: admin })
      .then(voided, forced);
    given(...asked)
      .when(confirm({ endedOn: '2026-06-11' }), { caller: admin })
      .thenRefused('NOT_AS_READ');
  });

  it('can be asked for again, with other values: the second request replaces the first', () => {
    const other = event(ForcedClosureRequested, { ...requested.data, outcomes: [] });
    given(...asked)
      .when(request({ outcomes: [] }))
      .then(other);
    given(...asked)
      .when(request({ endedOn: '2026-06-11' }))
      .then(event(ForcedClosureRequested, { ...requested.data, endedOn: '2026-06-11' }));
    given(...asked, by(admin, other))
      .when(confirm(), { caller: admin })
      .thenRefused('SAME_PERSON_TWICE');
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
      .thenRefused('FORCED_CLOSURE_NOT_REQUESTED');
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
