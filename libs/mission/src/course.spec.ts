import { ERASED, event, type Caller } from '@jalon/kernel';
import { contextOf, found, missionStory, notFound, specification } from '@jalon/testing';
import {
  AttributionCorrected,
  MissionAccepted,
  MissionCancelled,
  MissionResumed,
  MissionSuspended,
  MissionWithdrawn,
  OutcomesConfirmed,
  type AttributionField,
  type MissionEvent,
} from './events.js';
import { CancelMission, CorrectAttribution, ResumeMission, SuspendMission } from './mission.commands.js';
import { missionDecider } from './mission.decider.js';

const {
  admin,
  alsoAs,
  approved,
  attributedTo,
  auditor,
  by,
  closed,
  closure,
  colleague,
  confirmed,
  employee,
  EMPLOYER,
} = missionStory;
const { host, hr, logged, manager, MISSION, NEED, personalTime, placeClaim, proposed, rejected } = missionStory;

const given = specification<MissionEvent>(missionDecider, contextOf('mission', MISSION, hr));

const suspend = (from = '2026-06-15') =>
  Object.assign(new SuspendMission(), { from, reason: 'employee-absent' as const });
const resume = (from = '2026-06-22') => Object.assign(new ResumeMission(), { from });
const cancel = (fields: object = {}) => Object.assign(new CancelMission(), { reason: 'no-agreement', ...fields });

const suspension = event(MissionSuspended, { from: '2026-06-15', reason: 'employee-absent' });
const resumption = event(MissionResumed, { from: '2026-06-22' });
const suspended = [...confirmed(), by(hr, suspension)];
const resumed = [...suspended, by(hr, resumption)];

describe('suspending and resuming', () => {
  it('are the company’s', () => {
    given(...confirmed())
      .when(suspend())
      .then(suspension);
    given(...suspended)
      .when(resume())
      .then(resumption);
    given(...confirmed())
      .when(suspend(), { caller: employee })
      .thenRefused('PARTY_NOT_ENTITLED');
    given(...suspended)
      .when(resume(), { caller: host })
      .thenRefused('PARTY_NOT_ENTITLED');
    given(...confirmed(personalTime))
      .when(suspend())
      .thenRefused('MISSION_UNKNOWN');
  });

  it('may happen more than once', () => {
    const again = event(MissionSuspended, { from: '2026-06-29', reason: 'employee-absent' });
    given(...resumed)
      .when(suspend('2026-06-29'))
      .then(again);
  });

  it('again add nothing for the same person and values', () => {
    given(...suspended)
      .when(suspend())
      .thenNothing();
    given(...suspended)
      .when(suspend('2026-06-16'))
      .thenRefused('ALREADY_SUSPENDED');
    given(...suspended)
      .when(Object.assign(suspend(), { reason: 'other' }))
      .thenRefused('ALREADY_SUSPENDED');
    given(...suspended)
      .when(suspend(), { caller: admin })
      .thenRefused('ALREADY_SUSPENDED');
    given(...resumed)
      .when(resume())
      .thenNothing();
    given(...resumed)
      .when(resume('2026-06-23'))
      .thenRefused('NOT_SUSPENDED');
    given(...resumed)
      .when(resume(), { caller: admin })
      .thenRefused('NOT_SUSPENDED');
  });

  it('cannot be turned round in time', () => {
    given(...suspended)
      .when(resume('2026-06-14'))
      .thenRefused('RESUMED_BEFORE_SUSPENDED', { from: '2026-06-15' });
    given(...suspended)
      .when(resume('2026-06-15'))
      .then(event(MissionResumed, { from: '2026-06-15' }));
  });

  it('are refused outside a running mission', () => {
    given(proposed()).when(suspend()).thenRefused('MISSION_NOT_RUNNING');
    given(...confirmed(), closed())
      .when(suspend())
      .thenRefused('MISSION_NOT_RUNNING');
    given(proposed()).when(resume()).thenRefused('MISSION_NOT_RUNNING');
    given(...confirmed())
      .when(resume())
      .thenRefused('NOT_SUSPENDED');
    given().when(suspend()).thenRefused('MISSION_UNKNOWN');
    given().when(resume()).thenRefused('MISSION_UNKNOWN');
  });
});

