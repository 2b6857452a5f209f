import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { openNeedFixture, type NeedFixture } from './need.fixture.js';
import type { Script } from './scripted.event-store.js';

/** One command or sweep, by a worker that waits before each append and may die at one. */
interface Deed {
  readonly what: 'accept' | 'cancel' | 'sweep';
  readonly mission: number;
  readonly startsAfter: number;
  readonly turnsBeforeAppend: readonly number[];
  readonly diesAt: number;
}

const MISSIONS = 4;

const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom('accept', 'accept', 'accept', 'cancel', 'sweep'),
  mission: fc.nat(MISSIONS - 1),
  startsAfter: fc.nat(30),
  turnsBeforeAppend: fc.array(fc.nat(30), { minLength: 4, maxLength: 4 }),
  // 0 to 3 are the appends that a worker dies at; most do not die.
  diesAt: fc.nat(9),
});

const scriptOf =
  ({ turnsBeforeAppend, diesAt }: Deed): Script =>
  ({ index, when }) => {
    if (when === 'after') return index === diesAt && index % 2 === 0 ? 'die' : undefined;
    if (index === diesAt && index % 2 === 1) return 'die';
    return turns(turnsBeforeAppend[index % turnsBeforeAppend.length] ?? 0);
  };

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await nextTurn();
}

async function doDeed(fixture: NeedFixture, missions: readonly string[], deed: Deed): Promise<void> {
  await turns(deed.startsAfter);
  const process = fixture.worker(scriptOf(deed));
  const mission = missions[deed.mission] ?? '';
  // Refused, overtaken or killed: whatever comes of it, the invariants hold.
  const ended = {
    accept: () => process.accept(mission),
    cancel: () => process.cancel(mission),
    sweep: () => process.sweeper.sweep(),
  };
  await ended[deed.what]().catch(() => undefined);
  await expectNoPlaceGivenTwice(fixture, missions);
}

async function expectNoPlaceGivenTwice(fixture: NeedFixture, missions: readonly string[]): Promise<void> {
  const holders = await fixture.holders();
  expect(holders.length).toBeLessThanOrEqual(fixture.places);
  const confirmed = await fixture.confirmed(missions);
  expect(confirmed.length).toBeLessThanOrEqual(fixture.places);
}

it('no place is ever given twice, and none is lost once the sweeper has run, whatever the processes do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 2 }),
      fc.array(deed, { minLength: 2, maxLength: 12 }),
      async (places, deeds) => {
        const fixture = await openNeedFixture({ places });
        const missions = await Promise.all(Array.from({ length: MISSIONS }, () => fixture.proposed()));
        await Promise.all(deeds.map((deed) => doDeed(fixture, missions, deed)));

        fixture.later(60_001);
        expect((await fixture.worker().sweeper.sweep()).failed).toEqual([]);
        expect(await fixture.holders()).toEqual(await fixture.confirmed(missions));
      },
    ),
    { numRuns: 60 },
  );
});
