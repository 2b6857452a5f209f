import { approved, confirmedMission, EMPLOYEE, HR, logged, projecting, SOME_ID, TERMS } from '@jalon/testing';
import { missionsProjection } from './missions.projection.js';

const given = projecting(missionsProjection);
const [mission] = [SOME_ID];

describe('the mission board', () => {
  it('shows a proposal as it was made', () => {
    const [row] = given({ type: 'MissionProposed', data: TERMS, by: { person: HR } }).rows('missions');
    expect(row).toMatchObject({
      ...TERMS,
      id: mission,
      status: 'proposed',
      proposer: HR,
      rules: 'base@1',
    });
  });

  it('follows the acceptances to the confirmation', () => {
    const [row] = given(...confirmedMission()).rows('missions');
    expect(row).toMatchObject({ status: 'confirmed', acceptedBy: ['employee', 'organisation'] });
    expect(row).toMatchObject({ attribution: { department: '75', ageBand: '35-44' } });
  });

  it('takes a corrected entry back to pending with its new minutes', () => {
    const before = { date: '2026-03-03', unit: 'minutes', minutes: 120, half: null, startsAt: null, onDuty: true };
    const correction = {
      type: 'HoursCorrected',
      data: { entryId: 'a', employee: EMPLOYEE, before, after: { ...before, minutes: 90 }, reason: { sealed: {} } },
      by: { person: HR },
    };
    const history = [...confirmedMission(), logged('a', '2026-03-03', 120), approved('a'), correction];
    expect(given(...history).rows('hours')[0]).toMatchObject({
      minutes: 90,
      state: 'pending',
      authors: [EMPLOYEE, HR],
      approvedBy: null,
      month: '2026-03',
    });
  });

  it('is evaluated once everyone who was asked has evaluated, each by their latest version', () => {
    const evaluated = (party: string, number: number, score: number) => ({
      type: 'MissionEvaluated',
      data: { party, employee: EMPLOYEE, number, scores: [{ criterion: 'usefulness', score }], comment: null },
    });
    const history = [...confirmedMission(), closed(), evaluated('employee', 1, 2), evaluated('employee', 2, 5)];
    expect(given(...history).rows('missions')[0]).toMatchObject({ status: 'closed', evaluatedBy: ['employee'] });
    const [row] = given(...history, evaluated('organisation', 1, 4)).rows('missions');
    expect(row).toMatchObject({ status: 'evaluated', evaluations: [{ number: 2 }, { number: 1 }] });
  });

  it('changes its terms only when an amendment was accepted by all', () => {
    const before = { endsOn: TERMS.endsOn, plannedMinutes: TERMS.plannedMinutes };
    const after = { endsOn: '2026-07-31', plannedMinutes: 7_000 };
    const proposal = {
      type: 'AmendmentProposed',
      data: {
        amendmentId: 'x',
        employee: EMPLOYEE,
        terms: after,
        effectiveFrom: '2026-05-01',
        requiredAcceptances: ['employee'],
        reason: null,
      },
    };
    const open = given(...confirmedMission(), proposal).rows('missions')[0];
    expect(open).toMatchObject({ ...before, openAmendment: { amendmentId: 'x', acceptedBy: [] } });
    const [row] = given(
      ...confirmedMission(),
      proposal,
      { type: 'AmendmentAccepted', data: { amendmentId: 'x', party: 'employee' } },
      { type: 'MissionAmended', data: { amendmentId: 'x', before, after, effectiveFrom: '2026-05-01' } },
    ).rows('missions');
    expect(row).toMatchObject({ ...after, openAmendment: null });
  });

  it('leaves nothing pending once it is cancelled', () => {
    const [row] = given(
      ...confirmedMission(),
      { type: 'MissionSuspended', data: { from: '2026-04-01', reason: 'other' } },
      { type: 'AmendmentProposed', data: { amendmentId: 'x', employee: EMPLOYEE, terms: {} } },
      { type: 'ForcedClosureRequested', data: {} },
      { type: 'MissionCancelled', data: { party: 'company', reason: 'other' } },
    ).rows('missions');
    expect(row).toMatchObject({ status: 'cancelled', suspension: null, openAmendment: null, closureRequestedBy: null });
  });

  it('counts an abandoned claim as a revision and nothing more, also before there is a mission', () => {
    const abandoned = { type: 'ClaimAbandoned', data: { owner: 'need-main.n', key: 'place', attempt: 0 } };
    expect(given(abandoned).rows('missions')).toEqual([]);
    const later = given(abandoned, ...confirmedMission(), abandoned);
    expect(later.rows('missions')).toMatchObject([{ status: 'confirmed' }]);
    expect(later.rows('mission_heads')).toMatchObject([{ revision: 5 }]);
  });

  it('refuses an answer about time that nobody logged', () => {
    expect(() => given(...confirmedMission(), approved('nowhere'))).toThrow('found no row');
  });
});

describe('the attribution of a mission', () => {
  it('is mended in its one row, and nowhere in the hours', () => {
    const correction = {
      type: 'AttributionCorrected',
      data: { employee: EMPLOYEE, field: 'sdg', before: '4', after: '11', reason: { sealed: {} } },
    };
    const tables = given(...confirmedMission(), logged('a', '2026-03-03', 60), correction);
    expect(tables.rows('mission_attribution')).toMatchObject([{ mission, sdg: 11, cause: 'education' }]);
    expect(tables.rows('missions')).toMatchObject([{ sdg: 4, attribution: { sdg: 11 } }]);
    expect(Object.keys(tables.rows('hours')[0]!)).not.toContain('sdg');
  });
});

function closed() {
  return {
    type: 'MissionClosed',
    data: {
      employee: EMPLOYEE,
      endedOn: '2026-06-30',
      forced: false,
      totals: {},
      outcomes: [],
      evaluationDeadline: '2026-07-30',
      reason: null,
    },
  };
}