describe('cancelling', () => {
  const cancelled = (party: 'company' | 'employee' | 'organisation' | 'manager') =>
    event(MissionCancelled, { party, reason: 'no-agreement', claims: [placeClaim] });

  it('is any party’s, and gives back what the mission had claimed', () => {
    given(...confirmed())
      .when(cancel())
      .then(cancelled('company'));
    given(...confirmed())
      .when(cancel(), { caller: employee })
      .then(cancelled('employee'));
    given(...confirmed())
      .when(cancel(), { caller: host })
      .then(cancelled('organisation'));
    given(...confirmed({ manager: manager.person }))
      .when(cancel(), { caller: manager })
      .then(cancelled('manager'));
    given(...suspended)
      .when(cancel())
      .then(cancelled('company'));
  });

  it('a proposal gives nothing back', () => {
    given(proposed())
      .when(cancel())
      .then(event(MissionCancelled, { party: 'company', reason: 'no-agreement' }));
  });

  it('is no way round declining: whoever has not answered declines', () => {
    given(proposed()).when(cancel(), { caller: employee }).thenRefused('DECLINE_INSTEAD');
    given(proposed(), by(employee, event(MissionAccepted, { party: 'employee' })))
      .when(cancel(), { caller: employee })
      .then(event(MissionCancelled, { party: 'employee', reason: 'no-agreement' }));
  });

  it('again adds nothing for the same person, party and reason', () => {
    const history = [...confirmed(), by(hr, cancelled('company'))];
    given(...history)
      .when(cancel())
      .thenNothing();
    given(...history)
      .when(cancel({ reason: 'other' }))
      .thenRefused('MISSION_OVER');
    given(...history)
      .when(cancel(), { caller: admin })
      .thenRefused('MISSION_OVER');
    given(...history)
      .when(cancel({ party: 'organisation' }), { caller: alsoAs(hr, host) })
      .thenRefused('MISSION_OVER');
  });

  it('is refused once the mission is closed or over, and to strangers', () => {
    given(...confirmed(), closed())
      .when(cancel())
      .thenRefused('MISSION_OVER');
    const withdrawn = by(hr, event(MissionWithdrawn, { employee: employee.person, reason: null }));
    given(proposed(), withdrawn).when(cancel()).thenRefused('MISSION_OVER');
    given(...confirmed())
      .when(cancel(), { caller: auditor })
      .thenRefused('PARTY_NOT_ENTITLED');
    given(...confirmed())
      .when(cancel(), { caller: alsoAs(hr, host) })
      .thenRefused('PARTY_AMBIGUOUS');
    given().when(cancel()).thenRefused('MISSION_UNKNOWN');
  });
});

