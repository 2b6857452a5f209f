import { BASES } from '@jalon/kernel';
import { CRITERIA } from '@jalon/mission/events';
import { ruleBookOn, type ReportOptions, type RuleBook } from '@jalon/rules';
import { approved, confirmedMission, EMPLOYEE, logged, projecting, type GivenEvent } from '@jalon/testing';
import fc from 'fast-check';
import { missionsProjection } from '../missions/missions.projection.js';
import { impactReport } from './impact.report.js';

const RULES = ruleBookOn('2026-12-31');
const YEAR: ReportOptions = {
  from: '2026-01',
  to: '2026-12',
  groupBy: 'month',
  at: '2026-12-31',
};

/** The report over some missions, each with its own history. */
function reported(missions: readonly (readonly GivenEvent[])[], options: Partial<ReportOptions> = {}, rules = RULES) {
  const given = projecting(missionsProjection);
  const events = missions.flatMap((history, index) => history.map((event) => ({ ...event, id: missionId(index) })));
  const tables = given(...events);
  const rows = (name: string) => tables.rows(name) as readonly unknown[] as never;
  return impactReport(
    {
      missions: rows('missions'),
      attributions: rows('mission_attribution'),
      hours: rows('hours'),
      outcomes: rows('outcomes'),
      scores: rows('evaluation_scores'),
      links: [],
      mergedPeople: [],
    },
    rules,
    { ...YEAR, ...options },
  );
}

const missionId = (index: number) => `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`;
const person = (index: number) => `00000000-0000-4000-8000-0000000001${String(index).padStart(2, '0')}`;

const closedWith = (outcomes: readonly object[]): GivenEvent => ({
  type: 'MissionClosed',
  data: {
    employee: EMPLOYEE,
    endedOn: '2026-05-31',
    forced: false,
    totals: {},
    outcomes,
    evaluationDeadline: '2026-06-30',
    reason: null,
  },
});

const evaluatedBy = (party: string, ...scores: readonly number[]): GivenEvent => ({
  type: 'MissionEvaluated',
  data: {
    party,
    employee: EMPLOYEE,
    number: 1,
    scores: scores.map((score, index) => ({ criterion: CRITERIA[index], score })),
    comment: null,
  },
});

