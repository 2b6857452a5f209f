import type { Caller, Row } from '@jalon/kernel';
import { confirmedMission, EMPLOYEE, given, HR, logged, ORGANISATION, type GivenEvent } from '@jalon/testing';
import {
  ask,
  caller,
  closed,
  describeOverViews,
  happen,
  hr,
  id,
  mission,
  notedReads,
  SOMEBODY,
  stranger,
  viewsOver,
} from '../query/query.fixture.js';
import { ListImproperApprovals } from './audit.queries.js';

/** A coordinator of the organisation, and other entries that turn out to be theirs. */
const [COORDINATOR, SPARE, THIRD] = [id(71), id(72), id(73)];
const MERGED_AT = '2026-04-02T08:00:00.000Z';
const byOrganisation = { person: COORDINATOR, party: 'organisation', role: 'organisation' } as const;

const registered = (person: string): GivenEvent => ({
  type: 'PersonRegistered',
  category: 'person',
  id: person,
  data: SOMEBODY,
});
const everybody = [EMPLOYEE, HR, COORDINATOR, SPARE, THIRD].map(registered);
const merger = (person: string, into: string, at = MERGED_AT): GivenEvent => ({
  type: 'PersonMerged',
  category: 'person',
  id: person,
  data: { actId: id(70), into },
  at,
});
const separation = (person: string, from: string): GivenEvent => ({
  type: 'PersonSeparated',
  category: 'person',
  id: person,
  data: { actId: id(70), from },
});
const approval = (entryId: string, day: number, person = COORDINATOR): GivenEvent => ({
  type: 'HoursApproved',
  data: { entryId },
  by: { ...byOrganisation, person },
  at: `2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z`,
});
const byHr = (happened: GivenEvent): GivenEvent => ({ ...happened, by: { person: HR, party: 'company', role: 'hr' } });
const outcomes = [{ indicator: 'people-trained', quantity: 12 }];
const closing = { ...closed, data: { ...closed.data, outcomes } };
const answered = (type: 'OutcomesConfirmed' | 'OutcomesDisputed'): GivenEvent => ({
  type,
  data: type === 'OutcomesConfirmed' ? { outcomes } : { employee: EMPLOYEE, reason: null },
  by: byOrganisation,
  at: '2026-04-01T10:00:00.000Z',
});

const timeOf = (n: number, ...more: readonly GivenEvent[]) =>
  mission(n, [...confirmedMission(), logged('a', '2026-03-03', 60), approval('a', 4), ...more]);

async function improper(as: Caller = hr): Promise<readonly Row[]> {
  return (await ask(ListImproperApprovals, {}, as)).items as unknown as readonly Row[];
}

