import { ERASED, event, fold, type Recorded } from '@jalon/kernel';
import { contextOf, found, missionStory, notFound, recorded, specification, type HistoryEvent } from '@jalon/testing';
import {
  MissionAccepted,
  MissionConfirmed,
  MissionDeclined,
  MissionSuspended,
  MissionWithdrawn,
  type MissionEvent,
} from './events.js';
import { AcceptMission, DeclineMission, WithdrawMission } from './mission.commands.js';
import { missionDecider } from './mission.decider.js';

const { admin, alsoAs, auditor, by, colleague, employee, host, hr, manager, otherOrganisation } = missionStory;
const {
  attribution,
  confirmed,
  EMPLOYER,
  MISSION,
  NEED,
  ORGANISATION,
  personalTime,
  placeClaim,
  proposed,
  theirEntries,
} = missionStory;

const references = theirEntries;
const base = { ...contextOf('mission', MISSION, hr), references };
const given = specification<MissionEvent>(missionDecider, base);

const accept = (fields: object = {}) => Object.assign(new AcceptMission(), fields);
const decline = (fields: object = {}) => Object.assign(new DeclineMission(), fields);
const withdraw = (fields: object = {}) => Object.assign(new WithdrawMission(), fields);

const theyAccepted = by(employee, event(MissionAccepted, { party: 'employee' }));
const declined = (party: 'employee' | 'organisation', reason: string | null = null) =>
  event(MissionDeclined, { party, employee: employee.person, reason: reason === null ? null : { plain: reason } });
const withdrawn = (reason: string | null = null) =>
  event(MissionWithdrawn, { employee: employee.person, reason: reason === null ? null : { plain: reason } });

describe('accepting a mission', () => {
  it('by one of several parties is that party’s acceptance', () => {
    given(proposed())
      .when(accept(), { caller: employee })
      .then(event(MissionAccepted, { party: 'employee' }));
  });

  it('by the last party claims the need’s place, names the claim, and confirms the mission', () => {
    const last = given(proposed(), theyAccepted).when(accept(), { caller: host });
    last.then(
      event(MissionAccepted, { party: 'organisation', claims: [placeClaim] }),
      event(MissionConfirmed, { attribution }),
    );
    expect(last.decision).toMatchObject({
      claims: [{ owner: { category: 'need', id: NEED }, key: 'place', amount: 1 }],
      actor: { person: host.person, party: 'organisation', role: 'organisation' },
    });
  });

  it('claims nothing when the mission answers no need', () => {
    given(proposed({ need: null }), theyAccepted)
      .when(accept(), { caller: host, references: { ...references, need: undefined } })
      .then(
        event(MissionAccepted, { party: 'organisation' }),
        event(MissionConfirmed, { attribution: { ...attribution, need: null } }),
      );
  });

  it.each([
    ['unknown when the date of birth is', { birthDate: null }, null],
    ['that of the day of confirmation', { birthDate: { plain: '1991-06-16' } }, '25-34'],
    ['the next one from the birthday on', { birthDate: { plain: '1991-06-15' } }, '35-44'],
    ['unknown when the date of birth is to come', { birthDate: { plain: '2026-06-16' } }, null],
  ])('gives the age band: %s', (_why, entry, ageBand) => {
    const known = found('person', employee.person, { ...theirEntries.employee.state, ...entry });
    given(proposed({ need: null }), theyAccepted)
      .when(accept(), { caller: host, references: { ...references, employee: known } })
      .then(
        event(MissionAccepted, { party: 'organisation' }),
        event(MissionConfirmed, { attribution: { ...attribution, need: null, ageBand } }),
      );
  });

  it.each([
    ['is erased', ERASED],
    ['was not opened', undefined],
  ])('knows no age band when the date of birth %s', (_why, birthDate) => {
    given(proposed({ need: null }), theyAccepted)
      .when(accept(), { caller: host, opened: { birthDate } as never })
      .then(
        event(MissionAccepted, { party: 'organisation' }),
        event(MissionConfirmed, { attribution: { ...attribution, need: null, ageBand: null } }),
      );
  });

  it('by the manager counts once the mission names them', () => {
    const withManager = { manager: manager.person, requiredAcceptances: ['employee', 'manager'] };
    given(proposed(withManager))
      .when(accept(), { caller: manager })
      .then(event(MissionAccepted, { party: 'manager' }));
    given(proposed()).when(accept(), { caller: manager }).thenRefused('MISSION_UNKNOWN');
  });

  it('again by the same person adds nothing, even later', () => {
    given(proposed(), theyAccepted).when(accept(), { caller: employee }).thenNothing();
    given(...confirmed())
      .when(accept(), { caller: host })
      .thenNothing();
  });

  it('looks at everyone whom the mission names', () => {
    const entry = missionDecider.commands.find(({ name }) => name === 'AcceptMission')!;
    const looksAt = (proposal: HistoryEvent) => {
      const state = fold(missionDecider, recorded([proposal], base) as Recorded<MissionEvent>[]);
      return entry.references?.(accept(), state, { caller: host });
    };
    const parties = {
      employee: { category: 'person', id: employee.person },
      employer: { category: 'employer', id: EMPLOYER },
      organisation: { category: 'organisation', id: ORGANISATION },
    };
    expect(looksAt(proposed())).toEqual({ ...parties, need: { category: 'need', id: NEED } });
    expect(looksAt(proposed({ need: null }))).toEqual(parties);
  });

  it('by whoever proposed adds nothing: proposing was their acceptance', () => {
    given(proposed()).when(accept(), { caller: hr }).thenNothing();
    given(...confirmed())
      .when(accept(), { caller: hr })
      .thenNothing();
    given(proposed()).when(accept(), { caller: admin }).thenRefused('ALREADY_ACCEPTED');
    given(proposed())
      .when(accept(), { caller: alsoAs(hr, host) })
      .thenRefused('PARTY_AMBIGUOUS');
  });

  it('reads the date of birth only where it may confirm', () => {
    const entry = missionDecider.commands.find(({ name }) => name === 'AcceptMission')!;
    const opened = (history: readonly HistoryEvent[], known: object = references) =>
      entry.opens?.(accept(), fold(missionDecider, recorded(history, base) as Recorded<MissionEvent>[]), known);
    expect(opened([proposed()])).toEqual({});
    expect(opened([proposed(), theyAccepted])).toEqual({ birthDate: { plain: '1987-04-23' } });
    expect(opened([proposed(), theyAccepted, by(host, declined('organisation'))])).toEqual({});
    expect(opened([proposed(), theyAccepted], {})).toEqual({ birthDate: null });
  });
});

