import type { Row } from '@jalon/kernel';
import {
  approved,
  confirmedMission,
  EMPLOYEE,
  given,
  type GivenEvent,
  HR,
  logged,
  MANAGER,
  ORGANISATION,
  TERMS,
} from '@jalon/testing';
import {
  ask,
  audit,
  caller,
  closed,
  describeOverViews,
  employee,
  evaluation,
  hr,
  id,
  idsFor,
  manager,
  mission,
  organisation,
  viewsOver,
  refusal,
  SEALED,
  stranger,
} from '../query/query.fixture.js';
import { ListHours } from '../hours/hours.queries.js';
import { GetMission, ListMissions, MissionHistory } from './missions.queries.js';
import { ImpactReport } from '../reports/impact.queries.js';

describeOverViews('a mission', () => {
  it('is seen by its parties and the company, and not found by anyone else', async () => {
    await viewsOver(...mission(1, confirmedMission()));
    for (const party of [hr, employee, manager, organisation]) {
      expect(await ask(GetMission, { id: id(1) }, party)).toMatchObject({
        id: id(1),
        status: 'confirmed',
        position: given(4),
      });
    }
    await expect(ask(GetMission, { id: id(1) }, stranger)).rejects.toMatchObject({
      rejection: { code: 'NOT_FOUND' },
    });
    await expect(ask(MissionHistory, { id: id(1) }, stranger)).rejects.toMatchObject({
      rejection: { code: 'NOT_FOUND' },
    });
    expect(await idsFor(stranger)).toEqual([]);
  });

  it('has the sum of its time entries for each total, and the revision of its last event', async () => {
    const rejected = { type: 'HoursRejected', data: { entryId: 'c', employee: EMPLOYEE, reason: { sealed: {} } } };
    await viewsOver(
      ...mission(1, [
        ...confirmedMission(),
        logged('a', '2026-03-03', 120),
        logged('b', '2026-03-04', 60, { onDuty: false }),
        logged('c', '2026-03-05', 30),
        logged('d', '2026-03-06', 45),
        approved('a'),
        approved('b'),
        rejected,
      ]),
      ...mission(2, [...confirmedMission(), logged('a', '2026-03-03', 15)]),
    );
    const none = { approvedMinutes: 0, approvedOffDutyMinutes: 0, rejectedMinutes: 0, voidedMinutes: 0 };
    const first = {
      ...{
        approvedMinutes: 120,
        approvedOffDutyMinutes: 60,
        rejectedMinutes: 30,
        pendingMinutes: 45,
        voidedMinutes: 0,
      },
      ...{ revision: 10, updatedAt: '2026-03-02T09:00:00.000Z' },
    };
    expect(await ask(GetMission, { id: id(1) }, hr)).toMatchObject(first);
    expect(await ask(ListMissions, {}, hr)).toMatchObject({
      items: [{ id: id(2), ...none, pendingMinutes: 15, revision: 4 }, first],
    });
  });

  it('in personal time is shown to nobody in the hierarchy: in no list, hours, report or audit', async () => {
    await viewsOver(
      ...mission(1, [...confirmedMission({ basis: 'personal-time' }), logged('a', '2026-03-03', 60), approved('a')]),
    );
    for (const superior of [hr, manager]) {
      await expect(ask(GetMission, { id: id(1) }, superior)).rejects.toMatchObject({
        rejection: { code: 'NOT_FOUND' },
      });
      expect(await idsFor(superior)).toEqual([]);
      expect(await ask(ListHours, {}, superior)).toMatchObject({ items: [] });
    }
    expect(await audit({}, hr)).toEqual([]);
    expect(await ask(ImpactReport, { from: '2026-01', to: '2026-12' }, hr)).toMatchObject({ rows: [] });
    expect(await idsFor(employee)).toEqual([id(1)]);
    expect(await ask(ListHours, {}, organisation)).toMatchObject({ items: [{ entryId: 'a' }] });
  });

  it('that its employee refused is, to everyone else, not retained', async () => {
    await viewsOver(...mission(1, [{ type: 'MissionProposed', data: TERMS }, refusal]));
    expect(await ask(GetMission, { id: id(1) }, employee)).toMatchObject({
      status: 'declined',
      declinedBy: 'employee',
    });
    expect(await ask(GetMission, { id: id(1) }, hr)).toMatchObject({ status: 'not-retained', declinedBy: null });
    expect(await idsFor(hr, { status: 'declined' })).toEqual([]);
    expect(await idsFor(hr, { status: 'not-retained' })).toEqual([id(1)]);
    expect(await idsFor(employee, { status: 'declined' })).toEqual([id(1)]);
    const { items } = await ask(MissionHistory, { id: id(1) }, hr);
    expect(items).toMatchObject([{ type: 'MissionProposed' }, { masked: 'not-retained' }]);
    expect(JSON.stringify((items as unknown as Row[])[1])).not.toContain(EMPLOYEE);
    expect(await audit({ type: 'MissionDeclined' }, hr)).toMatchObject([{ masked: 'not-retained' }]);
    // Asked by its actor, even a masked entry would name them.
    expect(await audit({ actor: EMPLOYEE }, hr)).toEqual([]);
  });

  it('that anyone refused reads the same to the company, and whole only to those who refused', async () => {
    const refusedBy = (n: number, party: string, person: string) =>
      mission(n, [
        { type: 'MissionProposed', data: TERMS },
        {
          ...refusal,
          data: { party, employee: EMPLOYEE, reason: SEALED(`By the ${party}`) },
          by: { person, party } as never,
        },
      ]);
    await viewsOver(
      ...refusedBy(1, 'employee', EMPLOYEE),
      ...refusedBy(2, 'organisation', id(900)),
      ...refusedBy(3, 'manager', MANAGER),
      ...refusedBy(4, 'company', HR),
    );
    const overseer = caller(id(903), ['hr']);
    expect(await idsFor(overseer, { status: 'declined' })).toEqual([]);
    expect(await idsFor(overseer, { status: 'not-retained' })).toEqual([id(4), id(3), id(2), id(1)]);
    const seen = await Promise.all([1, 2, 3, 4].map((n) => ask(GetMission, { id: id(n) }, overseer)));
    expect(new Set(seen.map(({ id: _, ...rest }) => JSON.stringify(rest))).size).toBe(1);

    const colleague = caller(id(904), ['organisation'], ORGANISATION);
    for (const [own, whose] of [
      [1, employee],
      [2, colleague],
      [3, manager],
      [4, hr],
    ] as const) {
      expect(await idsFor(whose, { status: 'declined' })).toEqual([id(own)]);
      expect(await idsFor(whose, { status: 'not-retained' })).toHaveLength(3);
      expect(await ask(GetMission, { id: id(own) }, whose)).toMatchObject({ status: 'declined' });
      const { items } = await ask(MissionHistory, { id: id(own) }, whose);
      expect(items).toMatchObject([{}, { why: expect.stringContaining('By the') }]);
    }
  });

  it('shows an evaluation to its author only, until all are given or the deadline has passed', async () => {
    await viewsOver(...mission(1, [...confirmedMission(), closed, evaluation]));
    expect(await ask(GetMission, { id: id(1) }, employee)).toMatchObject({ evaluations: [{ comment: 'Très bien' }] });
    const masked = [{ party: 'employee', masked: 'evaluation', opensOn: '2026-06-01' }];
    expect(await ask(GetMission, { id: id(1) }, hr)).toMatchObject({ evaluations: masked });
    for (const answer of [
      await ask(GetMission, { id: id(1) }, hr),
      await ask(MissionHistory, { id: id(1) }, organisation),
      { entries: (await audit({}, hr)) as unknown as Row },
    ]) {
      expect(JSON.stringify(answer)).not.toContain('Très bien');
    }
  });

  it('opens personal fields in the answer, and says when one was erased', async () => {
    const rejected = (reason: string): GivenEvent => ({
      type: 'HoursRejected',
      data: { entryId: 'a', employee: EMPLOYEE, reason: SEALED(reason) },
    });
    await viewsOver(
      ...mission(1, [
        ...confirmedMission(),
        logged('a', '2026-03-03', 60, { comment: SEALED('gone') }),
        rejected('Absent'),
      ]),
    );
    expect(await ask(ListHours, {}, hr)).toMatchObject({
      items: [{ entryId: 'a', comment: { erased: true }, reason: 'Absent', state: 'rejected' }],
    });
  });
});
