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
  audience: 'internal',
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
          audience: 'internal',
        });
        if (!('publishable' in total)) throw new Error('an internal report shows every figure');
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

  const ofPeople = (count: number, month: string, first = 0, more: readonly GivenEvent[] = []) =>
    Array.from({ length: count }, (_, index) => {
      const employee = person(first + index);
      return [...confirmedMission({ employee }), logged('a', `${month}-03`, 60, { employee }), approved('a'), ...more];
    });

  it('publishes no period with a month about too few people, since shorter periods can be subtracted from it', () => {
    const missions = [...ofPeople(6, '2026-03'), ...ofPeople(2, '2026-04', 10)];
    const published = (to: string) => reported(missions, { groupBy: 'cause', audience: 'publication', to });
    expect(published('2026-03').total).toMatchObject({ confirmedMinutes: 360 });
    expect(published('2026-04')).toMatchObject({ rows: [{ suppressed: true }], total: { suppressed: true } });
  });

  it('publishes outcomes and satisfaction only where enough people are behind each', () => {
    const outcomes = [{ indicator: 'people-trained', quantity: 12 }];
    const end = [closedWith(outcomes), { type: 'OutcomesConfirmed', data: { outcomes } }, evaluatedBy('employee', 4)];
    const published = (ended: number) =>
      reported([...ofPeople(ended, '2026-05', 0, end), ...ofPeople(6, '2026-05', 20)], { audience: 'publication' })
        .total;
    expect(published(4)).toMatchObject({
      people: 10,
      outcomes: [{ indicator: 'people-trained', quantity: null }],
      satisfaction: { averageHundredths: null, answers: null },
    });
    expect(published(5)).toMatchObject({
      outcomes: [{ quantity: 60 }],
      satisfaction: { averageHundredths: 400, answers: 5 },
    });
  });

  it('publishes time in a state only where enough people are behind it', () => {
    const rejected = (count: number) =>
      Array.from({ length: count }, (_, index) => {
        const employee = person(40 + index);
        return [
          ...confirmedMission({ employee }),
          logged('r', '2026-03-04', 30, { employee }),
          { type: 'HoursRejected', data: { entryId: 'r', employee, reason: null } },
        ];
      });
    const published = (count: number) =>
      reported([...ofPeople(6, '2026-03'), ...rejected(count)], { audience: 'publication' }).total;
    expect(published(4)).toMatchObject({
      confirmedMinutes: 360,
      rejectedMinutes: null,
      hoursHundredths: { confirmed: 600, rejected: null },
      // 360 / (60 × 1607) = 0.00373…
      fteThousandths: { confirmed: 4, rejected: null },
    });
    expect(published(5)).toMatchObject({ rejectedMinutes: 150, hoursHundredths: { rejected: 250 } });
  });

  it('publishes how time was logged in every row or in none, since one unit tells the other', () => {
    const inHalfDays = (count: number, cause: string) =>
      Array.from({ length: count }, (_, index) => {
        const employee = person(60 + index);
        const time = logged('h', '2026-03-05', 210, { employee, unit: 'half-day', half: 'morning' });
        return [...confirmedMission({ employee, cause }), time, approved('h')];
      });
    const published = (count: number) =>
      reported([...ofPeople(6, '2026-03'), ...inHalfDays(count, 'sport'), ...inHalfDays(6, 'health')], {
        audience: 'publication',
        groupBy: 'cause',
      });
    const few = published(4);
    for (const row of few.rows.filter((shown) => !('suppressed' in shown))) {
      expect(row).toMatchObject({ halfDaysLogged: { confirmed: null }, minutesLogged: { confirmed: null } });
    }
    expect(few.total).toMatchObject({ halfDaysLogged: { confirmed: 10 }, minutesLogged: { confirmed: 360 } });
    expect(published(5).rows).toMatchObject([
      { key: 'education', halfDaysLogged: { confirmed: 0 }, minutesLogged: { confirmed: 360 } },
      { key: 'health', halfDaysLogged: { confirmed: 6 }, minutesLogged: { confirmed: 0 } },
      { key: 'sport', halfDaysLogged: { confirmed: 5 }, minutesLogged: { confirmed: 0 } },
    ]);
  });

  it('publishes no time of fewer than five people, in any row, whatever was logged and how', () => {
    const states = ['approved', 'rejected', 'pending'] as const;
    const entry = fc.record({
      who: fc.nat(9),
      cause: fc.constantFrom('sport', 'health'),
      state: fc.constantFrom(...states),
      unit: fc.constantFrom('minutes', 'half-day'),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), (given) => {
        const missions = given.map(({ who, cause, state, unit }) => {
          const employee = person(who);
          const half = unit === 'half-day' ? 'morning' : null;
          const time = logged('a', '2026-03-03', 210, { employee, unit, half });
          const rejection = { type: 'HoursRejected', data: { entryId: 'a', employee, reason: null } };
          const answer = { approved: [approved('a')], rejected: [rejection], pending: [] }[state];
          return [...confirmedMission({ cause, employee }), time, ...answer];
        });
        const options = { audience: 'publication', groupBy: 'cause', at: '2026-03-04' } as const;
        const { rows, total } = reported(missions, options);
        for (const shown of [...rows, { ...total, key: undefined }]) {
          if ('suppressed' in shown) continue;
          const behind = (state: string, unit?: string) =>
            new Set(
              given
                .filter((each) => shown.key === undefined || each.cause === shown.key)
                .filter((each) => each.state === state && (unit === undefined || each.unit === unit))
                .map(({ who }) => who),
            ).size;
          const enough = (state: string, unit?: string) => [0, 5, 6, 7, 8, 9, 10].includes(behind(state, unit));
          if (!enough('approved')) expect(shown.confirmedMinutes).toBeNull();
          if (!enough('rejected')) expect(shown.rejectedMinutes).toBeNull();
          if (!enough('pending')) expect(shown.pendingMinutes).toBeNull();
          if (!enough('approved', 'half-day') || !enough('approved', 'minutes')) {
            expect(shown).toMatchObject({ halfDaysLogged: { confirmed: null }, minutesLogged: { confirmed: null } });
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('shows over a period only what each of its months shows', () => {
    const month = fc.constantFrom('2026-01', '2026-02', '2026-03');
    const cause = fc.constantFrom('sport', 'health', 'culture');
    const mission = fc.record({ month, cause, who: fc.nat(11) });
    fc.assert(
      fc.property(fc.array(mission, { maxLength: 40 }), (given) => {
        const missions = given.map(({ month: of, cause: serves, who }) => {
          const employee = person(who);
          const time = logged('a', `${of}-03`, 60, { employee });
          return [...confirmedMission({ cause: serves, employee }), time, approved('a')];
        });
        const published = (from: string, to: string) =>
          reported(missions, { from, to, groupBy: 'cause', audience: 'publication' });
        const months = ['2026-01', '2026-02', '2026-03'].map((of) => published(of, of));
        const whole = published('2026-01', '2026-03');
        for (const row of whole.rows.filter((shown) => !('suppressed' in shown))) {
          const same = months.flatMap(({ rows }) => rows.filter(({ key }) => key === row.key));
          expect(same.every((shown) => !('suppressed' in shown))).toBe(true);
        }
        const people = new Set(given.map(({ who }) => who));
        if (people.size < 5) expect(JSON.stringify(whole)).not.toContain('confirmedMinutes');
      }),
      { numRuns: 60 },
    );
  });

  it('publishes nothing about fewer than five people, and nothing that a subtraction would tell', () => {
    const of = (count: number, cause: string, first: number) =>
      Array.from({ length: count }, (_, index) => {
        const employee = person(first + index);
        return [...confirmedMission({ cause, employee }), logged('a', '2026-03-03', 60, { employee }), approved('a')];
      });
    const missions = [...of(5, 'sport', 0), ...of(6, 'health', 10), ...of(1, 'culture', 20)];
    const published = reported(missions, { groupBy: 'cause', audience: 'publication' });
    expect(published.rows).toEqual([
      { key: 'culture', suppressed: true },
      expect.objectContaining({ key: 'health', people: 6, confirmedMinutes: 360 }),
      { key: 'sport', suppressed: true },
    ]);
    expect(published.total).toMatchObject({ people: 12, confirmedMinutes: 720 });
    expect(reported(of(4, 'sport', 0), { audience: 'publication' }).total).toEqual({ suppressed: true });
    expect(reported(missions, { groupBy: 'cause' }).rows).toMatchObject([
      { key: 'culture', people: 1, publishable: false },
      { key: 'health', people: 6, publishable: true },
      { key: 'sport', people: 5, publishable: true },
    ]);
  });
});
