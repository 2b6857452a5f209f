import type { CommandRefused } from '@jalon/application';
import { StaleRevision } from '@jalon/application';
import { expectNothingLostOrDoubled } from './claims.invariants.js';
import type { Worker } from './worker.js';
import { openNeedFixture, type NeedFixture } from './need.fixture.js';
import { diesAt, freezesAt, Killed } from './scripted.event-store.js';

const NEED_FULL = { rejection: { code: 'NEED_FULL' } };
const SWEEP = 60_001;

/** Sweeps every claim there ever was. */
async function sweep(fixture: NeedFixture, process: Worker = fixture.worker()): Promise<void> {
  fixture.later(SWEEP);
  const { failed } = await process.sweeper.sweep();
  expect(failed).toEqual([]);
}

describe('a place that a mission claims', () => {
  it('is held from its confirmation on', async () => {
    const fixture = await openNeedFixture({ places: 1 });
    const mission = await fixture.proposed();
    await fixture.worker().accept(mission);
    expect(await fixture.mission(mission)).toMatchObject({ status: 'confirmed' });
    await sweep(fixture);
    await expectNothingLostOrDoubled(fixture, [mission]);
  });

  it('refuses the next mission, at once and with its reason, and leaves it as it was', async () => {
    const fixture = await openNeedFixture({ places: 1 });
    const [first, second] = [await fixture.proposed(), await fixture.proposed()];
    await fixture.worker().accept(first);
    const before = await fixture.store.lastPosition();
    await expect(fixture.worker().accept(second)).rejects.toMatchObject(NEED_FULL);
    expect(await fixture.store.lastPosition()).toBe(before);
  });

  it('comes back when the mission is cancelled, and the next one gets it', async () => {
    const fixture = await openNeedFixture({ places: 1 });
    const [first, second] = [await fixture.proposed(), await fixture.proposed()];
    await fixture.worker().accept(first);
    await fixture.worker().cancel(first);
    await expect(fixture.worker().accept(second)).rejects.toMatchObject(NEED_FULL);
    await sweep(fixture);
    await fixture.worker().accept(second);
    await sweep(fixture);
    await expectNothingLostOrDoubled(fixture, [first, second]);
    expect(await fixture.mission(second)).toMatchObject({ status: 'confirmed' });
  });

  it.each([1, 8, 50])('raced for by 50 missions in %i processes goes to exactly one', async (count) => {
    const fixture = await openNeedFixture({ places: 1 });
    const missions = await Promise.all(Array.from({ length: 50 }, () => fixture.proposed()));
    const processes = Array.from({ length: count }, () => fixture.worker());
    const answers = await Promise.allSettled(
      missions.map((mission, index) => processes[index % count]!.accept(mission)),
    );

    const refusals = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as CommandRefused] : [],
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(refusals.map(({ rejection }) => rejection.code)).toEqual(Array.from({ length: 49 }, () => 'NEED_FULL'));
    await expectNothingLostOrDoubled(fixture, missions);
  });
});

describe('a process killed around each of its appends', () => {
  const moments = [0, 1].flatMap((index) => (['before', 'after'] as const).map((when) => ({ index, when })));

  it.each(moments)(
    '$when append $index: the sweeper puts it right, and the command sent again succeeds',
    async (at) => {
      const fixture = await openNeedFixture({ places: 1 });
      const mission = await fixture.proposed();
      const key = '6f2c3a52-58a8-4d0e-9d5c-0b8c8f6b7a11';
      await expect(fixture.worker(diesAt(at.index, at.when)).accept(mission, { key })).rejects.toThrow(Killed);

      await sweep(fixture);
      await expectNothingLostOrDoubled(fixture, [mission]);
      const again = await fixture.worker().accept(mission, { key });
      expect(again.events.map(({ type }) => type)).toEqual(['MissionAccepted', 'MissionConfirmed']);
      await sweep(fixture);
      await expectNothingLostOrDoubled(fixture, [mission]);
    },
  );

  it.each(moments)('$when append $index: sent again before the sweeper came, it takes nothing more', async (at) => {
    const fixture = await openNeedFixture({ places: 1 });
    const mission = await fixture.proposed();
    await expect(fixture.worker(diesAt(at.index, at.when)).accept(mission)).rejects.toThrow(Killed);
    await fixture.worker().accept(mission);
    await sweep(fixture);
    await expectNothingLostOrDoubled(fixture, [mission]);
    expect(await fixture.mission(mission)).toMatchObject({ status: 'confirmed' });
  });

  it.each(moments)('$when append $index of the sweeper itself: the next sweeper finishes', async (at) => {
    const fixture = await openNeedFixture({ places: 1 });
    const [dead, next] = [await fixture.proposed(), await fixture.proposed()];
    await expect(fixture.worker(diesAt(1, 'before')).accept(dead)).rejects.toThrow(Killed);
    await fixture.worker(diesAt(at.index, at.when)).sweeper.sweep();

    await sweep(fixture);
    expect(await fixture.holders()).toEqual([]);
    await fixture.worker().accept(next);
    await sweep(fixture);
    await expectNothingLostOrDoubled(fixture, [dead, next]);
  });
});

