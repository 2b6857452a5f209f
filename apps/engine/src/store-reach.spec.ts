import { setTimeout as pause } from 'node:timers/promises';
import { CannotWrite } from '@jalon/ports';
import { until } from '@jalon/testing';
import { cachedReach, type Reach, watchStores } from './store-reach.js';

/** A store that answers on demand, and a clock that only the test moves. */
function watched() {
  const clock = { now: 0 };
  const asked: ((fault: Error | null) => void)[] = [];
  const look = () => new Promise<void>((resolve, reject) => asked.push((fault) => (fault ? reject(fault) : resolve())));
  const reach = cachedReach(look, () => 'no answer', { withinMs: 40, againMs: 1_000, elapsed: () => clock.now });
  return { clock, asked, reach };
}

describe('looking whether a store answers', () => {
  it('asks once for all simultaneous callers, and keeps the answer for a moment', async () => {
    const { clock, asked, reach } = watched();
    const many = Promise.all(Array.from({ length: 20 }, reach));
    asked[0]!(null);
    expect(new Set(await many)).toEqual(new Set([null]));
    clock.now = 999;
    expect([await reach(), asked.length]).toEqual([null, 1]);
    clock.now = 1_000;
    const next = reach();
    const gone = new Error('gone');
    asked[1]!(gone);
    expect([await next, await reach(), asked.length]).toEqual([gone, gone, 2]);
  });

  it('reports no answer while a question hangs, does not ask again, and takes the late answer', async () => {
    const { clock, asked, reach } = watched();
    expect(await reach()).toBe('no answer');
    clock.now = 5_000;
    // At once: it has taken too long already.
    expect([await Promise.race([reach(), pause(35, 'waits')]), asked.length]).toEqual(['no answer', 1]);
    asked[0]!(null);
    await pause(0);
    expect([await reach(), asked.length]).toEqual([null, 1]);
  });
});

describe('watching whether the stores answer', () => {
  const ALL: Reach = { events: null, views: null, keys: null, 'destroyed-keys': null, records: null };
  const [events, views] = [new Error('no events'), new Error('no views')];

  /** What is reported while the stores answer so, one after the other. */
  async function reported(...answers: readonly Partial<Reach>[]): Promise<readonly unknown[]> {
    const changes: unknown[] = [];
    let asked = 0;
    const reach = async () => ({ ...ALL, ...answers[Math.min(asked++, answers.length - 1)] });
    const end = watchStores(reach, (store, fault) => void changes.push([store, fault]), 1);
    await until(async () => asked > answers.length + 1);
    end();
    return changes;
  }

  it('reports each store once when it ceases to answer, and once when it answers again', async () => {
    expect(await reported({}, { views }, { views }, { views, events }, { views, events }, { events }, {}, {})).toEqual([
      ['views', views],
      ['events', events],
      ['views', null],
      ['events', null],
    ]);
  });

  it('reports a store that is away from the first', async () => {
    expect(await reported({ events })).toEqual([['events', events]]);
  });

  it('reports a fault again when it becomes another: one is mended in another way than the other', async () => {
    const full = new CannotWrite('views.sqlite', 'full', new Error('no room'));
    const readOnly = new CannotWrite('views.sqlite', 'read-only', new Error('mounted so'));
    const faults = [views, full, readOnly, new Error('no views, in other words'), views, full];
    const told = await reported(...faults.flatMap((fault) => [{ views: fault }, { views: fault }]), {}, {});
    expect(told).toEqual([
      ...[views, full, readOnly, faults[3], full].map((fault) => ['views', fault]),
      ['views', null],
    ]);
  });

  it('reports a store whose faults take turns', async () => {
    const full = new CannotWrite('views.sqlite', 'full', new Error('no room'));
    expect(await reported({ views }, { views: full }, { views }, { views: full }, {}, {})).toEqual([
      ['views', full],
      ['views', null],
    ]);
  });

  it('reports nothing of a slow store whose answers come late now and then, nor of one that is back now and then', async () => {
    expect(await reported({}, { views }, {}, { views }, {}, {})).toEqual([]);
    expect(await reported({ views }, { views }, {}, { views }, {}, { views })).toEqual([['views', views]]);
  });
});