describe('accepting a mission is refused', () => {
  it('to a party that is not asked, and to strangers', () => {
    given(proposed({ manager: manager.person }))
      .when(accept(), { caller: manager })
      .thenRefused('PARTY_NOT_REQUIRED');
    given(proposed()).when(accept(), { caller: auditor }).thenRefused('PARTY_NOT_ENTITLED');
    given(proposed()).when(accept(), { caller: otherOrganisation }).thenRefused('MISSION_UNKNOWN');
    given(proposed())
      .when(accept(), { caller: { ...employee, person: manager.person } })
      .thenRefused('MISSION_UNKNOWN');
    given(proposed())
      .when(accept({ party: 'organisation' }), { caller: employee })
      .thenRefused('PARTY_NOT_ENTITLED');
  });

  it('to someone who speaks for several parties and does not say for which', () => {
    const both = alsoAs(employee, host);
    given(proposed()).when(accept(), { caller: both }).thenRefused('PARTY_AMBIGUOUS');
    given(proposed())
      .when(accept({ party: 'organisation' }), { caller: both })
      .then(event(MissionAccepted, { party: 'organisation' }));
  });

  it('when someone else has accepted for that party', () => {
    given(...confirmed())
      .when(accept(), { caller: colleague })
      .thenRefused('ALREADY_ACCEPTED');
  });

  it('when the mission is over, or was never proposed', () => {
    given(proposed(), withdrawn()).when(accept(), { caller: employee }).thenRefused('MISSION_OVER');
    given().when(accept(), { caller: employee }).thenRefused('MISSION_UNKNOWN');
  });

  it.each([
    ['ORGANISATION_CLOSED', { organisation: found('organisation', ORGANISATION, { status: 'closed' }) }],
    ['EMPLOYER_CLOSED', { employer: found('employer', EMPLOYER, { status: 'closed' }) }],
    ['NEED_CLOSED', { need: notFound('need', NEED) }],
    ['EMPLOYEE_LEFT', { employee: notFound('person', employee.person) }],
    ['EMPLOYER_CLOSED', { employer: notFound('employer', EMPLOYER) }],
    ['ORGANISATION_CLOSED', { organisation: notFound('organisation', ORGANISATION) }],
  ])('with %s when that has happened since (%#)', (code, gone) => {
    given(proposed())
      .when(accept(), { caller: employee, references: { ...references, ...gone } })
      .thenRefused(code);
    given(proposed(), theyAccepted)
      .when(accept(), { caller: host, references: { ...references, ...gone } })
      .thenRefused(code);
  });

  it('when the need has closed or the employee has left since', () => {
    const closedNeed = found('need', NEED, { ...theirEntries.need.state, status: 'closed' });
    const left = found('person', employee.person, { ...theirEntries.employee.state, status: 'left' });
    given(proposed())
      .when(accept(), { caller: employee, references: { ...references, need: closedNeed } })
      .thenRefused('NEED_CLOSED');
    given(proposed())
      .when(accept(), { caller: employee, references: { ...references, employee: left } })
      .thenRefused('EMPLOYEE_LEFT');
  });

  it('to the hierarchy in personal time, to whom such a mission is unknown', () => {
    given(proposed(personalTime)).when(accept(), { caller: hr }).thenRefused('MISSION_UNKNOWN');
    given(proposed({ ...personalTime, manager: manager.person }))
      .when(accept(), { caller: manager })
      .thenRefused('MISSION_UNKNOWN');
  });
});

