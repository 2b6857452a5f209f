import { event, type Caller } from '@jalon/kernel';
import { contextOf, found, missionStory, notFound, specification } from '@jalon/testing';
import { MissionProposed, type MissionEvent } from './events.js';
import { ProposeMission } from './mission.commands.js';
import { missionDecider } from './mission.decider.js';

const { admin, alsoAs, auditor, employee, host, hr, manager, otherOrganisation } = missionStory;
const { EMPLOYER, MISSION, NEED, ORGANISATION, proposal, proposed, theirEntries } = missionStory;

const references = theirEntries;
const given = specification<MissionEvent>(missionDecider, { ...contextOf('mission', MISSION, hr), references });

const asked = {
  employee: employee.person,
  need: NEED,
  basis: 'secondment',
  startsOn: '2026-06-01',
  endsOn: '2026-07-31',
  plannedMinutes: 4_200,
};
const propose = (changes: object = {}) => Object.assign(new ProposeMission(), { ...asked, ...changes });
const person = (changes: object) => found('person', employee.person, { ...theirEntries.employee.state, ...changes });
const withReference = (changes: object) => ({ references: { ...references, ...changes } });

describe('proposing a mission', () => {
  it('takes what was left out from the need and the employee’s entry', () => {
    given().when(propose()).then(event(MissionProposed, proposal));
  });

  it('takes what was said, and the tenant’s zone where none was', () => {
    const said = { title: 'Bookkeeping', cause: 'education', sdg: 4, zone: 'Pacific/Auckland' } as const;
    given()
      .when(propose({ ...said, employer: EMPLOYER, organisation: ORGANISATION }))
      .then(event(MissionProposed, { ...proposal, ...said }));
  });

  it('keeps one spelling of a zone', () => {
    const spelled = propose({ zone: 'pacific/AUCKLAND' });
    const kept = { ...proposal, zone: 'Pacific/Auckland' };
    given().when(spelled).then(event(MissionProposed, kept));
    given(proposed({ zone: kept.zone }))
      .when(spelled)
      .thenNothing();
  });

  it('needs no need, when title and organisation are named', () => {
    given()
      .when(
        propose({ need: undefined, title: 'Bookkeeping', organisation: ORGANISATION }),
        withReference({ need: undefined }),
      )
      .then(event(MissionProposed, { ...proposal, need: null, title: 'Bookkeeping', cause: null, sdg: null }));
  });

  it('asks the manager too, to accept and to evaluate, when one is named', () => {
    given()
      .when(propose({ manager: manager.person }))
      .then(
        event(MissionProposed, {
          ...proposal,
          manager: manager.person,
          requiredAcceptances: ['employee', 'organisation', 'manager'],
          evaluators: ['employee', 'organisation', 'manager', 'company'],
        }),
      );
  });

  it('is the proposer’s own acceptance, for every party that may propose', () => {
    given()
      .when(propose(), { caller: employee })
      .then(
        event(MissionProposed, {
          ...proposal,
          proposedBy: 'employee',
          requiredAcceptances: ['organisation', 'company'],
        }),
      );
    given()
      .when(propose(), { caller: host })
      .then(
        event(MissionProposed, {
          ...proposal,
          proposedBy: 'organisation',
          requiredAcceptances: ['employee', 'company'],
        }),
      );
  });

  it('in personal time asks nobody of the hierarchy', () => {
    given()
      .when(propose({ basis: 'personal-time' }), { caller: employee })
      .then(
        event(MissionProposed, {
          ...proposal,
          basis: 'personal-time',
          proposedBy: 'employee',
          requiredAcceptances: ['organisation'],
          evaluators: ['employee', 'organisation'],
        }),
      );
  });

  it('lets someone who speaks for several parties say for which', () => {
    const both = alsoAs(hr, { ...employee, person: hr.person });
    const own = propose({ employee: hr.person });
    given().when(own, { caller: both }).thenRefused('PARTY_AMBIGUOUS');
    const mine = { ...proposal, employee: hr.person, proposedBy: 'employee' } as const;
    given()
      .when(Object.assign(own, { party: 'employee' }), { caller: both })
      .then(event(MissionProposed, { ...mine, requiredAcceptances: ['organisation', 'company'] }));
  });
});

