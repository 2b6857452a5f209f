import { StoreUnavailable } from '@jalon/ports';
import { confirmedMission, EMPLOYEE, given, logged, TERMS } from '@jalon/testing';
import {
  ask,
  closed,
  describeOverViews,
  employee,
  evaluation,
  hr,
  id,
  live,
  manager,
  mission,
  organisation,
  viewsOver,
  refusal,
  storeFaults,
  SOMEBODY,
  stranger,
} from '../query/query.fixture.js';
import type { LiveUpdate } from './live.answers.js';
import { LiveEvents } from './live.queries.js';

describeOverViews('the live stream', () => {
  const types = (updates: readonly LiveUpdate[]) => updates.map(({ type }) => type);

  it('tells the parties and the company that something happened, without its content', async () => {
    await viewsOver(...mission(1, [...confirmedMission(), logged('a', '2026-03-03', 60)]));
    const first = {
      position: given(1),
      stream: `mission-main.${id(1)}`,
      category: 'mission',
      streamId: id(1),
      revision: 0,
      type: 'MissionProposed',
    };
    for (const party of [hr, employee, manager, organisation]) {
      const updates = await live(party);
      expect(updates).toHaveLength(5);
      expect(updates[0]).toEqual({ ...first, recordedAt: expect.any(String) as string });
    }
    expect(await live(stranger)).toEqual([]);
  });

  it('continues after the last position that the client has seen', async () => {
    await viewsOver(...mission(1, [...confirmedMission(), logged('a', '2026-03-03', 60)]));
    expect(types(await live(hr, given(4)))).toEqual(['HoursLogged']);
    expect(await live(hr, given(5))).toEqual([]);
  });

  it('waits for a store that does not answer, and skips no event', async () => {
    await viewsOver(...mission(1, [...confirmedMission(), logged('a', '2026-03-03', 60)]));
    storeFaults.push(new StoreUnavailable('no answer'), new StoreUnavailable('no answer'));
    expect(await live(hr)).toHaveLength(5);
    expect(storeFaults).toEqual([]);
  });

  it('ends when a read fails in another way', async () => {
    await viewsOver(...mission(1, confirmedMission()));
    storeFaults.push(new TypeError('no such thing'));
    await expect(live(hr)).rejects.toThrow('no such thing');
  });

  it('masks a refusal and an evaluation, and says why', async () => {
    await viewsOver(
      ...mission(1, [{ type: 'MissionProposed', data: TERMS }, refusal]),
      ...mission(2, [...confirmedMission(), closed, evaluation]),
    );
    expect((await live(hr)).filter(({ masked }) => masked)).toMatchObject([
      { type: 'MissionDeclined', masked: 'not-retained', opensOn: null },
      { type: 'MissionEvaluated', masked: 'evaluation', opensOn: '2026-06-01' },
    ]);
    expect((await live(employee)).filter(({ masked }) => masked)).toEqual([]);
  });

  it('tells the hierarchy nothing about missions in personal time', async () => {
    await viewsOver(...mission(1, confirmedMission({ basis: 'personal-time' })));
    expect(await live(hr)).toEqual([]);
    expect(await live(manager)).toEqual([]);
    expect(await live(employee)).toHaveLength(4);
  });

  it('tells of an offer to its employee and those who oversee offers only', async () => {
    const words = { skills: [], causes: [], languages: [], formats: [], remote: 'no', department: null, words: null };
    const rest = { coordinates: null, minutesPerWeek: null, radiusKm: null, availableFrom: null, availableUntil: null };
    await viewsOver({
      type: 'OfferPublished',
      category: 'offer',
      id: id(1),
      data: { employee: EMPLOYEE, ...words, ...rest },
    });
    for (const mayKnow of [hr, employee]) expect(types(await live(mayKnow))).toEqual(['OfferPublished']);
    for (const other of [manager, organisation, stranger]) expect(await live(other)).toEqual([]);
  });

  it('tells that somebody leaves to themself and to those who may see people only', async () => {
    await viewsOver(
      { type: 'PersonRegistered', category: 'person', id: EMPLOYEE, data: SOMEBODY },
      { type: 'PersonLeft', category: 'person', id: EMPLOYEE, data: { leftOn: '2026-04-01' } },
    );
    for (const mayKnow of [hr, employee]) {
      expect(types(await live(mayKnow))).toEqual(['PersonRegistered', 'PersonLeft']);
    }
    for (const other of [organisation, stranger]) expect(types(await live(other))).toEqual(['PersonRegistered']);
  });

  it('refuses to continue after a position that this log has not reached', async () => {
    await viewsOver(...mission(1, confirmedMission()));
    for (const after of [given(5), given(1, 'other'), `p${'1'.repeat(21)}A`]) {
      await expect(ask(LiveEvents, { after }, hr)).rejects.toMatchObject({
        rejection: { code: 'POSITION_UNKNOWN', params: {} },
      });
    }
  });
});
