import { createEventRegistry } from '@jalon/event-store';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { events } from '@jalon/engine';
import type { Bench } from '../harness/bench.js';
import { clients, shared } from '../harness/clients.js';
import { newTenant, storeCopies } from '../fixtures/copies.js';
import { commandsOver } from '../fixtures/engine.js';
import { give } from '../fixtures/people.js';
import { recordMission } from '../fixtures/recorded-mission.js';
import { EVENTS_A_TURN, LENGTH_BEFORE, timekeeper, turnsOver, type GiveOn } from '../fixtures/timekeeping.js';
import { emmettOn, EMMETT_PACKAGES } from './emmett.js';
import { openMeasuredServer, IDLE_TIMEOUT_MS } from './server.js';

const CLIENTS = 64;
const MISSIONS = { full: 2_000, quick: 200 };

const LED = {
  elsewhere: { name: '', told: 'that were led in another process before' },
  here: { name: 'known-', told: 'that this process has led before' },
};

/**
 * Complete commands on a server, compared with emmett's command handler, which makes the same decisions.
 *
 * @param led which process handled the missions' earlier commands: this one has their streams in its cache
 */
export function serverCommands(led: keyof typeof LED): Bench {
  return {
    name: `esdb-command-${LED[led].name}${CLIENTS}`,
    unit: 'commands carried out',
    ours: `${CLIENTS} callers of the command handler, LogHours and ApproveHours on missions of about ten events ${LED[led].told}: load, fold, decide, seal, append`,
    raw: `as many of @event-driven-io/emmett-esdb's command handler (${EMMETT_PACKAGES}), with the same evolve and decide: no key, no hash, nothing sealed`,
    pace: { full: { rounds: 11, sliceMs: 500 }, quick: { rounds: 3, sliceMs: 80 } },
    whenAsked: true,

    async open({ folder, quick }) {
      const server = await openMeasuredServer();
      const store = openEventStoreDb({
        url: server.url,
        registry: createEventRegistry(events),
        idleTimeoutMs: IDLE_TIMEOUT_MS,
      });
      const tenant = newTenant();
      const engine = await commandsOver(store, tenant, folder);
      const length = led === 'here' ? LENGTH_BEFORE - EVENTS_A_TURN : LENGTH_BEFORE;
      const mission = await recordMission(engine, length, tenant);
      const missions = quick ? MISSIONS.quick : MISSIONS.full;
      const emmett = await emmettOn(server.url);
      const giveOurs: GiveOn = (caller, command, id) => give(engine.handler, caller, command, id);

      async function callersOf(giveOn: GiveOn): Promise<(caller: number) => Promise<void>> {
        const turns = turnsOver(await storeCopies(store, mission.events, missions, tenant), length);
        const callers = Array.from({ length: CLIENTS }, () => timekeeper(giveOn, mission, turns));
        const call = (caller: number) => (callers[caller] as () => Promise<void>)();
        if (led === 'here') await shared(CLIENTS, missions * EVENTS_A_TURN, call);
        return call;
      }

      const [ours, theirs] = [await callersOf(giveOurs), await callersOf(emmett.give)];
      return {
        against: server.what,
        ours: (slice) => clients(CLIENTS, slice, ours),
        raw: (slice) => clients(CLIENTS, slice, theirs),
        async close() {
          await engine.close();
          await store.close();
          await emmett.close();
          await server.close();
        },
      };
    },
  };
}
