import type { Uuid } from '@jalon/kernel';
import { streamName } from '@jalon/kernel';
import type { Answer } from './mission.tasks.js';
import { TENANT } from './worker.js';
import type { NeedFixture } from './need.fixture.js';

/** The invariant, once the sweeper has run: exactly the confirmed missions hold a place. */
export async function expectNothingLostOrDoubled(fixture: NeedFixture, missions: readonly Uuid[]): Promise<void> {
  const confirmed = await fixture.confirmed(missions);
  expect(await fixture.holders()).toEqual(confirmed);
  expect(confirmed.length).toBeLessThanOrEqual(fixture.places);
}

/** The events of an accepted acceptance are in the mission's stream; a refused one left none there. */
export async function expectTrueAnswer(fixture: NeedFixture, mission: Uuid, key: Uuid, answer: Answer): Promise<void> {
  const stored: { id: Uuid; type: string; revision: number }[] = [];
  for await (const { envelope } of fixture.store.readStream(
    streamName({ category: 'mission', tenant: TENANT, id: mission }),
  )) {
    const { id, type, revision, commandId } = envelope;
    if (commandId === key) stored.push({ id, type, revision });
  }
  expect(stored).toEqual('accepted' in answer ? answer.accepted.events : []);
  if ('accepted' in answer) expect(await fixture.mission(mission)).toMatchObject({ status: 'confirmed' });
}
