import { setTimeout as sleep } from 'node:timers/promises';
import { systemIds } from '@jalon/application';
import type { Uuid } from '@jalon/kernel';
import { ChildGone } from './child.js';
import { expectNothingLostOrDoubled, expectTrueAnswer } from './claims.invariants.js';
import { openFolder, type Folder, type FolderNeedFixture } from './folder.fixture.js';
import { report, rounds, TIME_LIMIT_MS } from './rounds.js';
import type { SelfSignal, Task } from './mission.tasks.js';

jest.setTimeout(TIME_LIMIT_MS);

let folder: Folder;
beforeAll(async () => {
  folder = await openFolder();
});
afterAll(() => folder.close());

const MOMENTS: readonly Exclude<SelfSignal['at'], 'answered'>[] = [
  { index: 0, when: 'before' },
  { index: 0, when: 'after' },
  { index: 1, when: 'before' },
  { index: 1, when: 'after' },
];

/** A need with two places, one of which is taken for good. */
async function lastPlace(): Promise<{ fixture: FolderNeedFixture; settled: Uuid; mission: Uuid; rival: Uuid }> {
  const fixture = await folder.needFixture(2);
  const settled = await fixture.proposed();
  await fixture.worker().accept(settled);
  return { fixture, settled, mission: await fixture.proposed(), rival: await fixture.proposed() };
}

/** A child process does one task and kills itself where the task says. */
async function killedDoing(task: Task): Promise<void> {
  const child = await folder.start();
  const { answer } = child.ask(task);
  if (task.self?.at === 'answered') await expect(answer).resolves.toHaveProperty('accepted');
  else await expect(answer).rejects.toMatchObject({ signal: 'SIGKILL' });
  await child.end();
}

/** The rival gets the place in the end: at once where it is free, else once it was given back. */
async function expectTheRivalGetsIt(fixture: FolderNeedFixture, mission: Uuid, rival: Uuid): Promise<void> {
  if ((await fixture.mission(mission)).status === 'confirmed') {
    await expect(fixture.worker().accept(rival)).rejects.toMatchObject({ rejection: { code: 'NEED_FULL' } });
    await fixture.worker().cancel(mission);
    await fixture.sweep();
  }
  await fixture.worker().accept(rival);
  expect(await fixture.mission(rival)).toMatchObject({ status: 'confirmed' });
}

describe('a process that kills itself as it accepts the mission that takes the last place', () => {
  it.each([
    ...MOMENTS.map((at) => ({ at, name: `${at.when} append ${at.index}` })),
    { at: 'answered', name: 'once it has answered' } as const,
  ])('$name: no place is lost or given twice, and what was acknowledged stands', async ({ at }) => {
    const { fixture, settled, mission, rival } = await lastPlace();
    const key = systemIds.next();
    await killedDoing({ do: 'accept', mission, key, self: { signal: 'SIGKILL', at } });

    await fixture.sweep();
    await expectNothingLostOrDoubled(fixture, [settled, mission, rival]);
    const written = at === 'answered' || (at.index === 1 && at.when === 'after');
    expect((await fixture.mission(mission)).status).toBe(written ? 'confirmed' : 'proposed');

    await expectTheRivalGetsIt(fixture, mission, rival);
    await fixture.sweep();
    await expectNothingLostOrDoubled(fixture, [settled, mission, rival]);
  });

  it.each([MOMENTS[1]!, MOMENTS[3]!])('$when append $index: sent again under its key, it is done once', async (at) => {
    const { fixture, settled, mission, rival } = await lastPlace();
    const key = systemIds.next();
    await killedDoing({ do: 'accept', mission, key, self: { signal: 'SIGKILL', at } });

    const accepted = await fixture.worker().accept(mission, { key });
    await expectTrueAnswer(fixture, mission, key, { accepted });
    await fixture.sweep();
    await expectNothingLostOrDoubled(fixture, [settled, mission, rival]);
  });
});

describe('a sweeper that kills itself at its own appends', () => {
  it.each(MOMENTS)('$when append $index: the next one finishes', async (at) => {
    const { fixture, settled, mission, rival } = await lastPlace();
    const dying = { signal: 'SIGKILL', at: { index: 1, when: 'before' } } as const;
    await killedDoing({ do: 'accept', mission, key: systemIds.next(), self: dying });
    await sleep(200);
    await folder.viewsCaughtUp();
    await killedDoing({ do: 'sweep', self: { signal: 'SIGKILL', at } });

    await fixture.sweep();
    expect(await fixture.holders()).toEqual(await fixture.confirmed([settled]));
    await expectTheRivalGetsIt(fixture, mission, rival);
    await fixture.sweep();
    await expectNothingLostOrDoubled(fixture, [settled, mission, rival]);
  });
});

it('killed from outside at any moment of an acceptance, nothing is lost or given twice', async () => {
  const figures = { acknowledged: 0, killed: 0, confirmed: 0 };
  for (let round = 0; round < rounds(3, 80); round += 1) {
    const { fixture, settled, mission, rival } = await lastPlace();
    const child = await folder.start();
    const key = systemIds.next();
    const { answer } = child.ask({ do: 'accept', mission, key });
    await sleep(Math.random() * 100);
    await child.kill();
    const answered = await answer.catch((error: unknown) => {
      if (error instanceof ChildGone) return null;
      throw error;
    });

    await fixture.sweep();
    await expectNothingLostOrDoubled(fixture, [settled, mission, rival]);
    if (answered) await expectTrueAnswer(fixture, mission, key, answered);
    const { status } = await fixture.mission(mission);
    figures[answered ? 'acknowledged' : 'killed'] += 1;
    if (status === 'confirmed') figures.confirmed += 1;
    await expectTheRivalGetsIt(fixture, mission, rival);
  }
  report('Acceptances of the last place, killed at random moments', figures);
});
