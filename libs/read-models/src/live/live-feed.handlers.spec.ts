import { setMaxListeners } from 'node:events';
import type { ViewStore } from '@jalon/ports';
import { confirmedMission, given, logged, tokens, until, type GivenEvent } from '@jalon/testing';
import type { Caller } from '@jalon/kernel';
import {
  ask,
  caller,
  describeOverViews,
  employee,
  fixture,
  happen,
  hr,
  id,
  logReads,
  mission,
  readThrough,
  SOMEBODY,
  stranger,
  viewsOver,
} from '../query/query.fixture.js';
import type { LiveAnswer } from './live.handlers.js';
import type { LiveUpdate } from './live.answers.js';
import { LiveEvents } from './live.queries.js';

/** The followers of the current test. */
let leaving: AbortController;
/** How many times the views were read. */
let viewReads: number;

interface Follower {
  readonly told: LiveUpdate[];
  readonly ended: Promise<void>;
}

async function following(as: Caller, after?: string): Promise<Follower> {
  const answer = (await ask(LiveEvents, after === undefined ? {} : { after }, as)) as unknown as LiveAnswer;
  const told: LiveUpdate[] = [];
  const steps = answer.follow(leaving.signal)[Symbol.asyncIterator]();
  // The first step is given before anything is read.
  await steps.next();
  const ended = (async () => {
    for (let step = await steps.next(); !step.done; step = await steps.next()) told.push(...step.value.updates);
  })();
  return { told, ended };
}

/** One signal for all followers of a test; in the service each has its own. */
function newLeaving(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

const countingReads = (store: ViewStore): ViewStore =>
  Object.assign(Object.create(store) as ViewStore, {
    read: ((work) => {
      viewReads += 1;
      return store.read(work);
    }) satisfies ViewStore['read'],
  });

const person = (n: number): GivenEvent => ({
  type: 'PersonRegistered',
  category: 'person',
  id: id(n),
  data: SOMEBODY,
});

describeOverViews('the feed of all live streams', () => {
  let followers: Follower[];
  beforeEach(async () => {
    leaving = newLeaving();
    followers = [];
    readThrough(countingReads);
    await viewsOver(...mission(1, confirmedMission()));
  });
  afterEach(async () => {
    leaving.abort();
    await Promise.all(followers.map(({ ended }) => ended));
  });

  async function join(count: number, as: Caller, after?: string): Promise<void> {
    for (let n = 0; n < count; n += 1) followers.push(await following(as, after));
    logReads.length = 0;
    viewReads = 0;
  }
  const allTold = (count: number) => until(async () => followers.every(({ told }) => told.length === count));

  it.each([1, 40])('reads the log and the views as often for %i followers as for one', async (count) => {
    await join(count, hr);
    for (let n = 0; n < 3; n += 1) {
      await happen(...mission(10 + n, confirmedMission()));
      await allTold((n + 1) * confirmedMission().length);
    }
    expect(logReads).toHaveLength(3);
    // How far the views are, now and then once more as they move on, and the missions of each page.
    expect(viewReads).toBeGreaterThanOrEqual(6);
    expect(viewReads).toBeLessThan(12);
  });

  it('reads once for followers of all tenants and roles, and tells each what they may know', async () => {
    await join(5, hr);
    await join(5, employee);
    await join(5, stranger);
    await join(5, { ...hr, tenant: 'other' });
    await happen(...mission(2, confirmedMission({ basis: 'personal-time' })), person(3));
    await until(async () => followers.slice(0, 15).every(({ told }) => told.at(-1)?.type === 'PersonRegistered'));
    expect(logReads).toEqual([String(confirmedMission().length)]);
    expect(followers.map(({ told }) => told.length)).toEqual(
      [1, confirmedMission().length + 1, 1, 0].flatMap((length) => Array.from({ length: 5 }, () => length)),
    );
  });

  it('lets those who are behind read their own pages, together where they can, and then joins them to the others', async () => {
    const before = confirmedMission().length;
    await join(3, hr);
    await happen(...Array.from({ length: 1_200 }, (_, n) => person(n + 10)));
    await allTold(1_200);
    expect(logReads).toEqual(['4', '504', '1004']);

    await join(4, hr, '0');
    await join(1, hr, given(700));
    await until(async () => followers.slice(3, 7).every(({ told }) => told.length === before + 1_200));
    await until(async () => followers[7]?.told.length === 504);
    expect(logReads.length).toBeLessThanOrEqual(6);

    logReads.length = 0;
    await happen(person(9));
    await until(async () => followers.every(({ told }) => told.at(-1)?.streamId === id(9)));
    expect(logReads).toEqual(['1204']);
    for (const { told } of followers) {
      const positions = told.map(({ position }) => Number(tokens.read('main', position)));
      // Each once, in order.
      expect(positions).toEqual(positions.map((_, index) => positions[0]! + index));
    }
  });

  it('reads nothing when nobody follows, and goes on with the next who does', async () => {
    await join(2, hr);
    leaving.abort();
    await Promise.all(followers.map(({ ended }) => ended));
    await happen(person(2));
    leaving = newLeaving();
    followers = [];
    expect(logReads).toEqual([]);
    await join(1, hr);
    await happen(person(3));
    await allTold(1);
    expect(followers[0]?.told).toMatchObject([{ streamId: id(3) }]);
  });

  it('does not tell of a stream that is parked, from the event on that could not be folded', async () => {
    const stream = `mission-main.${id(1)}`;
    const parked = { projection: 'missions', tenant: 'main', stream, revision: 4, position: '5' } as never;
    fixture.views.everyParked = async () => [parked];
    await join(1, hr, given(3));
    await happen(...mission(1, [logged('a', '2026-03-03', 60)]), person(2));
    await until(async () => followers[0]!.told.length === 2);
    expect(followers[0]?.told.map(({ type }) => type)).toEqual(['MissionConfirmed', 'PersonRegistered']);
  });

  it('refuses to go on after a position that no event has', async () => {
    await expect(ask(LiveEvents, { after: given(99) }, caller(id(1), ['hr']))).rejects.toMatchObject({
      rejection: { code: 'POSITION_UNKNOWN' },
    });
  });
});
