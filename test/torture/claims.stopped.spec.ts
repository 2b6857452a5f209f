import { systemIds, type CommandRefused } from '@jalon/application';
import type { Uuid } from '@jalon/kernel';
import type { PendingTask, Child } from './child.js';
import { expectNothingLostOrDoubled, expectTrueAnswer } from './claims.invariants.js';
import { openFolder, type Folder, type FolderNeedFixture } from './folder.fixture.js';
import { report, rounds, TIME_LIMIT_MS } from './rounds.js';
import type { Answer } from './mission.tasks.js';
import type { AppendStep } from './scripted.event-store.js';

jest.setTimeout(TIME_LIMIT_MS);

let folder: Folder;
let child: Child;
beforeAll(async () => {
  folder = await openFolder();
  child = await folder.start();
});
afterEach(() => child.proceed());
afterAll(async () => {
  await child.kill();
  await folder.close();
});

const NEED_FULL = { refused: 'NEED_FULL' };

/** When the stopped process goes on: at one of the sweeper's two writes, or after its sweep. */
const RESUMED: readonly {
  readonly name: string;
  readonly at: Pick<AppendStep, 'index' | 'when'> | 'after the sweep';
}[] = [
  { name: 'before ClaimAbandoned', at: { index: 0, when: 'before' } },
  { name: 'between ClaimAbandoned and ClaimReleased', at: { index: 0, when: 'after' } },
  { name: 'before ClaimReleased', at: { index: 1, when: 'before' } },
  { name: 'after ClaimReleased', at: 'after the sweep' },
];

interface Frozen {
  readonly fixture: FolderNeedFixture;
  readonly mission: Uuid;
  readonly rival: Uuid;
  readonly key: Uuid;
  readonly asked: PendingTask;
}

/** The child has claimed the only place, and stopped before the append that would rest on the claim. */
async function stoppedAfterItsClaim(): Promise<Frozen> {
  const fixture = await folder.needFixture(1);
  const [mission, rival] = [await fixture.proposed(), await fixture.proposed()];
  const key = systemIds.next();
  const self = { signal: 'SIGSTOP', at: { index: 1, when: 'before' } } as const;
  const asked = child.ask({ do: 'accept', mission, key, self });
  await asked.signalled;
  expect(await fixture.holders()).toHaveLength(1);
  return { fixture, mission, rival, key, asked };
}

function accepting(fixture: FolderNeedFixture, mission: Uuid): Promise<Answer> {
  return fixture
    .worker()
    .accept(mission)
    .then(
      (accepted) => ({ accepted }),
      (error: unknown) => ({ refused: (error as CommandRefused).rejection.code }),
    );
}

/** Runs `deed` at the moment `at` of a sweep, which waits for it. */
async function during(
  fixture: FolderNeedFixture,
  at: (typeof RESUMED)[number]['at'],
  deed: () => Promise<void>,
): Promise<void> {
  if (at !== 'after the sweep') {
    return fixture.sweep(({ index, when }) => (index === at.index && when === at.when ? deed() : undefined));
  }
  await fixture.sweep();
  await deed();
}

async function expectOneOfThem(
  { fixture, mission, rival, key }: Frozen,
  answer: Answer,
  rivals: Answer,
): Promise<void> {
  await fixture.sweep();
  await expectNothingLostOrDoubled(fixture, [mission, rival]);
  await expectTrueAnswer(fixture, mission, key, answer);
  expect([answer, rivals].filter((one) => 'accepted' in one)).toHaveLength(1);
  expect([answer, rivals].filter((one) => 'refused' in one)).toEqual([NEED_FULL]);
}

describe('a process stopped between its claim and its append, past the sweeper’s delay', () => {
  it.each(RESUMED)('while a rival has asked first, and resumed $name: one of them has the place', async ({ at }) => {
    const frozen = await stoppedAfterItsClaim();
    const { fixture, rival, asked } = frozen;
    const answers: Answer[] = [];
    await during(fixture, at, async () => {
      answers.push(await accepting(fixture, rival), await asked.resume());
    });

    const [rivals, answer] = answers as [Answer, Answer];
    await expectOneOfThem(frozen, answer, rivals);
    // Until its release the claim is held, so the stopped process succeeds.
    expect('accepted' in rivals).toBe(at === 'after the sweep');
  });

  it.each(RESUMED)('resumed $name and raced by a rival: one of them has the place', async ({ name, at }) => {
    const figures = { resumed: 0, rival: 0 };
    for (let round = 0; round < rounds(2, 60); round += 1) {
      const frozen = await stoppedAfterItsClaim();
      const { fixture, rival, asked } = frozen;
      const answers: Answer[] = [];
      await during(fixture, at, async () => {
        answers.push(...(await Promise.all([asked.resume(), accepting(fixture, rival)])));
      });

      const [answer, rivals] = answers as [Answer, Answer];
      await expectOneOfThem(frozen, answer, rivals);
      figures['accepted' in answer ? 'resumed' : 'rival'] += 1;
    }
    report(`Who won the place, resumed ${name}`, figures);
  });

  it('and killed before it goes on: the rival gets the place', async () => {
    const { fixture, mission, rival } = await stoppedAfterItsClaim();
    await child.kill();
    child = await folder.start();
    await fixture.sweep();
    await fixture.worker().accept(rival);
    await fixture.sweep();
    await expectNothingLostOrDoubled(fixture, [mission, rival]);
    expect(await fixture.mission(rival)).toMatchObject({ status: 'confirmed' });
  });
});
