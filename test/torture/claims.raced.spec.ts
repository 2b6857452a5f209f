import { systemIds } from '@jalon/application';
import type { Uuid } from '@jalon/kernel';
import type { Child } from './child.js';
import { expectNothingLostOrDoubled, expectTrueAnswer } from './claims.invariants.js';
import { openFolder, type Folder } from './folder.fixture.js';
import { report, rounds, TIME_LIMIT_MS } from './rounds.js';
import type { Answer } from './mission.tasks.js';

jest.setTimeout(TIME_LIMIT_MS);

const PROCESSES = 4;
let folder: Folder;
let children: Child[];
beforeAll(async () => {
  folder = await openFolder();
  children = await Promise.all(Array.from({ length: PROCESSES }, () => folder.start()));
});
afterEach(() => children.forEach((child) => child.proceed()));
afterAll(async () => {
  await Promise.all(children.map((child) => child.kill()));
  await folder.close();
});

it('50 missions that race for one place from four processes: one is confirmed, 49 are told that the need is full', async () => {
  for (let round = 0; round < rounds(1, 20); round += 1) {
    const fixture = await folder.needFixture(1);
    const missions = await Promise.all(Array.from({ length: 50 }, () => fixture.proposed()));
    const given = missions.map((mission) => ({ mission, key: systemIds.next() }));
    const asked = given.map((one, index) => children[index % PROCESSES]!.ask({ do: 'accept', ...one }));
    const answers = await Promise.all(asked.map(({ answer }) => answer));

    expect(answers.filter((answer) => 'accepted' in answer)).toHaveLength(1);
    const others = answers.filter((answer) => !('accepted' in answer));
    expect(others).toEqual(Array.from({ length: 49 }, () => ({ refused: 'NEED_FULL' })));
    await expectNothingLostOrDoubled(fixture, missions);
    for (const [index, { mission, key }] of given.entries())
      await expectTrueAnswer(fixture, mission, key, answers[index]!);
  }
  report('Races of 50 missions for one place', { races: rounds(1, 20), wonByOne: rounds(1, 20) });
});

describe('two commands of one mission that hold the same attempt in two processes', () => {
  const OTHER: Uuid = '0b54f1d2-0a0e-4a0c-8f3e-9f8a2f6f1c01';
  const ALREADY_ACCEPTED = { refused: 'ALREADY_ACCEPTED' };

  /** Both have found the claim standing, and stopped before the mission's append. */
  async function bothStopped(keys: readonly [Uuid, Uuid] = [systemIds.next(), systemIds.next()]) {
    const fixture = await folder.needFixture(2);
    const [mission, next] = [await fixture.proposed(), await fixture.proposed()];
    const stop = (index: number) => ({ signal: 'SIGSTOP', at: { index, when: 'before' } }) as const;
    const claiming = children[0]!.ask({ do: 'accept', mission, key: keys[0], self: stop(1) });
    await claiming.signalled;
    // The second finds the claim at its own attempt: its first append is the mission's.
    const by = keys[0] === keys[1] ? {} : { by: OTHER };
    const finding = children[1]!.ask({ do: 'accept', mission, key: keys[1], ...by, self: stop(0) });
    await finding.signalled;
    return { fixture, mission, next, keys, claiming, finding };
  }

  type Both = Awaited<ReturnType<typeof bothStopped>>;

  async function expectConfirmedOnce(
    { fixture, mission, next, keys }: Both,
    answers: readonly Answer[],
  ): Promise<void> {
    await fixture.sweep();
    expect(await fixture.holders()).toHaveLength(1);
    for (const [index, key] of keys.entries()) await expectTrueAnswer(fixture, mission, key, answers[index]!);
    await fixture.worker().accept(next);
    await expectNothingLostOrDoubled(fixture, [mission, next]);
  }

  it.each(['claiming', 'finding'] as const)(
    'the one %s goes on first: it is confirmed, the other takes nothing',
    async (first) => {
      const both = await bothStopped();
      const second = first === 'claiming' ? 'finding' : 'claiming';
      const [winner, loser] = [await both[first].resume(), await both[second].resume()];
      expect(winner).toHaveProperty('accepted');
      expect(loser).toEqual(ALREADY_ACCEPTED);
      await expectConfirmedOnce(both, first === 'claiming' ? [winner, loser] : [loser, winner]);
    },
  );

  it('both go on at once: one is confirmed', async () => {
    for (let round = 0; round < rounds(3, 60); round += 1) {
      const both = await bothStopped();
      const answers = await Promise.all([both.claiming.resume(), both.finding.resume()]);
      expect(answers.filter((answer) => 'accepted' in answer)).toHaveLength(1);
      expect(answers.filter((answer) => 'refused' in answer)).toEqual([ALREADY_ACCEPTED]);
      await expectConfirmedOnce(both, answers);
    }
  });

  it('under one key: both give the one answer', async () => {
    const key = systemIds.next();
    const both = await bothStopped([key, key]);
    const answers = await Promise.all([both.claiming.resume(), both.finding.resume()]);
    expect(answers[0]).toHaveProperty('accepted');
    expect(answers[1]).toEqual(answers[0]);
    await expectConfirmedOnce(both, answers);
  });

  it('the one that claimed is killed: the one that found the claim goes through', async () => {
    const both = await bothStopped();
    await children[0]!.kill();
    const answer = await both.finding.resume();
    children[0] = await folder.start();
    expect(answer).toHaveProperty('accepted');
    await both.fixture.sweep();
    await expectTrueAnswer(both.fixture, both.mission, both.keys[1], answer);
    await expectNothingLostOrDoubled(both.fixture, [both.mission, both.next]);
  });

  it('both are killed: the place comes back', async () => {
    const { fixture, mission, next } = await bothStopped();
    await Promise.all([children[0]!.kill(), children[1]!.kill()]);
    [children[0], children[1]] = await Promise.all([folder.start(), folder.start()]);
    await fixture.sweep();
    expect(await fixture.holders()).toEqual([]);
    await expectNothingLostOrDoubled(fixture, [mission, next]);
  });
});
