import { KeyUnavailable, StoreUnavailable } from '@jalon/ports';
import type { Reach, StoreName } from './store-reach.js';
import { makeReadiness } from './readiness.js';

const WELL = { position: '7', caughtUp: true, lagEvents: 0, behindForMs: 0, parked: [], beingBuilt: [] };

const ALL: Reach = { events: null, views: null, keys: null, 'destroyed-keys': null };

/** An engine whose stores have the given reach and fault, and the lines of its log. */
function asked() {
  const lines: (readonly [level: string, line: string, facts: object])[] = [];
  const at = (level: string) => (facts: object, line: string) => void lines.push([level, line, facts]);
  const log = { info: at('info'), warn: at('warn'), error: at('error') };
  const state = { fault: null as Error | null, reach: ALL, corrupt: 0 };
  const ready = makeReadiness({
    reach: () => Promise.resolve(state.reach),
    health: () => (state.fault ? Promise.reject(state.fault) : Promise.resolve(WELL)),
    runner: { failure: () => null, state: () => 'works' as const },
    corruptEvents: () => state.corrupt,
  });
  return { lines, state, ready: () => ready(log) };
}

describe('the state of a process', () => {
  it('is logged only when it changes', async () => {
    const { lines, state, ready } = asked();
    await ready();
    expect(lines).toEqual([]);

    state.fault = new StoreUnavailable('no answer\n  in time', { cause: new Error('refused') });
    await Promise.all([ready(), ready()]);
    await ready();
    expect(lines.splice(0)).toEqual([['warn', 'the event store does not answer', { reason: 'no answer: refused' }]]);

    state.fault = null;
    await ready();
    await ready();
    expect(lines).toEqual([['info', 'the event store answers again', {}]]);
  });

  it.each<[StoreName, Error, string]>([
    ['events', new StoreUnavailable('gone'), 'the event store'],
    ['views', new StoreUnavailable('gone', { store: 'views' }), 'the view store'],
    ['keys', new KeyUnavailable('gone'), 'the key store'],
  ])('is not ready without the %s, and says of which store and why', async (store, fault, name) => {
    const { lines, state, ready } = asked();
    state.reach = { ...ALL, [store]: fault };
    expect(await ready()).toMatchObject({
      status: 'not-ready',
      storesReachable: false,
      unreachable: store,
      viewsCaughtUp: null,
    });
    expect(lines.splice(0)).toEqual([['warn', `${name} does not answer`, { reason: 'gone' }]]);
    state.reach = ALL;
    expect(await ready()).toMatchObject({ status: 'ready', storesReachable: true, unreachable: null });
    expect(lines).toEqual([['info', `${name} answers again`, {}]]);
  });

  it('is partly ready without the list of destroyed keys: only erasures are missing', async () => {
    const { lines, state, ready } = asked();
    state.reach = { ...ALL, 'destroyed-keys': new KeyUnavailable('gone') };
    expect(await ready()).toMatchObject({
      status: 'partly-ready',
      storesReachable: false,
      unreachable: 'destroyed-keys',
      viewsCaughtUp: true,
    });
    expect(lines).toEqual([['warn', 'the list of destroyed keys does not answer', { reason: 'gone' }]]);
  });

  it('logs each store by itself, and names the most important one that does not answer', async () => {
    const { lines, state, ready } = asked();
    const [events, views] = [new StoreUnavailable('gone'), new StoreUnavailable('gone', { store: 'views' })];
    for (const reach of [{ ...ALL, views }, { ...ALL, events, views }, { ...ALL, events }, ALL]) {
      state.reach = reach;
      await ready();
    }
    state.reach = { ...ALL, events, views };
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

  it('is partly ready once it has met a corrupt event, and says how many', async () => {
    const { state, ready } = asked();
    state.corrupt = 2;
    expect(await ready()).toMatchObject({ status: 'partly-ready', storesReachable: true, corruptEvents: 2 });
  });

  it('logs an unexpected error with its stack, once', async () => {
    const { lines, state, ready } = asked();
    state.fault = new TypeError('no such thing');
    expect(await ready()).toMatchObject({ status: 'not-ready', unreachable: null });
    await ready();
    expect(lines).toEqual([['error', 'a store does not answer', { err: state.fault }]]);
  });
});
