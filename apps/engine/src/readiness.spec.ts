import { KeyUnavailable, StoreUnavailable } from '@jalon/ports';
import type { Reach, StoreName } from './store-reach.js';
import { makeReadiness } from './readiness.js';

const WELL = { position: '7', caughtUp: true, lagEvents: 0, behindForMs: 0, parked: [], beingBuilt: [] };

const ALL: Reach = { events: null, views: null, keys: null, 'destroyed-keys': null };

/** An engine whose stores are found as `reach` says and fail as `fault` says, and the lines that its log was told. */
function asked() {
  const lines: (readonly [level: string, line: string, facts: object])[] = [];
  const at = (level: string) => (facts: object, line: string) => void lines.push([level, line, facts]);
  const log = { info: at('info'), warn: at('warn'), error: at('error') };
  const stands = { fault: null as Error | null, reach: ALL };
  const ready = makeReadiness({
    reach: () => Promise.resolve(stands.reach),
    health: () => (stands.fault ? Promise.reject(stands.fault) : Promise.resolve(WELL)),
    runner: { failure: () => null, state: () => 'works' as const },
  });
  return { lines, stands, ready: () => ready(log) };
}

describe('how a process stands', () => {
  it('is told to the log where it changes, however often it is asked', async () => {
    const { lines, stands, ready } = asked();
    await ready();
    expect(lines).toEqual([]);

    stands.fault = new StoreUnavailable('no answer\n  in time', { cause: new Error('refused') });
    await Promise.all([ready(), ready()]);
    await ready();
    expect(lines.splice(0)).toEqual([['warn', 'the event store does not answer', { reason: 'no answer: refused' }]]);

    stands.fault = null;
    await ready();
    await ready();
    expect(lines).toEqual([['info', 'the event store answers again', {}]]);
  });

  it.each<[StoreName, Error, string]>([
    ['events', new StoreUnavailable('gone'), 'the event store'],
    ['views', new StoreUnavailable('gone', { store: 'views' }), 'the view store'],
    ['keys', new KeyUnavailable('gone'), 'the key store'],
  ])('is not ready without the %s, and says of which store and why', async (store, fault, name) => {
    const { lines, stands, ready } = asked();
    stands.reach = { ...ALL, [store]: fault };
    expect(await ready()).toMatchObject({
      status: 'not-ready',
      storesReachable: false,
      unreachable: store,
      viewsCaughtUp: null,
    });
    expect(lines.splice(0)).toEqual([['warn', `${name} does not answer`, { reason: 'gone' }]]);
    stands.reach = ALL;
    expect(await ready()).toMatchObject({ status: 'ready', storesReachable: true, unreachable: null });
    expect(lines).toEqual([['info', `${name} answers again`, {}]]);
  });

  it('is partly ready without the list of destroyed keys: nothing is lacking but erasures', async () => {
    const { lines, stands, ready } = asked();
    stands.reach = { ...ALL, 'destroyed-keys': new KeyUnavailable('gone') };
    expect(await ready()).toMatchObject({
      status: 'partly-ready',
      storesReachable: false,
      unreachable: 'destroyed-keys',
      viewsCaughtUp: true,
    });
    expect(lines).toEqual([['warn', 'the list of destroyed keys does not answer', { reason: 'gone' }]]);
  });

  it('tells of each store by itself, and names the one on which most rests', async () => {
    const { lines, stands, ready } = asked();
    const [events, views] = [new StoreUnavailable('gone'), new StoreUnavailable('gone', { store: 'views' })];
    for (const reach of [{ ...ALL, views }, { ...ALL, events, views }, { ...ALL, events }, ALL]) {
      stands.reach = reach;
      await ready();
    }
    stands.reach = { ...ALL, events, views };
    expect(await ready()).toMatchObject({ unreachable: 'events' });
    expect(lines.map(([level, line]) => `${level}: ${line}`)).toEqual([
      'warn: the view store does not answer',
      'warn: the event store does not answer',
      'info: the view store answers again',
      'info: the event store answers again',
      'warn: the event store does not answer',
      'warn: the view store does not answer',
    ]);
  });

  it('tells whole what nobody foresaw, once', async () => {
    const { lines, stands, ready } = asked();
    stands.fault = new TypeError('no such thing');
    expect(await ready()).toMatchObject({ status: 'not-ready', unreachable: null });
    await ready();
    expect(lines).toEqual([['error', 'a store does not answer', { err: stands.fault }]]);
  });
});
