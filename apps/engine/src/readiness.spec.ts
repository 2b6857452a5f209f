import { CannotWrite, CorruptEvent, KeyUnavailable, type StoreName, StoreUnavailable } from '@jalon/ports';
import { fromPlainError, toPlainError } from './projector/thread-protocol.js';
import { type Readiness, readinessOf } from './readiness.js';
import type { Reach } from './store-reach.js';

const WELL = { position: '7', caughtUp: true, lagEvents: 0, behindForMs: 0, parked: [], beingBuilt: [] };

const ALL: Reach = { events: null, views: null, keys: null, 'destroyed-keys': null, records: null };

/** The readiness of an engine whose stores have this reach, whose health fails with this fault, and which met corrupt events. */
const ready = (reach: Reach, fault: Error | null = null, corrupt = 0, failure: Error | null = null, ahead = 0) =>
  readinessOf({
    reach: () => Promise.resolve(reach),
    health: () => (fault ? Promise.reject(fault) : Promise.resolve(WELL)),
    runner: { failure: () => failure, state: () => 'works' as const },
    corruptEvents: () => corrupt,
    streamsAheadOfClock: () => ahead,
  });

describe('the state of a process', () => {
  it('is ready while all stores answer', async () => {
    expect(await ready(ALL)).toMatchObject({ status: 'ready', storesReachable: true, unreachable: null });
  });

  it.each<[StoreName, Error]>([
    ['events', new StoreUnavailable('gone')],
    ['views', new StoreUnavailable('gone', { store: 'views' })],
    ['keys', new KeyUnavailable('gone')],
  ])('is not ready without the %s, and says so', async (store, fault) => {
    const gone = { status: 'not-ready', storesReachable: false, unreachable: store, viewsCaughtUp: null };
    expect(await ready({ ...ALL, [store]: fault })).toMatchObject(gone);
  });

  it('is partly ready without the list of destroyed keys: only erasures are missing', async () => {
    expect(await ready({ ...ALL, 'destroyed-keys': new KeyUnavailable('gone') })).toMatchObject({
      status: 'partly-ready',
      storesReachable: false,
      unreachable: 'destroyed-keys',
      viewsCaughtUp: true,
    });
  });

  describe('where a store takes no writes', () => {
    const full = new CannotWrite('events.sqlite', 'full', new Error('no room'));
    const unwritable = (store: StoreName) => [{ store, why: 'full', detail: 'its disk is full: make room there' }];

    it.each<[StoreName, Error, Readiness['status']]>([
      ['events', new StoreUnavailable('not written', { cause: full }), 'not-ready'],
      ['keys', new KeyUnavailable('not written', { cause: full }), 'not-ready'],
      ['destroyed-keys', new KeyUnavailable('not written', { cause: full }), 'partly-ready'],
    ])('of %s: says which, why and what to do, and still tells how far the views are', async (store, fault, status) => {
      const told = { status, storesReachable: true, unreachable: null, viewsCaughtUp: true };
      expect(await ready({ ...ALL, [store]: fault })).toMatchObject({ ...told, unwritable: unwritable(store) });
    });

    it('of views, which its projector’s failure shows, is partly ready', async () => {
      const failure = fromPlainError(
        toPlainError(new StoreUnavailable('not written', { store: 'views', cause: full })),
      );
      const told = { status: 'partly-ready', projectorFails: true, unwritable: unwritable('views') };
      expect(await ready(ALL, null, 0, failure)).toMatchObject(told);
    });
  });

  it('names the most important one of several that do not answer', async () => {
    const [events, views] = [new StoreUnavailable('gone'), new StoreUnavailable('gone', { store: 'views' })];
    expect(await ready({ ...ALL, events, views })).toMatchObject({ unreachable: 'events' });
  });

  it('is not ready when a store goes after it was asked', async () => {
    const fault = new StoreUnavailable('gone', { store: 'views' });
    expect(await ready(ALL, fault)).toMatchObject({ status: 'not-ready', unreachable: 'views' });
  });

  it('is partly ready once it has met a corrupt event, and says how many', async () => {
    const met = { status: 'partly-ready', storesReachable: true, corruptEvents: 2 };
    expect(await ready(ALL, null, 2)).toMatchObject(met);
  });

  it('is not ready when a corrupt event keeps it from knowing the views', async () => {
    const corrupt = new CorruptEvent('HASH');
    expect(await ready(ALL, corrupt, 1)).toMatchObject({ status: 'not-ready', unreachable: null, corruptEvents: 1 });
  });

  it('stays ready where streams are ahead of the clock, and says how many: commands on them work', async () => {
    const met = { status: 'ready', streamsAheadOfClock: 3 };
    expect(await ready(ALL, null, 0, null, 3)).toMatchObject(met);
    const gone = { ...ALL, events: new StoreUnavailable('gone') };
    expect(await ready(gone, null, 0, null, 3)).toMatchObject({ status: 'not-ready', streamsAheadOfClock: 3 });
  });

  it('throws what nobody foresaw', async () => {
    await expect(ready(ALL, new TypeError('no such thing'))).rejects.toThrow('no such thing');
  });
});