describe('proposing a mission again', () => {
  it('adds nothing, for the same person and values', () => {
    given(proposed()).when(propose()).thenNothing();
    given(proposed())
      .when(propose({ cause: null }))
      .thenNothing();
    given(...missionStory.confirmed())
      .when(propose())
      .thenNothing();
  });

  it('is refused with another value, or by someone else', () => {
    given(proposed())
      .when(propose({ plannedMinutes: 60 }))
      .thenRefused('MISSION_EXISTS');
    given(proposed())
      .when(propose({ zone: 'Europe/Atlantis' }))
      .thenRefused('MISSION_EXISTS');
    given(proposed()).when(propose(), { caller: admin }).thenRefused('MISSION_EXISTS');
  });
});

describe('proposing a mission is refused', () => {
  it.each([
    ['DATES_REVERSED', { startsOn: '2026-08-01' }, { startsOn: '2026-08-01', endsOn: '2026-07-31' }],
    ['DATE_INVALID', { startsOn: '2026-02-30' }, {}],
    ['PLANNED_TIME_ZERO', { plannedMinutes: 0 }, {}],
    ['SECONDMENT_TOO_LONG', { endsOn: '2029-06-01' }, { years: 3 }],
    ['ZONE_UNKNOWN', { zone: 'Europe/Atlantis' }, { zone: 'Europe/Atlantis' }],
    ['NEED_OF_ANOTHER_ORGANISATION', { organisation: EMPLOYER }, {}],
    ['EMPLOYER_NOT_THEIRS', { employer: ORGANISATION }, {}],
    ['MANAGER_IS_EMPLOYEE', { manager: employee.person }, {}],
    ['PARTY_NOT_ENTITLED', { basis: 'personal-time' }, {}],
  ])('with %s for %j', (code, changes, params) => {
    given().when(propose(changes)).thenRefused(code, params);
  });

  it('but not of one day, nor with one minute', () => {
    const shortest = { endsOn: '2026-06-01', plannedMinutes: 1 };
    given()
      .when(propose(shortest))
      .then(event(MissionProposed, { ...proposal, ...shortest }));
  });

  it('with a manager in personal time', () => {
    given()
      .when(propose({ basis: 'personal-time', manager: manager.person }), { caller: employee })
      .thenRefused('MANAGER_IN_PERSONAL_TIME');
  });

  it.each([
    ['NEED_UNKNOWN', { need: notFound('need', NEED) }],
    ['NEED_UNKNOWN', { need: found('need', NEED, { status: 'unknown' }) }],
    ['NEED_CLOSED', { need: found('need', NEED, { ...theirEntries.need.state, status: 'closed' }) }],
    ['ORGANISATION_UNKNOWN', { organisation: notFound('organisation', ORGANISATION) }],
    ['ORGANISATION_CLOSED', { organisation: found('organisation', ORGANISATION, { status: 'closed' }) }],
    ['EMPLOYEE_UNKNOWN', { employee: notFound('person', employee.person) }],
    ['EMPLOYEE_LEFT', { employee: person({ status: 'left' }) }],
    ['EMPLOYER_MISSING', { employee: person({ employer: null }) }],
    ['EMPLOYER_UNKNOWN', { employer: notFound('employer', EMPLOYER) }],
    ['EMPLOYER_CLOSED', { employer: found('employer', EMPLOYER, { status: 'closed' }) }],
  ])('with %s when the directory says so (%#)', (code, changes) => {
    given().when(propose(), withReference(changes)).thenRefused(code);
  });

  it.each([
    ['MANAGER_UNKNOWN', notFound('person', manager.person)],
    ['MANAGER_LEFT', found('person', manager.person, { ...theirEntries.manager.state, status: 'left' })],
  ])('with %s when the manager is not there', (code, entry) => {
    given()
      .when(propose({ manager: manager.person }), withReference({ manager: entry }))
      .thenRefused(code);
  });

  it('without a title or an organisation, when no need gives them', () => {
    const noNeed = withReference({ need: undefined });
    given()
      .when(propose({ need: undefined, organisation: ORGANISATION }), noNeed)
      .thenRefused('TITLE_MISSING');
    given()
      .when(propose({ need: undefined, title: 'Bookkeeping' }), noNeed)
      .thenRefused('ORGANISATION_MISSING');
  });

  it('to a caller who speaks for no party that may propose', () => {
    given().when(propose(), { caller: auditor }).thenRefused('PARTY_NOT_ENTITLED');
    given().when(propose(), { caller: otherOrganisation }).thenRefused('PARTY_NOT_ENTITLED');
    given()
      .when(propose({ manager: manager.person }), { caller: manager })
      .thenRefused('PARTY_MAY_NOT_PROPOSE');
  });

  it('to them before anything is told of whom it names', () => {
    const nobody = {
      employee: notFound('person', employee.person),
      need: notFound('need', NEED),
      organisation: notFound('organisation', ORGANISATION),
      manager: notFound('person', manager.person),
    };
    for (const changes of [
      nobody,
      { employee: person({ status: 'left' }) },
      { employer: notFound('employer', EMPLOYER) },
    ]) {
      given()
        .when(propose({ organisation: ORGANISATION }), { caller: auditor, ...withReference(changes) })
        .thenRefused('PARTY_NOT_ENTITLED');
    }
    given()
      .when(propose({ need: undefined }), { caller: { ...host, organisation: null }, references: {} })
      .thenRefused('PARTY_NOT_ENTITLED');
  });

  it('beyond three years for a secondment only', () => {
    const last = { ...proposal, endsOn: '2029-05-31' };
    given()
      .when(propose({ endsOn: '2029-05-31' }))
      .then(event(MissionProposed, last));
    const service = { ...proposal, basis: 'service', endsOn: '2031-06-01' } as const;
    given()
      .when(propose({ basis: 'service', endsOn: '2031-06-01' }))
      .then(event(MissionProposed, service));
  });
});