describeOverViews('the list of improper approvals', () => {
  it('holds nothing while nobody is merged, and nothing of two other people', async () => {
    await viewsOver(...everybody, ...timeOf(1));
    expect(await improper()).toEqual([]);
    await happen(merger(SPARE, COORDINATOR), merger(THIRD, EMPLOYEE));
    expect(await improper()).toEqual([]);
  });

  it('holds time approved by another entry of its employee, since when, and by which event', async () => {
    await viewsOver(...everybody, ...timeOf(1));
    await happen(merger(COORDINATOR, EMPLOYEE));
    const position = given(everybody.length + timeOf(1).length + 1);
    const merged = { person: COORDINATOR, otherPerson: EMPLOYEE, at: MERGED_AT, position };
    expect(await improper()).toEqual([
      {
        kind: 'time',
        mission: id(1),
        entryId: 'a',
        date: '2026-03-03',
        minutes: 60,
        state: 'approved',
        employee: EMPLOYEE,
        approvedBy: COORDINATOR,
        approvedAt: '2026-03-04T10:00:00.000Z',
        sameHuman: [{ person: EMPLOYEE, as: 'employee', mergedAt: MERGED_AT, mergers: [merged] }],
      },
    ]);
    expect(notedReads.at(-1)).toMatchObject({
      query: 'ListImproperApprovals',
      people: expect.arrayContaining([COORDINATOR, EMPLOYEE]),
    });
  });

  it('holds time approved by another entry of whoever wrote any version of it', async () => {
    const correction: GivenEvent = {
      type: 'HoursCorrected',
      data: {
        entryId: 'b',
        employee: EMPLOYEE,
        before: {},
        after: { date: '2026-03-05', unit: 'minutes', minutes: 45, half: null, startsAt: null, onDuty: true },
        reason: null,
        checkedAgainst: 'mission-only',
      },
      by: { person: EMPLOYEE, party: 'employee', role: 'employee' },
    };
    const others = [byHr(logged('b', '2026-03-05', 30)), correction, approval('b', 6)];
    await viewsOver(...everybody, ...timeOf(1, ...others), merger(HR, COORDINATOR));
    expect(await improper()).toMatchObject([{ entryId: 'b', minutes: 45, sameHuman: [{ person: HR, as: 'author' }] }]);
  });

  it('holds time that was approved by another entry of the employee to whom reports attribute it', async () => {
    const corrected = { employee: EMPLOYEE, field: 'employee', before: EMPLOYEE, after: THIRD, reason: null };
    await viewsOver(...everybody, ...timeOf(1, { type: 'AttributionCorrected', data: corrected }));
    await happen(merger(COORDINATOR, THIRD));
    expect(await improper()).toMatchObject([{ employee: EMPLOYEE, sameHuman: [{ person: THIRD, as: 'employee' }] }]);
  });

  it.each(['OutcomesConfirmed', 'OutcomesDisputed'] as const)(
    'holds an answer to outcomes by the human who claimed them: %s',
    async (type) => {
      await viewsOver(...everybody, ...mission(1, [...confirmedMission(), byHr(closing), answered(type)]));
      expect(await improper()).toEqual([]);
      await happen(merger(HR, COORDINATOR));
      expect(await improper()).toMatchObject([
        {
          kind: 'outcomes',
          mission: id(1),
          entryId: null,
          date: '2026-04-01',
          minutes: null,
          state: type === 'OutcomesConfirmed' ? 'confirmed' : 'disputed',
          approvedBy: COORDINATOR,
          sameHuman: [{ person: HR, as: 'author' }],
        },
      ]);
    },
  );

  it('holds an answer to outcomes by the human who requested the closure that claimed them, though it was refused', async () => {
    const actId = id(80);
    const requested: GivenEvent = {
      type: 'ForcedClosureRequested',
      data: { actId, expiresOn: '2026-05-01', employee: EMPLOYEE, endedOn: '2026-04-01', outcomes, reason: null },
      by: { person: SPARE, party: 'company', role: 'hr' },
    };
    const refused: GivenEvent = { type: 'ForcedClosureRefused', data: { actId } };
    const again = { ...byHr(requested), data: { ...requested.data, actId: id(81) } };
    const history = [...confirmedMission(), requested, refused, again, byHr(closing), answered('OutcomesConfirmed')];
    await viewsOver(...everybody, ...mission(1, history), merger(SPARE, COORDINATOR));
    expect(await improper()).toMatchObject([{ sameHuman: [{ person: SPARE, as: 'author' }] }]);
  });

  it('names every merger that made the two one human, also in a circle, and the moment of the last', async () => {
    const [first, second, third] = ['2026-04-02', '2026-04-03', '2026-04-04'].map((day) => `${day}T08:00:00.000Z`);
    await viewsOver(...everybody, ...timeOf(1), merger(COORDINATOR, SPARE, first));
    expect(await improper()).toEqual([]);
    await happen(merger(SPARE, EMPLOYEE, second));
    const links = [
      { person: COORDINATOR, otherPerson: SPARE, at: first },
      { person: SPARE, otherPerson: EMPLOYEE, at: second },
    ];
    const expected = [{ sameHuman: [{ person: EMPLOYEE, mergedAt: second, mergers: links }] }];
    expect(await improper()).toMatchObject(expected);
    await happen(merger(EMPLOYEE, COORDINATOR, third));
    expect(await improper()).toMatchObject(expected);
    await happen(separation(COORDINATOR, SPARE));
    expect(await improper()).toMatchObject([
      { sameHuman: [{ mergedAt: third, mergers: [{ person: EMPLOYEE, otherPerson: COORDINATOR, at: third }] }] },
    ]);
  });

  it('no longer holds what a separation, or a correction of the time, has settled', async () => {
    await viewsOver(...everybody, ...timeOf(1), merger(COORDINATOR, EMPLOYEE), separation(COORDINATOR, EMPLOYEE));
    expect(await improper()).toEqual([]);
    await happen(merger(COORDINATOR, SPARE), merger(SPARE, EMPLOYEE));
    expect(await improper()).toHaveLength(1);
    const after = { date: '2026-03-03', unit: 'minutes', minutes: 50, half: null, startsAt: null, onDuty: true };
    const changed = {
      entryId: 'a',
      employee: EMPLOYEE,
      before: {},
      after,
      reason: null,
      checkedAgainst: 'mission-only',
    };
    await happen(...mission(1, [{ type: 'HoursCorrected', data: changed }]));
    expect(await improper()).toEqual([]);
  });

  it('never holds personal time, but for those who see the mission', async () => {
    const own = [...confirmedMission({ basis: 'personal-time', manager: null }), logged('a', '2026-03-03', 60)];
    await viewsOver(...everybody, ...mission(1, [...own, approval('a', 4)]), merger(COORDINATOR, EMPLOYEE));
    for (const role of ['hr', 'admin', 'auditor', 'compliance'] as const) {
      expect(await improper(caller(id(90), [role]))).toEqual([]);
    }
    expect(await improper(caller(EMPLOYEE, ['employee', 'hr']))).toHaveLength(1);
    expect(await improper(caller(id(90), ['organisation', 'hr'], ORGANISATION))).toHaveLength(1);
  });

  it('is paged, the latest approved first', async () => {
    const days = [4, 9, 7, 5, 8];
    const entries = days.flatMap((day) => [logged(`e${day}`, '2026-03-03', 60), approval(`e${day}`, day)]);
    await viewsOver(...everybody, ...mission(1, [...confirmedMission(), ...entries]), merger(COORDINATOR, EMPLOYEE));
    const found: unknown[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await ask(ListImproperApprovals, { limit: 2, ...(cursor && { cursor }) }, hr);
      found.push(...(page['items'] as unknown as readonly Row[]).map(({ entryId }) => entryId));
      if (page['next'] === null) break;
      cursor = page['next'] as string;
    }
    expect(found).toEqual(['e9', 'e8', 'e7', 'e5', 'e4']);
    await expect(ask(ListImproperApprovals, { cursor: 'e30' }, hr)).rejects.toMatchObject({
      rejection: { code: 'CURSOR_INVALID' },
    });
  });

  it('is for auditors, compliance, administrators and human resources', async () => {
    await viewsOver(...everybody, ...timeOf(1), merger(COORDINATOR, EMPLOYEE));
    for (const role of ['hr', 'admin', 'auditor', 'compliance'] as const) {
      expect(await improper(caller(id(90), [role]))).toHaveLength(1);
    }
    for (const as of [stranger, caller(id(90), ['dpo', 'works-council', 'service'])]) {
      await expect(improper(as)).rejects.toMatchObject({ rejection: { code: 'QUERY_NOT_ALLOWED' } });
    }
  });
});
