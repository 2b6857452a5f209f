import { approved, confirmedMission, logged, ORGANISATION, type GivenEvent } from '@jalon/testing';
import {
  ask,
  closed,
  describeOverViews,
  employee,
  evaluation,
  hr,
  id,
  mission,
  viewsOver,
} from '../query/query.fixture.js';
import { AuditEvents } from '../audit/audit.queries.js';
import { ListHours } from '../hours/hours.queries.js';
import { ListMissions } from '../missions/missions.queries.js';
import type { QueryClass } from '../query/query-handler.js';
import { ImpactEntries, ImpactReport } from './impact.queries.js';

describeOverViews('the impact report', () => {
  it('is a publication for callers who may not read the entries, whatever they ask for', async () => {
    await viewsOver(...mission(1, [...confirmedMission(), logged('a', '2026-03-03', 60), approved('a')]));
    const asked = { from: '2026-01', to: '2026-12', audience: 'internal' } as const;
    expect(await ask(ImpactReport, asked, hr)).toMatchObject({ total: { confirmedMinutes: 60, publishable: false } });
    expect(await ask(ImpactReport, asked, employee)).toMatchObject({
      audience: 'publication',
      total: { suppressed: true },
      at: '2026-04-30',
      asOf: { month: '2026-04', date: '2026-04-30', at: '2026-04-30T21:59:59.999Z' },
      position: '6',
    });
  });

  it('is never read on a future day, when evaluations that are hidden today would be revealed', async () => {
    await viewsOver(...mission(1, [...confirmedMission(), closed, evaluation]));
    const on = (at: string) => ask(ImpactReport, { from: '2026-01', to: '2026-12', at }, hr);
    await expect(on('2026-05-01')).resolves.toMatchObject({ total: { satisfaction: { answers: 0 } } });
    for (const at of ['2026-05-02', '2026-06-01']) {
      await expect(on(at)).rejects.toMatchObject({
        rejection: { code: 'AT_IN_FUTURE', params: { at, today: '2026-05-01' } },
      });
    }
  });

  it('refuses a period that ends before it begins', async () => {
    await viewsOver();
    const reversed = ask(ImpactReport, { from: '2026-02', to: '2026-01' }, hr);
    await expect(reversed).rejects.toMatchObject({ rejection: { code: 'PERIOD_REVERSED' } });
    const days = { from: '2026-02-02', to: '2026-02-01' };
    for (const query of [ListHours, ListMissions, AuditEvents]) {
      const asked = ask(query as QueryClass, days, hr);
      await expect(asked).rejects.toMatchObject({ rejection: { code: 'PERIOD_REVERSED' } });
    }
  });
});

describeOverViews('organisations that count as one', () => {
  const [BRANCH, DOUBLE] = [id(41), id(42)];
  const on = (organisation: string, happened: GivenEvent): GivenEvent => ({
    ...happened,
    id: organisation,
    category: 'organisation',
  });
  const registered = (organisation: string, branchOf?: string) =>
    on(organisation, {
      type: 'OrganisationRegistered',
      data: {
        name: 'Les Toits',
        register: 'rna',
        registerNumber: null,
        department: null,
        contact: null,
        ...(branchOf && { branchOf }),
      },
    });
  const act = (type: string, data: object) =>
    on(DOUBLE, { type, data: { actId: id(43), into: ORGANISATION, ...data } });
  const merged = act('OrganisationMerged', {});
  const reversed = act('OrganisationMergerReversed', {});

  const missionFor = (n: number, organisation: string) =>
    mission(n, [...confirmedMission({ organisation }), logged('a', '2026-03-03', 60), approved('a')]);
  const missions = [...missionFor(1, ORGANISATION), ...missionFor(2, BRANCH), ...missionFor(3, DOUBLE)];
  const directory = [registered(ORGANISATION), registered(BRANCH, ORGANISATION), registered(DOUBLE)];
  const year = { from: '2026-01', to: '2026-12', groupBy: 'organisation' } as const;
  const keys = async (asOf?: string) => {
    const { rows, total } = await ask(ImpactReport, { ...year, ...(asOf && { asOf }) }, hr);
    const all = rows as unknown as readonly { readonly key: string; readonly confirmedMinutes: number }[];
    return [all.map(({ key, confirmedMinutes }) => [key, confirmedMinutes]), total];
  };

  it('are a head with its branches, and what was merged into it, from the merger on; the past stays', async () => {
    await viewsOver(...directory, ...missions, merged);
    expect(await keys()).toMatchObject([[[ORGANISATION, 180]], { organisations: 1, confirmedMinutes: 180 }]);
    const before = String(directory.length + missions.length);
    expect(await keys(before)).toMatchObject([
      [
        [ORGANISATION, 120],
        [DOUBLE, 60],
      ].sort(),
      { organisations: 2, confirmedMinutes: 180 },
    ]);
  });

  it('are two again once the merger is reversed', async () => {
    await viewsOver(...directory, ...missions, merged, reversed);
    expect(await keys()).toMatchObject([expect.anything(), { organisations: 2 }]);
  });

  it('have the entries of all in the row of the one', async () => {
    await viewsOver(...directory, ...missions, merged);
    const entries = async (key: string) => {
      const { items } = await ask(ImpactEntries, { ...year, key }, hr);
      return (items as unknown as readonly unknown[]).length;
    };
    expect(await entries(ORGANISATION)).toBe(3);
    expect(await entries(DOUBLE)).toBe(0);
  });
});