describe('a process frozen between its claim and its append, past the sweeper’s delay', () => {
  it('resumed before the sweeper’s first write: its claim stands', async () => {
    const fixture = await openNeedFixture({ places: 1 });
    const [mission, rival] = [await fixture.proposed(), await fixture.proposed()];
    const freeze = freezesAt(1, 'before');
    const answer = fixture.worker(freeze.script).accept(mission);
    await freeze.reached;
    const sweeping = freezesAt(0, 'before');
    const swept = sweep(fixture, fixture.worker(sweeping.script));
    await sweeping.reached;

    freeze.resume();
    await answer;
    sweeping.resume();
    await swept;
    await expect(fixture.worker().accept(rival)).rejects.toMatchObject(NEED_FULL);
    await expectNothingLostOrDoubled(fixture, [mission, rival]);
    expect(await fixture.mission(mission)).toMatchObject({ status: 'confirmed' });
  });

  it('resumed between the sweeper’s two writes: it moves its claim, and the release does nothing', async () => {
    const fixture = await openNeedFixture({ places: 1 });
    const [mission, rival] = [await fixture.proposed(), await fixture.proposed()];
    const freeze = freezesAt(1, 'before');
    const answer = fixture.worker(freeze.script).accept(mission);
    await freeze.reached;
    const sweeping = freezesAt(0, 'after');
    const swept = sweep(fixture, fixture.worker(sweeping.script));
    await sweeping.reached;

    freeze.resume();
    await answer;
    sweeping.resume();
    await swept;
    await expect(fixture.worker().accept(rival)).rejects.toMatchObject(NEED_FULL);
    await expectNothingLostOrDoubled(fixture, [mission, rival]);
    expect(await fixture.mission(mission)).toMatchObject({ status: 'confirmed' });
    expect(await fixture.needEvents()).toEqual(['NeedPublished', 'ClaimTaken', 'ClaimTaken']);
  });

  it('resumed after both: it claims anew', async () => {
    const fixture = await openNeedFixture({ places: 1 });
    const mission = await fixture.proposed();
    const freeze = freezesAt(1, 'before');
    const answer = fixture.worker(freeze.script).accept(mission);
    await freeze.reached;
    await sweep(fixture);
    expect(await fixture.holders()).toEqual([]);

    freeze.resume();
    await answer;
    await sweep(fixture);
    await expectNothingLostOrDoubled(fixture, [mission]);
    expect(await fixture.mission(mission)).toMatchObject({ status: 'confirmed' });
  });

  it('resumed after another took the place: it is refused', async () => {
    const fixture = await openNeedFixture({ places: 1 });
    const [mission, rival] = [await fixture.proposed(), await fixture.proposed()];
    const freeze = freezesAt(1, 'before');
    const answer = fixture.worker(freeze.script).accept(mission);
    await freeze.reached;
    await sweep(fixture);
    await fixture.worker().accept(rival);

    freeze.resume();
    await expect(answer).rejects.toMatchObject(NEED_FULL);
    await sweep(fixture);
    await expectNothingLostOrDoubled(fixture, [mission, rival]);
  });

  it('resumed after the sweeper, with an If-Match: it is stale, and holds nothing', async () => {
    const fixture = await openNeedFixture({ places: 1 });
    const mission = await fixture.proposed();
    const freeze = freezesAt(1, 'before');
    const answer = fixture.worker(freeze.script).accept(mission, { ifMatch: 1 });
    await freeze.reached;
    await sweep(fixture);
    freeze.resume();
    await expect(answer).rejects.toThrow(StaleRevision);
    expect(await fixture.holders()).toEqual([]);
  });
});

describe('two commands of one mission that hold the same attempt', () => {
  const other = '0b54f1d2-0a0e-4a0c-8f3e-9f8a2f6f1c01';

  it('confirm it once, and the loser releases nothing that the winner keeps', async () => {
    const fixture = await openNeedFixture({ places: 2 });
    const mission = await fixture.proposed();
    const [one, two] = [freezesAt(1, 'before'), freezesAt(0, 'before')];
    const first = fixture.worker(one.script).accept(mission);
    await one.reached;
    // The second finds the claim standing at its own attempt: its first append is the mission's.
    const second = fixture.worker(two.script).accept(mission, { by: other });
    await two.reached;

    one.resume();
    await first;
    two.resume();
    await expect(second).rejects.toMatchObject({ rejection: { code: 'ALREADY_ACCEPTED' } });
    await sweep(fixture);
    expect(await fixture.holders()).toHaveLength(1);
    await expectNothingLostOrDoubled(fixture, [mission]);
  });

  it('the one that claimed dies, and the one that only found the claim goes through', async () => {
    const fixture = await openNeedFixture({ places: 1 });
    const mission = await fixture.proposed();
    await expect(fixture.worker(diesAt(1, 'before')).accept(mission)).rejects.toThrow(Killed);
    await fixture.worker().accept(mission, { by: other });
    await sweep(fixture);
    await expectNothingLostOrDoubled(fixture, [mission]);
    expect(await fixture.mission(mission)).toMatchObject({ status: 'confirmed' });
  });
});

describe('a command that claimed and then comes to nothing', () => {
  it('gives the place back by itself, without a sweeper', async () => {
    const fixture = await openNeedFixture({ places: 1 });
    const [mission, next] = [await fixture.proposed(), await fixture.proposed()];
    const freeze = freezesAt(1, 'before');
    const answer = fixture.worker(freeze.script).accept(mission);
    await freeze.reached;
    await fixture.worker().decline(mission);
    freeze.resume();

    await expect(answer).rejects.toMatchObject({ rejection: { code: 'MISSION_OVER' } });
    expect(await fixture.holders()).toEqual([]);
    await fixture.worker().accept(next);
    await expectNothingLostOrDoubled(fixture, [mission, next]);
  });
});