describe('the streams that a proposal looks at', () => {
  const entry = missionDecider.commands.find(({ name }) => name === 'ProposeMission')!;
  const unknown = missionDecider.initialState;

  it('are those it names', () => {
    expect(entry.references?.(propose({ manager: manager.person }), unknown, { caller: hr })).toEqual({
      employee: { category: 'person', id: employee.person },
      need: { category: 'need', id: NEED },
      manager: { category: 'person', id: manager.person },
    });
    const named = propose({ need: undefined, employer: EMPLOYER, organisation: ORGANISATION });
    expect(entry.references?.(named, unknown, { caller: hr })).toEqual({
      employee: { category: 'person', id: employee.person },
      employer: { category: 'employer', id: EMPLOYER },
      organisation: { category: 'organisation', id: ORGANISATION },
    });
  });

  it('then those that these name in turn, unless the command did', () => {
    expect(entry.furtherReferences?.(propose(), unknown, theirEntries)).toEqual({
      employer: { category: 'employer', id: EMPLOYER },
      organisation: { category: 'organisation', id: ORGANISATION },
    });
    const named = propose({ employer: EMPLOYER, organisation: ORGANISATION });
    expect(entry.furtherReferences?.(named, unknown, theirEntries)).toEqual({});
  });
});

describe('human resources of one employer', () => {
  const OTHER = '00000000-0000-4000-8000-0000000000e2';
  const limited = (employer: string): Caller => ({ ...hr, roles: [], employerRoles: [{ role: 'hr', employer }] });

  it('propose to its employees alone, whatever employer the command names', () => {
    given()
      .when(propose(), { references, caller: limited(EMPLOYER) })
      .then(event(MissionProposed, proposal));
    for (const command of [propose(), propose({ employer: OTHER })])
      given()
        .when(command, { references, caller: limited(OTHER) })
        .thenRefused('PARTY_NOT_ENTITLED');
  });

  it('name nobody of another employer, or of none, as employee or manager', () => {
    const caller = limited(EMPLOYER);
    const managed = propose({ manager: manager.person });
    expect(given().when(managed, { references, caller }).decision).toMatchObject({ accepted: true });
    for (const employer of [OTHER, null]) {
      const stranger = found('person', manager.person, { ...theirEntries.manager.state, employer });
      given()
        .when(managed, { caller, ...withReference({ manager: stranger }) })
        .thenRefused('MANAGER_UNKNOWN');
    }
    given()
      .when(propose({ employer: EMPLOYER }), { caller, ...withReference({ employee: person({ employer: null }) }) })
      .thenRefused('EMPLOYEE_UNKNOWN');
  });
});