describe('declining a mission', () => {
  it('needs no reason, and takes one from everyone but the employee', () => {
    given(proposed()).when(decline(), { caller: employee }).then(declined('employee'));
    given(proposed())
      .when(decline({ reason: 'No desk' }), { caller: host })
      .then(declined('organisation', 'No desk'));
    given(proposed())
      .when(decline({ reason: 'Tired' }), { caller: employee })
      .thenRefused('REASON_NOT_TAKEN');
  });

  it('is still possible after one’s own acceptance', () => {
    given(proposed(), theyAccepted).when(decline(), { caller: employee }).then(declined('employee'));
  });

  it('again adds nothing for the same person and reason', () => {
    const history = [proposed(), by(host, declined('organisation', 'No desk'))];
    given(...history)
      .when(decline({ reason: 'No desk' }), { caller: host })
      .thenNothing();
    given(...history)
      .when(decline({ reason: 'No room' }), { caller: host })
      .thenRefused('MISSION_OVER');
    given(...history)
      .when(decline({ reason: 'No desk' }), { caller: colleague })
      .thenRefused('MISSION_OVER');
  });

  it('again for another party is not the same answer', () => {
    given(proposed(), by(employee, declined('employee')))
      .when(decline({ party: 'organisation' }), { caller: alsoAs(employee, host) })
      .thenRefused('MISSION_OVER');
  });

  it('again cannot be compared once the reason is erased', () => {
    given(proposed(), by(host, declined('organisation', 'No desk')))
      .when(decline({ reason: 'No desk' }), { caller: host, opened: { reason: ERASED } })
      .thenRefused('SUBJECT_ERASED');
  });

  it('is refused once confirmed, to the proposer, to strangers, and of nothing', () => {
    const suspended = by(hr, event(MissionSuspended, { from: '2026-06-15', reason: 'other' }));
    for (const history of [confirmed(), [...confirmed(), suspended]]) {
      given(...history)
        .when(decline(), { caller: employee })
        .thenRefused('ALREADY_CONFIRMED');
    }
    given(proposed()).when(decline(), { caller: hr }).thenRefused('PARTY_NOT_REQUIRED');
    given(proposed()).when(decline(), { caller: auditor }).thenRefused('PARTY_NOT_ENTITLED');
    given().when(decline(), { caller: employee }).thenRefused('MISSION_UNKNOWN');
  });
});

describe('withdrawing a proposal', () => {
  it('is for the party that made it', () => {
    given(proposed())
      .when(withdraw({ reason: 'Found another' }))
      .then(withdrawn('Found another'));
    given(proposed()).when(withdraw(), { caller: admin }).then(withdrawn());
    given(proposed()).when(withdraw(), { caller: employee }).thenRefused('PARTY_NOT_ENTITLED');
  });

  it('again adds nothing for the same person and reason', () => {
    given(proposed(), by(hr, withdrawn())).when(withdraw()).thenNothing();
    given(proposed(), by(hr, withdrawn()))
      .when(withdraw({ reason: 'Late' }))
      .thenRefused('MISSION_OVER');
    given(proposed(), by(hr, withdrawn())).when(withdraw(), { caller: admin }).thenRefused('MISSION_OVER');
  });

  it('is refused once confirmed or over', () => {
    given(...confirmed())
      .when(withdraw())
      .thenRefused('ALREADY_CONFIRMED');
    given(proposed(), by(employee, declined('employee')))
      .when(withdraw())
      .thenRefused('MISSION_OVER');
    given().when(withdraw()).thenRefused('MISSION_UNKNOWN');
  });
});
