import { createEventRegistry } from '@jalon/event-store';
import { openEventStoreDb } from '@jalon/event-store/eventstoredb';
import { events } from '@jalon/engine';
import type { Bench } from '../harness/bench.js';
import { clients } from '../harness/clients.js';
import { newTenant, storeCopies } from '../world/copies.js';
import { commandsOver } from '../world/engine.js';
import { give } from '../world/people.js';
import { recordMission } from '../world/recorded-mission.js';
import { LENGTH_BEFORE, timekeeper, turnsOver, type GiveOn } from '../world/timekeeping.js';
import { emmettOn, EMMETT_PACKAGES } from './emmett.js';
import { openMeasuredServer, PATIENCE_MS } from './server.js';

const CLIENTS = 64;
const MISSIONS = { full: 2_000, quick: 200 };

/** Whole commands over a server, beside another handler's that is given the same decisions to make. */
export const serverCommands: Bench = {
  name: `esdb-command-${CLIENTS}`,
  unit: 'commands carried out',
  ours: `${CLIENTS} callers of the command handler, LogHours and ApproveHours on missions of about ten events: load, fold, decide, seal, append`,
  raw: `as many of @event-driven-io/emmett-esdb's command handler (${EMMETT_PACKAGES}), with the same evolve and decide: no key, no hash, nothing sealed`,
  pace: { full: { rounds: 11, sliceMs: 500 }, quick: { rounds: 3, sliceMs: 80 } },
  whenAsked: true,

  async open({ folder, quick }) {
    const server = await openMeasuredServer();
    const store = openEventStoreDb({ url: server.url, registry: createEventRegistry(events), patienceMs: PATIENCE_MS });
    const tenant = newTenant();
    const engine = await commandsOver(store, tenant, folder);
    const mission = await recordMission(engine, LENGTH_BEFORE, tenant);
    const missions = quick ? MISSIONS.quick : MISSIONS.full;
    const turns = async () => turnsOver(await storeCopies(store, mission.events, missions, tenant));
    const [ours, theirs] = [await turns(), await turns()];
    const emmett = await emmettOn(server.url);
    const giveOurs: GiveOn = (caller, command, id) => give(engine.handler, caller, command, id);
    const callers = Array.from({ length: CLIENTS }, () => timekeeper(giveOurs, mission, ours));
    const theirCallers = Array.from({ length: CLIENTS }, () => timekeeper(emmett.give, mission, theirs));
    return {
      against: server.what,
      ours: (slice) => clients(CLIENTS, slice, (caller) => (callers[caller] as () => Promise<void>)()),
      raw: (slice) => clients(CLIENTS, slice, (caller) => (theirCallers[caller] as () => Promise<void>)()),
      async close() {
        await engine.close();
        await store.close();
        await emmett.close();
        await server.close();
      },
    };
  },
};
