import { OUTCOMES_PER_MISSION } from '@jalon/mission/events';
import { approved, confirmedMission, EMPLOYEE, HR, logged, MANAGER, projecting, SOME_ID, TERMS } from '@jalon/testing';
import { missionsProjection } from './missions.projection.js';

const given = projecting(missionsProjection);
const [mission] = [SOME_ID];

describe('the view of missions', () => {
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

  it('sets a corrected entry back to pending, with its new minutes', () => {
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

  it('is evaluated once everyone who was asked has evaluated; the latest version of each counts', () => {
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

  it('has nothing pending once it is cancelled', () => {
    const [row] = given(
      ...confirmedMission(),
      { type: 'MissionSuspended', data: { from: '2026-04-01', reason: 'other' } },
      { type: 'AmendmentProposed', data: { amendmentId: 'x', employee: EMPLOYEE, terms: {} } },
      { type: 'ForcedClosureRequested', data: {} },
      { type: 'MissionCancelled', data: { party: 'company', reason: 'other' } },
    ).rows('missions');
    expect(row).toMatchObject({ status: 'cancelled', suspension: null, openAmendment: null, closureRequestedBy: null });
  });

  it('counts an abandoned claim as a revision only, also before the mission exists', () => {
    const abandoned = { type: 'ClaimAbandoned', data: { owner: 'need-main.n', key: 'place', attempt: 0 } };
    expect(given(abandoned).rows('missions')).toEqual([]);
    const later = given(abandoned, ...confirmedMission(), abandoned);
    expect(later.rows('missions')).toMatchObject([{ status: 'confirmed' }]);
    expect(later.rows('mission_heads')).toMatchObject([{ revision: 5 }]);
  });

  it('rejects an answer about time that nobody logged', () => {
    expect(() => given(...confirmedMission(), approved('nowhere'))).toThrow('found no row');
  });
});

describe('the attribution of a mission', () => {
  it('is corrected in its one row, and not in the hours', () => {
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

describe('the facts of a mission’s end', () => {
  const two = [
    { indicator: 'meals', quantity: 40 },
    { indicator: 'people-trained', quantity: 3 },
  ];
  const disputed = { type: 'OutcomesDisputed', data: { employee: EMPLOYEE, reason: null }, by: { person: MANAGER } };

  it('are one row for each outcome, in the month of the last day, in every state', () => {
    const history = [...confirmedMission(), closed(two)];
    expect(given(...history).rows('outcomes')).toMatchObject([
      { number: 1, ...two[0], state: 'claimed', month: '2026-06', employee: EMPLOYEE, answeredAt: null },
      { number: 2, ...two[1], state: 'claimed', date: '2026-06-30' },
    ]);
    const confirmed = { type: 'OutcomesConfirmed', data: { outcomes: two } };
    expect(given(...history, disputed).rows('outcomes')).toMatchObject([
      { state: 'disputed', answeredBy: MANAGER },
      { state: 'disputed', answeredBy: MANAGER },
    ]);
    expect(given(...history, disputed, confirmed).rows('outcomes')).toMatchObject([
      { state: 'confirmed', answeredBy: SOME_ID },
      { state: 'confirmed', ...two[1] },
    ]);
  });

  it('are as many as can be claimed, and each is answered', () => {
    const many = Array.from({ length: OUTCOMES_PER_MISSION }, (_, index) => ({ indicator: `i${index}`, quantity: 1 }));
    const rows = given(...confirmedMission(), closed(many), disputed).rows('outcomes');
    expect(rows.map(({ indicator, state }) => [indicator, state])).toEqual(
      many.map(({ indicator }) => [indicator, 'disputed']),
    );
  });

  it('are one row for each score of a party’s latest evaluation', () => {
    const evaluation = (number: number, scores: readonly object[]) => ({
      type: 'MissionEvaluated',
      data: { party: 'employee', employee: EMPLOYEE, number, scores, comment: { sealed: {} } },
      by: { person: EMPLOYEE },
    });
    const first = evaluation(1, [
      { criterion: 'usefulness', score: 2 },
      { criterion: 'preparation', score: 3 },
    ]);
    const history = [...confirmedMission(), closed(), first];
    expect(given(...history).rows('evaluation_scores')).toMatchObject([
      { party: 'employee', criterion: 'usefulness', score: 2, number: 1, givenBy: EMPLOYEE },
      { party: 'employee', criterion: 'preparation', score: 3 },
    ]);
    const later = given(...history, evaluation(2, [{ criterion: 'usefulness', score: 5 }]));
    expect(later.rows('evaluation_scores')).toMatchObject([{ criterion: 'usefulness', score: 5, number: 2 }]);
    expect(JSON.stringify(later.rows('evaluation_scores'))).not.toContain('sealed');
  });
});

function closed(outcomes: readonly object[] = []) {
  return {
    type: 'MissionClosed',
    data: {
      employee: EMPLOYEE,
      endedOn: '2026-06-30',
      forced: false,
      totals: {},
      outcomes,
      evaluationDeadline: '2026-07-30',
      reason: null,
    },
  };
}