describe('correcting the attribution', () => {
  const correct = (field: AttributionField, value: string | null, reason = 'Moved') =>
    Object.assign(new CorrectAttribution(), { field, value, reason });
  const corrected = (field: AttributionField, before: string | null, after: string | null) =>
    event(AttributionCorrected, { employee: employee.person, field, before, after, reason: { plain: 'Moved' } });

  it('is the company’s, and keeps before, after and why', () => {
    given(...confirmed())
      .when(correct('site', 'PARIS'))
      .then(corrected('site', 'LYON', 'PARIS'));
    given(...confirmed())
      .when(correct('sdg', '4'))
      .then(corrected('sdg', '2', '4'));
    given(...confirmed())
      .when(correct('cause', null))
      .then(corrected('cause', 'social', null));
    given(...confirmed())
      .when(correct('site', 'PARIS'), { caller: host })
      .thenRefused('PARTY_NOT_ENTITLED');
  });

  it('is possible after the end, and starts from the last correction', () => {
    given(...confirmed(), closed(), by(hr, corrected('site', 'LYON', 'PARIS')))
      .when(correct('site', 'NICE'))
      .then(corrected('site', 'PARIS', 'NICE'));
  });

  it('looks up what the new value names', () => {
    const references = { named: found('employer', MISSION, { status: 'registered' }) };
    given(...confirmed())
      .when(correct('employer', MISSION), { references })
      .then(corrected('employer', EMPLOYER, MISSION));
    given(...confirmed())
      .when(correct('employer', MISSION), { references: { named: notFound('employer', MISSION) } })
      .thenRefused('ATTRIBUTION_NAMES_UNKNOWN', { field: 'employer' });
    given(...confirmed())
      .when(correct('need', null))
      .then(corrected('need', NEED, null));
  });

  it.each<[AttributionField, string | null, object]>([
    ['employer', MISSION, { named: { category: 'employer', id: MISSION } }],
    ['employee', MISSION, { named: { category: 'person', id: MISSION } }],
    ['organisation', MISSION, { named: { category: 'organisation', id: MISSION } }],
    ['need', MISSION, { named: { category: 'need', id: MISSION } }],
    ['need', null, {}],
    ['organisation', 'them', {}],
    ['site', MISSION, {}],
  ])('names in %s with the value %s: %j', (field, value, references) => {
    const entry = missionDecider.commands.find(({ name }) => name === 'CorrectAttribution')!;
    const proposedState = { status: 'proposed' } as never;
    expect(entry.references?.(correct(field, value), proposedState, { caller: hr })).toEqual(references);
  });

  it('is refused to name whoever answered for the time or the outcomes: they would have answered for themselves', () => {
    const toHost = correct('employee', host.person);
    const references = { named: found('person', host.person, { status: 'registered' }) };
    const answered = by(host, event(OutcomesConfirmed, { outcomes: closure.outcomes }));
    for (const history of [
      [logged(), approved()],
      [logged(), rejected('No')],
      [closed(), answered],
    ]) {
      given(...confirmed(), ...history)
        .when(toHost, { references })
        .thenRefused('ANSWERED_BY_THEM');
    }
    given(...confirmed(), logged(), approved(), closed())
      .when(correct('employee', colleague.person), { references })
      .then(corrected('employee', employee.person, colleague.person));
    // Whom an older event attributes it to, though they had answered, is no matter of the other codes.
    given(...confirmed(), logged(), approved(), attributedTo(host))
      .when(correct('site', 'PARIS'))
      .then(corrected('site', 'LYON', 'PARIS'));
  });

  it('again adds nothing for the same person and reason', () => {
    const history = [...confirmed(), by(hr, corrected('site', 'LYON', 'PARIS'))];
    given(...history)
      .when(correct('site', 'PARIS'))
      .thenNothing();
    given(...history)
      .when(correct('site', 'PARIS', 'Typo'))
      .thenRefused('SAME_VALUE');
    given(...history)
      .when(correct('site', 'PARIS'), { caller: admin })
      .thenRefused('SAME_VALUE');
    given(...history)
      .when(correct('site', 'PARIS'), { opened: { reason: ERASED } })
      .thenRefused('SUBJECT_ERASED');
    given(...confirmed())
      .when(correct('site', 'LYON'))
      .thenRefused('SAME_VALUE');
  });

  it.each<[AttributionField, string | null]>([
    ['employee', null],
    ['basis', 'loan'],
    ['cause', 'fame'],
    ['sdg', '18'],
    ['sdg', 'two'],
    ['site', 'in town'],
    ['organisation', 'them'],
  ])('is refused where %s cannot be %j', (field, value) => {
    given(...confirmed())
      .when(correct(field, value))
      .thenRefused('ATTRIBUTION_VALUE_INVALID', { field });
  });

  it('is refused for a mission never confirmed', () => {
    given(proposed()).when(correct('site', 'PARIS')).thenRefused('NEVER_CONFIRMED');
    given().when(correct('site', 'PARIS')).thenRefused('MISSION_UNKNOWN');
  });
});

describe('human resources of one employer', () => {
  const limited = (employer: string): Caller => ({ ...hr, roles: [], employerRoles: [{ role: 'hr', employer }] });

  it('act for the company on its missions', () => {
    const when = given(...confirmed()).when(suspend(), { caller: limited(EMPLOYER) });
    when.then(suspension);
    expect(when.decision).toMatchObject({ actor: { person: hr.person, party: 'company', role: 'hr' } });
  });

  it('find no mission of another employer, and none in personal time', () => {
    const other = limited('00000000-0000-4000-8000-0000000000e2');
    for (const command of [suspend(), cancel()])
      given(...confirmed())
        .when(command, { caller: other })
        .thenRefused('MISSION_UNKNOWN');
    given(...confirmed(personalTime))
      .when(suspend(), { caller: limited(EMPLOYER) })
      .thenRefused('MISSION_UNKNOWN');
  });
});
