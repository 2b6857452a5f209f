import type { Row } from '@jalon/kernel';
import { confirmedMission, EMPLOYEE, HR, logged, MANAGER, ORGANISATION, TERMS, type GivenEvent } from '@jalon/testing';
import { ListHours } from '../hours/hours.queries.js';
import {
  ask,
  caller,
  describeOverViews,
  employee,
  happen,
  id,
  idsFor,
  live,
  manager,
  mission,
  organisation,
  viewsOver,
} from '../query/query.fixture.js';
import { GetMission, ListMissions, MissionHistory } from './missions.queries.js';

const BY_OPERATOR = { person: HR, party: null, role: 'operator' } as const;
const tenantEvent = (type: string, data: object): GivenEvent => ({
  category: 'tenant',
  id: 'main',
  type,
  data,
  by: BY_OPERATOR,
});
const opened = tenantEvent('TenantOpened', { zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: HR });
const set = (managerDetail: string) => tenantEvent('TenantManagerDetailSet', { managerDetail });
const NEED = id(55);
const COORDINATOR = id(900);
const answer: GivenEvent = {
  type: 'HoursApproved',
  data: { entryId: 'a' },
  by: { person: COORDINATOR, party: 'organisation', role: 'organisation' },
};
const paid = mission(1, [
  ...confirmedMission({ manager: MANAGER, need: NEED }),
  logged('a', '2026-03-03', 120),
  answer,
]);

/** Everything that a manager can read of the mission, as one text. */
async function everythingFor(as: typeof manager): Promise<string> {
  const answers = [
    await ask(GetMission, { id: id(1) }, as),
    await ask(GetMission, { id: id(1), revision: 2 }, as),
    await ask(GetMission, { id: id(1), asOf: '2026-04-01' }, as),
    await ask(ListMissions, {}, as),
    await ask(ListHours, {}, as),
    await ask(MissionHistory, { id: id(1) }, as),
    { live: (await live(as)) as unknown as Row },
  ];
  return JSON.stringify(answers);
}
const HOST = [ORGANISATION, COORDINATOR, NEED, TERMS.title, 'education'];

describeOverViews('the host of a mission', () => {
  it('is hidden from its manager, who sees whose time it is, when and how much', async () => {
    await viewsOver(opened, ...paid);
    expect(await ask(GetMission, { id: id(1) }, manager)).toMatchObject({
      employee: EMPLOYEE,
      startsOn: TERMS.startsOn,
      plannedMinutes: TERMS.plannedMinutes,
      approvedMinutes: 120,
      ...{ organisation: null, need: null, title: null, cause: null, sdg: null, attribution: null },
    });
    expect(await ask(ListHours, {}, manager)).toMatchObject({
      items: [{ minutes: 120, title: null, organisation: null, cause: null }],
    });
    const read = await everythingFor(manager);
    expect(HOST.filter((telling) => read.includes(telling))).toEqual([]);
  });

  it('does not find the mission for its manager', async () => {
    await viewsOver(opened, ...paid);
    for (const filter of [{ organisation: ORGANISATION }, { need: NEED }]) {
      expect(await idsFor(manager, filter)).toEqual([]);
      expect(await idsFor(employee, filter)).toEqual([id(1)]);
    }
    expect(await ask(ListHours, { organisation: ORGANISATION }, manager)).toMatchObject({ items: [] });
  });

  it.each([
    ['its employee', employee],
    ['its organisation', organisation],
    ['a manager who is in human resources, too', caller(MANAGER, ['manager', 'hr'])],
    ['a manager who speaks for the organisation, too', caller(MANAGER, ['manager', 'organisation'], ORGANISATION)],
  ])('is shown to %s', async (_who, as) => {
    await viewsOver(opened, ...paid);
    expect(await ask(GetMission, { id: id(1) }, as)).toMatchObject({ organisation: ORGANISATION, need: NEED });
  });

  it('is shown to its manager where the tenant says so, until it says otherwise', async () => {
    await viewsOver(opened, set('whole'), ...paid);
    expect(await ask(GetMission, { id: id(1) }, manager)).toMatchObject({ organisation: ORGANISATION, need: NEED });
    expect(await idsFor(manager, { need: NEED })).toEqual([id(1)]);
    await happen(set('schedule'));
    expect(await ask(GetMission, { id: id(1) }, manager)).toMatchObject({ organisation: null, need: null });
  });
});
