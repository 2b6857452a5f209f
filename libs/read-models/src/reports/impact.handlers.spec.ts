import fc from 'fast-check';
import { approved, confirmedMission, EMPLOYEE, given, type GivenEvent, logged, ORGANISATION } from '@jalon/testing';
import {
  ask,
  closed,
  describeOverViews,
  employee,
  evaluation,
  fixture,
  happen,
  hr,
  id,
  mission,
  SOMEBODY,
  viewsOver,
} from '../query/query.fixture.js';
import { AuditEvents } from '../audit/audit.queries.js';
import { ListHours } from '../hours/hours.queries.js';
import { ListMissions } from '../missions/missions.queries.js';
import { projections } from '../projections.js';
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
      position: given(6),
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

/** The minutes of each group of linked organisations that have 60 each, the smallest first. */
function minutesOf(all: readonly string[], links: ReadonlySet<string>): readonly number[] {
  let groups = all.map((one) => [one]);
  for (const [from, to] of [...links].map((one) => one.split(' ') as [string, string])) {
    const joined = groups.filter((group) => group.includes(from) || group.includes(to));
    groups = [...groups.filter((group) => !joined.includes(group)), joined.flat()];
  }
  return groups.map(({ length }) => length * 60).sort((one, other) => one - other);
}

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
        branchOf: branchOf ?? null,
      },
    });
  const act = (type: 'OrganisationMerged' | 'OrganisationSeparated', organisation = DOUBLE, other = ORGANISATION) =>
    on(organisation, { type, data: { actId: id(43), [type === 'OrganisationMerged' ? 'into' : 'from']: other } });
  const merged = act('OrganisationMerged');
  const separated = act('OrganisationSeparated');

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
    const before = given(directory.length + missions.length);
    expect(await keys(before)).toMatchObject([
      [
        [ORGANISATION, 120],
        [DOUBLE, 60],
      ].sort(),
      { organisations: 2, confirmedMinutes: 180 },
    ]);
  });

  it('are two again once they are separated', async () => {
    await viewsOver(...directory, ...missions, merged, separated);
    expect(await keys()).toMatchObject([expect.anything(), { organisations: 2 }]);
  });

  it('are two again once a branch is separated from its head', async () => {
    await viewsOver(...directory, ...missions, act('OrganisationSeparated', BRANCH));
    expect(await keys()).toMatchObject([expect.anything(), { organisations: 3 }]);
  });

  it('stay what they are where a stored revision names a head, as the first ones could', async () => {
    const revised = { ...registered(DOUBLE, ORGANISATION), type: 'OrganisationRevised' };
    await viewsOver(...directory, ...missions, revised);
    expect(await keys()).toMatchObject([expect.anything(), { organisations: 2 }]);
  });

  it('are those that were linked at each moment, whatever was merged and separated after it', async () => {
    const all = [ORGANISATION, BRANCH, DOUBLE];
    const link = fc.record({ from: fc.constantFrom(...all), to: fc.constantFrom(...all), merges: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(link, { minLength: 1, maxLength: 6 }), async (acts) => {
        for (const projection of projections) await fixture.views.reset(projection, 'live', 'spec');
        const links = new Set([`${BRANCH} ${ORGANISATION}`]);
        const happened: GivenEvent[] = [...directory, ...missions];
        const minutesAt = new Map([[happened.length, minutesOf(all, links)]]);
        for (const { from, to, merges } of acts.filter((one) => one.from !== one.to)) {
          // An organisation is merged into one at a time.
          const earlier = [...links].filter(
            (one) => one.startsWith(from) && !(from === BRANCH && one.endsWith(ORGANISATION)),
          );
          if (merges ? earlier.length > 0 : !links.has(`${from} ${to}`)) continue;
          happened.push(act(merges ? 'OrganisationMerged' : 'OrganisationSeparated', from, to));
          links[merges ? 'add' : 'delete'](`${from} ${to}`);
          minutesAt.set(happened.length, minutesOf(all, links));
        }
        await viewsOver(...happened);
        for (const [position, minutes] of minutesAt) {
          const [rows, total] = await keys(given(position));
          const found = (rows as readonly (readonly [string, number])[]).map(([, each]) => each);
          expect(found.sort((one, other) => one - other)).toEqual(minutes);
          expect(total).toMatchObject({ organisations: minutes.length, confirmedMinutes: 180 });
        }
      }),
      { numRuns: 15 },
    );
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

describeOverViews('entries of people that count as one', () => {
  const [TWIN, THIRD] = [id(51), id(52)];
  const people = [EMPLOYEE, TWIN, THIRD];
  const on = (person: string, type: string, data: object): GivenEvent => ({
    type,
    data,
    id: person,
    category: 'person',
  });
  const directory = people.map((person) => on(person, 'PersonRegistered', SOMEBODY));
  const merged = (person: string, into: string) => on(person, 'PersonMerged', { actId: id(50), into });
  const separated = (person: string, from: string) => on(person, 'PersonSeparated', { actId: id(50), from });
  const missionOf = (n: number, person: string) =>
    mission(n, [
      ...confirmedMission({ employee: person }),
      logged('a', '2026-03-03', 60, { employee: person }),
      approved('a'),
    ]);
  const missions = people.flatMap((person, index) => missionOf(index + 1, person));
  const before = directory.length + missions.length;
  const total = async (asOf?: string) => {
    const asked = { from: '2026-01', to: '2026-12', ...(asOf !== undefined && { asOf }) };
    return (await ask(ImpactReport, asked, hr))['total'];
  };

  it('are one human in the report from the merger on; what is read as of an earlier moment stays', async () => {
    await viewsOver(...directory, ...missions);
    expect(await total()).toMatchObject({ people: 3, missions: 3, confirmedMinutes: 180 });
    await happen(merged(TWIN, EMPLOYEE));
    expect(await total()).toMatchObject({ people: 2, missions: 3, confirmedMinutes: 180 });
    expect(await total(given(before))).toMatchObject({ people: 3, missions: 3, confirmedMinutes: 180 });
  });

  it('are one human in a circle, too, and two again once a separation leaves no way between them', async () => {
    await viewsOver(...directory, ...missions, merged(TWIN, EMPLOYEE), merged(EMPLOYEE, THIRD), merged(THIRD, TWIN));
    expect(await total()).toMatchObject({ people: 1, missions: 3, confirmedMinutes: 180 });
    expect(await total(given(before + 1))).toMatchObject({ people: 2 });
    await happen(separated(TWIN, EMPLOYEE));
    expect(await total()).toMatchObject({ people: 1 });
    await happen(separated(EMPLOYEE, THIRD));
    expect(await total()).toMatchObject({ people: 2 });
  });
});