describe('the impact report', () => {
  it('counts each minute once, by its state, in the month of its day', () => {
    const history = [
      ...confirmedMission(),
      logged('a', '2026-03-31', 120),
      approved('a'),
      logged('b', '2026-04-01', 60, { onDuty: false }),
      approved('b'),
      logged('c', '2026-04-02', 30),
      { type: 'HoursRejected', data: { entryId: 'c', employee: EMPLOYEE, reason: { sealed: {} } } },
      logged('d', '2026-04-03', 15),
    ];
    const { rows, total } = reported([history], { at: '2026-04-10' });
    expect(rows).toMatchObject([
      { key: '2026-03', confirmedMinutes: 120, confirmedOffDutyMinutes: 0, people: 1, publishable: false },
      { key: '2026-04', confirmedMinutes: 0, confirmedOffDutyMinutes: 60, pendingMinutes: 15, rejectedMinutes: 30 },
    ]);
    expect(total).toMatchObject({ confirmedMinutes: 120, confirmedOffDutyMinutes: 60, missions: 1, people: 1 });
  });

  it.each([
    ['2026-04-18', { pendingMinutes: 15, unansweredMinutes: 0 }],
    ['2026-04-19', { pendingMinutes: 0, unansweredMinutes: 15 }],
  ])('takes silence for no yes: on %s, fifteen days on, %o', (at, figures) => {
    const { total } = reported([[...confirmedMission(), logged('d', '2026-04-03', 15)]], { at });
    expect(total).toMatchObject({ ...figures, confirmedMinutes: 0 });
  });

  it('judges silence by each mission’s rule set, and names every set that it used', () => {
    const patient: RuleBook = {
      inForce: { ...RULES.inForce, id: 'base@9' },
      byId: (id) => ({ ...RULES.inForce, id, limits: { ...RULES.inForce.limits, unansweredAfterDays: 100 } }),
    };
    const waiting = [[...confirmedMission(), logged('d', '2026-04-03', 15)]];
    const answer = reported(waiting, { at: '2026-06-01' }, patient);
    expect(answer.total).toMatchObject({ pendingMinutes: 15, unansweredMinutes: 0 });
    expect(answer.rules).toEqual(['base@1', 'base@9']);
  });

  it('gives time in hours, as logged, and in full-time equivalents, in whole numbers', () => {
    const halfDay = { unit: 'half-day', half: 'morning' };
    const history = [
      ...confirmedMission(),
      logged('a', '2026-03-03', 210, halfDay),
      approved('a'),
      logged('b', '2026-03-04', 215),
      approved('b'),
      logged('c', '2026-04-02', 210, halfDay),
    ];
    const { rows, total, formulas } = reported([history], { from: '2026-03', to: '2026-04', at: '2026-04-10' });
    expect(rows[0]).toMatchObject({
      key: '2026-03',
      months: 1,
      confirmedMinutes: 425,
      // 425 / 60 = 7.08333…
      hoursHundredths: { confirmed: 708, pending: 0 },
      halfDaysLogged: { confirmed: 1, pending: 0 },
      minutesLogged: { confirmed: 215, pending: 0 },
      // 425 / (60 × 1607 / 12) = 0.05289…
      fteThousandths: { confirmed: 53, pending: 0 },
    });
    expect(total).toMatchObject({
      months: 2,
      halfDaysLogged: { confirmed: 1, pending: 1 },
      // 425 / (60 × 1607 × 2 / 12) = 0.02644…; 210 in place of 425 is 0.01306…
      fteThousandths: { confirmed: 26, pending: 13 },
    });
    expect(formulas.fteThousandths).toMatchObject({ annualHours: 1_607, rounding: 'half-up' });
  });

  it('computes units as its formulas say, from the figures in the same row', () => {
    const minutes = fc.integer({ min: 1, max: 600 });
    fc.assert(
      fc.property(fc.array(minutes, { minLength: 1, maxLength: 20 }), fc.integer({ min: 3, max: 12 }), (given, to) => {
        const times = given.flatMap((each, index) => [logged(`e${index}`, '2026-03-03', each), approved(`e${index}`)]);
        const { total, formulas } = reported([[...confirmedMission(), ...times]], {
          to: `2026-${String(to).padStart(2, '0')}`,
        });
        const { annualHours } = formulas.fteThousandths;
        const fte = (total.confirmedMinutes * 12 * 1_000) / (60 * annualHours * total.months);
        expect(total.fteThousandths.confirmed).toBe(Math.round(fte));
        expect(total.hoursHundredths.confirmed).toBe(Math.round((total.confirmedMinutes * 100) / 60));
      }),
      { numRuns: 50 },
    );
  });

  it('groups by site and by development goal, goals in the order of their numbers', () => {
    const at = (sdg: number | null, site: string | null) => [
      ...confirmedMission({ sdg, site }),
      logged('a', '2026-03-03', 60),
    ];
    const missions = [at(10, 'lyon'), at(2, null), at(null, 'brest')];
    const keys = (groupBy: 'sdg' | 'site') => reported(missions, { groupBy }).rows.map(({ key }) => key);
    expect(keys('sdg')).toEqual(['2', '10', null]);
    expect(keys('site')).toEqual(['brest', 'lyon', null]);
  });

  it('leaves out facts outside the period, and says what it leaves out on purpose', () => {
    const own = [...confirmedMission({ basis: BASES[2] }), logged('a', '2026-03-03', 600), approved('a')];
    const late = [...confirmedMission(), logged('b', '2027-01-01', 60), approved('b')];
    const answer = reported([own, late]);
    expect(answer).toMatchObject({ rows: [], leavesOut: ['personal-time'], rules: ['base@1'], at: '2026-12-31' });
    expect(answer.total).toMatchObject({ confirmedMinutes: 0, missions: 0, people: 0 });
  });

  it('counts outcomes once the organisation has confirmed them', () => {
    const outcomes = [{ indicator: 'people-trained', quantity: 12 }];
    const closed = [...confirmedMission(), closedWith(outcomes)];
    const confirmed = [...closed, { type: 'OutcomesConfirmed', data: { outcomes } }];
    expect(reported([closed]).total).toMatchObject({ outcomes: [] });
    expect(reported([confirmed, confirmed]).total).toMatchObject({
      outcomes: [{ indicator: 'people-trained', quantity: 24 }],
    });
    expect(reported([confirmed]).rows).toMatchObject([{ key: '2026-05', outcomes }]);
  });

  it('counts evaluations once they are revealed: all given, or the deadline passed', () => {
    const half = [...confirmedMission(), closedWith([]), evaluatedBy('employee', 4, 5, 4)];
    const hidden = { satisfaction: { averageHundredths: null, answers: 0 } };
    expect(reported([half], { at: '2026-06-30' }).total).toMatchObject(hidden);
    // 13 / 3 = 4.333…
    expect(reported([half], { at: '2026-07-01' }).total).toMatchObject({
      satisfaction: { averageHundredths: 433, answers: 1 },
    });
    // 15 / 4 = 3.75, the day after the closure.
    expect(reported([[...half, evaluatedBy('organisation', 2)]], { at: '2026-06-01' }).total).toMatchObject({
      satisfaction: { averageHundredths: 375, answers: 2 },
    });
  });

  it('follows a corrected attribution, without touching a figure of the total', () => {
    const history = [...confirmedMission(), logged('a', '2026-03-03', 60), approved('a')];
    const correction = {
      type: 'AttributionCorrected',
      data: { employee: EMPLOYEE, field: 'department', before: '75', after: '92', reason: { sealed: {} } },
    };
    expect(reported([history], { groupBy: 'department' }).rows).toMatchObject([{ key: '75', confirmedMinutes: 60 }]);
    const mended = reported([[...history, correction]], { groupBy: 'department' });
    expect(mended.rows).toMatchObject([{ key: '92', confirmedMinutes: 60 }]);
    expect(mended.total).toEqual(reported([history], { groupBy: 'department' }).total);
  });

  it('says of each row whether it is about enough people to be published', () => {
    const of = (count: number, cause: string, first: number) =>
      Array.from({ length: count }, (_, index) => {
        const employee = person(first + index);
        return [...confirmedMission({ cause, employee }), logged('a', '2026-03-03', 60, { employee }), approved('a')];
      });
    const missions = [...of(5, 'sport', 0), ...of(6, 'health', 10), ...of(1, 'culture', 20)];
    expect(reported(missions, { groupBy: 'cause' }).rows).toMatchObject([
      { key: 'culture', people: 1, publishable: false },
      { key: 'health', people: 6, publishable: true },
      { key: 'sport', people: 5, publishable: true },
    ]);
  });
});
