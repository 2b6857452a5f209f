import { setTimeout as sleep } from 'node:timers/promises';
import { systemIds } from '@jalon/application';
import type { Uuid } from '@jalon/kernel';
import { ChildGone } from './child.js';
import { expectNothingLostOrDoubled, expectTrueAnswer } from './claims.truths.js';
import { openFolder, type Folder, type FolderWorld } from './folder.world.js';
import { report, rounds, TIME_LIMIT_MS } from './length.js';
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

/** Two places, one of them taken for good: the next is the last. */
async function lastPlace(): Promise<{ world: FolderWorld; settled: Uuid; mission: Uuid; rival: Uuid }> {
  const world = await folder.world(2);
  const settled = await world.proposed();
  await world.process().accept(settled);
  return { world, settled, mission: await world.proposed(), rival: await world.proposed() };
}

/** A process does one task, and is killed by its own hand where the task says. */
async function killedDoing(task: Task): Promise<void> {
  const child = await folder.start();
  const { answer } = child.ask(task);
  if (task.self?.at === 'answered') await expect(answer).resolves.toHaveProperty('accepted');
  else await expect(answer).rejects.toMatchObject({ signal: 'SIGKILL' });
  await child.end();
}

/** Whoever had the place, the rival gets it in the end: at once where it is free, else once it was given back. */
async function expectTheRivalGetsIt(world: FolderWorld, mission: Uuid, rival: Uuid): Promise<void> {
  if ((await world.mission(mission)).status === 'confirmed') {
    await expect(world.process().accept(rival)).rejects.toMatchObject({ rejection: { code: 'NEED_FULL' } });
    await world.process().cancel(mission);
    await world.sweep();
  }
  await world.process().accept(rival);
  expect(await world.mission(rival)).toMatchObject({ status: 'confirmed' });
}

describe('a process that kills itself as it accepts the mission that takes the last place', () => {
  it.each([
    ...MOMENTS.map((at) => ({ at, name: `${at.when} append ${at.index}` })),
    { at: 'answered', name: 'once it has answered' } as const,
  ])('$name: no place is lost or given twice, and what was acknowledged stands', async ({ at }) => {
    const { world, settled, mission, rival } = await lastPlace();
    const key = systemIds.next();
    await killedDoing({ do: 'accept', mission, key, self: { signal: 'SIGKILL', at } });

    await world.sweep();
    await expectNothingLostOrDoubled(world, [settled, mission, rival]);
    const written = at === 'answered' || (at.index === 1 && at.when === 'after');
    expect((await world.mission(mission)).status).toBe(written ? 'confirmed' : 'proposed');

    await expectTheRivalGetsIt(world, mission, rival);
    await world.sweep();
    await expectNothingLostOrDoubled(world, [settled, mission, rival]);
  });

  it.each([MOMENTS[1]!, MOMENTS[3]!])('$when append $index: sent again under its key, it is done once', async (at) => {
    const { world, settled, mission, rival } = await lastPlace();
    const key = systemIds.next();
    await killedDoing({ do: 'accept', mission, key, self: { signal: 'SIGKILL', at } });

    const accepted = await world.process().accept(mission, { key });
    await expectTrueAnswer(world, mission, key, { accepted });
    await world.sweep();
    await expectNothingLostOrDoubled(world, [settled, mission, rival]);
  });
});

describe('a sweeper that kills itself at its own appends', () => {
  it.each(MOMENTS)('$when append $index: the next one finishes', async (at) => {
    const { world, settled, mission, rival } = await lastPlace();
    const dying = { signal: 'SIGKILL', at: { index: 1, when: 'before' } } as const;
    await killedDoing({ do: 'accept', mission, key: systemIds.next(), self: dying });
    await sleep(200);
    await folder.viewsCaughtUp();
    await killedDoing({ do: 'sweep', self: { signal: 'SIGKILL', at } });

    await world.sweep();
    expect(await world.holders()).toEqual(await world.confirmed([settled]));
    await expectTheRivalGetsIt(world, mission, rival);
    await world.sweep();
    await expectNothingLostOrDoubled(world, [settled, mission, rival]);
  });
});

it('killed from outside at any moment of an acceptance, nothing is lost or given twice', async () => {
  const figures = { acknowledged: 0, killed: 0, confirmed: 0 };
  for (let round = 0; round < rounds(3, 80); round += 1) {
    const { world, settled, mission, rival } = await lastPlace();
    const child = await folder.start();
    const key = systemIds.next();
    const { answer } = child.ask({ do: 'accept', mission, key });
    await sleep(Math.random() * 100);
    await child.kill();
    const answered = await answer.catch((error: unknown) => {
      if (error instanceof ChildGone) return null;
      throw error;
    });

    await world.sweep();
    await expectNothingLostOrDoubled(world, [settled, mission, rival]);
    if (answered) await expectTrueAnswer(world, mission, key, answered);
    const { status } = await world.mission(mission);
    figures[answered ? 'acknowledged' : 'killed'] += 1;
    if (status === 'confirmed') figures.confirmed += 1;
    await expectTheRivalGetsIt(world, mission, rival);
  }
  report('Acceptances of the last place, killed at random moments', figures);
});
