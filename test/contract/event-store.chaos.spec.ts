import { runChaos } from './event-store.chaos.js';
import { newStream } from './event-store.drafts.js';
import { eventually, openFixture, type Fixture } from './eventstoredb.fixture.js';

describe('a chaos test whose disturbance throws', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture();
  });
  afterEach(() => fixture.close());

  it.each([
    ['while the store answers', async () => undefined],
    ['and leaves the store away', async () => fixture.double.proxy.refuse()],
    ['and leaves the store frozen', async () => fixture.double.proxy.freeze()],
  ])('throws the same %s, and its writers have ended by then', async (_how, disturb) => {
    const { double, store } = fixture;
    const result = runChaos({
      store,
      streams: Array.from({ length: 4 }, () => newStream()),
      async disturb() {
        while (double.timesReached('append') < 8) await new Promise((resolve) => setImmediate(resolve));
        await disturb();
        throw new Error('the server could not be restarted: 1');
      },
    });
    await expect(result).rejects.toThrow('the server could not be restarted: 1');

    await double.proxy.refuse();
    double.proxy.thaw();
    await double.proxy.admit();
    const appends = double.timesReached('append');
    // Writers that went on would be answered among these reads.
    for (let read = 0; read < 50; read += 1) await eventually(() => store.lastPosition());
    expect(double.timesReached('append')).toBe(appends);
  });
});
