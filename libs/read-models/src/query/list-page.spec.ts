import { approved, confirmedMission } from '@jalon/testing';
import {
  ask,
  caller,
  describeOverViews,
  hr,
  id,
  mission,
  SOMEBODY,
  viewsOver,
  SEALED,
  stranger,
} from './query.fixture.js';
import { GetPerson, ListPeople } from '../directory/directory.queries.js';
import { ListMissions, MissionHistory } from '../missions/missions.queries.js';
import { ImpactReport } from '../reports/impact.queries.js';

describeOverViews('a list', () => {
  it('continues after its last item, and ends', async () => {
    await viewsOver(...[1, 2, 3].flatMap((n) => mission(n, confirmedMission())));
    const first = await ask(ListMissions, { limit: 2 }, hr);
    expect(first).toMatchObject({ items: [{ id: id(3) }, { id: id(2) }] });
    const second = await ask(ListMissions, { limit: 2, cursor: first['next'] as string }, hr);
    expect(second).toMatchObject({ items: [{ id: id(1) }], next: null });
  });

  const invalid = { rejection: { code: 'CURSOR_INVALID' } };

  const forged = (...values: readonly unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');

  it('refuses a cursor of another tenant, or that no list gave', async () => {
    await viewsOver();
    const cursors = [
      forged('other', 'a', 'b'),
      'nonsense',
      forged('main', 1, 'b'),
      forged('main', 'a'),
      forged('main', 'a', null),
    ];
    for (const cursor of cursors) await expect(ask(ListMissions, { cursor }, hr)).rejects.toMatchObject(invalid);
  });

  it.each([['a'], [-1], [1.5], [1e300], [null], [0, 0], []])(
    'refuses a history that goes on at %j',
    async (...values) => {
      await viewsOver(...mission(1, confirmedMission()));
      const cursor = forged('main', ...values);
      await expect(ask(MissionHistory, { id: id(1), cursor }, hr)).rejects.toMatchObject(invalid);
    },
  );

  it('says that it is incomplete where a stream is parked, naming only what the caller may see', async () => {
    await viewsOver(...mission(1, [...confirmedMission(), approved('nowhere')]), ...mission(2, confirmedMission()));
    expect(await ask(ListMissions, {}, hr)).toMatchObject({ incomplete: true, parked: [`mission-main.${id(1)}`] });
    expect(await ask(ListMissions, {}, stranger)).toMatchObject({ incomplete: true, parked: [] });
    const report = await ask(ImpactReport, { from: '2026-01', to: '2026-12' }, hr);
    expect(report).toMatchObject({ incomplete: true, publishable: false });
    const published = await ask(ImpactReport, { from: '2026-01', to: '2026-12' }, stranger);
    expect(published).toMatchObject({ incomplete: true, rows: [], total: { suppressed: true } });
  });

  it('gives names to callers who may know them, and ids to others', async () => {
    const names = { givenName: SEALED('Zoé'), familyName: SEALED('Martin'), birthDate: SEALED('1980-01-01') };
    const none = { email: null, staffNumber: null, entryDate: null, employer: null, manager: null };
    const data = { ...names, ...none, department: '75', site: null, organisation: null };
    await viewsOver({ type: 'PersonRegistered', category: 'person', id: id(7), data });
    const known = await ask(ListPeople, { name: 'zoe m' }, hr);
    expect(known).toMatchObject({ items: [{ givenName: 'Zoé', familyName: 'Martin' }] });
    expect(JSON.stringify(known)).not.toContain('1980');
    expect(await ask(ListPeople, {}, stranger)).toMatchObject({ items: [{ id: id(7) }] });
    expect(JSON.stringify(await ask(ListPeople, {}, stranger))).not.toContain('Martin');
    expect(await ask(ListPeople, { name: 'zoe' }, stranger)).toMatchObject({ items: [] });
  });

  it('tells who has left, and since when, to callers who may see the person', async () => {
    const left = { type: 'PersonLeft', category: 'person', id: id(7), data: { leftOn: '2026-04-01' } } as const;
    await viewsOver({ type: 'PersonRegistered', category: 'person', id: id(7), data: SOMEBODY }, left);
    const itself = caller(id(7), ['employee']);
    for (const mayKnow of [hr, itself]) {
      expect(await ask(ListPeople, {}, mayKnow)).toMatchObject({ items: [{ leftOn: '2026-04-01' }] });
      expect(await ask(GetPerson, { id: id(7) }, mayKnow)).toMatchObject({ leftOn: '2026-04-01' });
    }
    expect((await ask(ListPeople, {}, stranger))['items']).toEqual([
      expect.not.objectContaining({ leftOn: expect.anything() }),
    ]);
    expect(await ask(GetPerson, { id: id(7) }, stranger)).not.toHaveProperty('leftOn');
    for (const status of ['active', 'left'] as const) {
      expect(await ask(ListPeople, { status }, stranger)).toMatchObject({ items: [] });
    }
  });
});
