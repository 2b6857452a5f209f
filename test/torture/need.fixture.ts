import { systemIds, systemRandom } from '@jalon/application';
import type { ClaimsDue, HeldClaim } from '@jalon/application';
import { OpenTenant, RegisterEmployer, RegisterOrganisation, RegisterPerson } from '@jalon/directory';
import { events } from '@jalon/engine';
import type { EventStore } from '@jalon/ports';
import { createEventRegistry } from '@jalon/event-store';
import { createMemoryEventStore } from '@jalon/event-store/memory';
import { claimId, instantPlus, streamName, type Caller, type Category, type Uuid } from '@jalon/kernel';
import { PublishNeed, type NeedState } from '@jalon/marketplace';
import { AcceptMission, ProposeMission, type MissionState } from '@jalon/mission';
import { sealer } from '@jalon/privacy';
import { memoryKeyStore } from '@jalon/privacy/memory';
import { callerOf, OFFICER, openWorker, contextOf, TENANT, type SharedPorts, type Worker } from './worker.js';
import type { Script } from './scripted.event-store.js';

/** A tenant with a need, over a store that any number of processes share; each has a handler and a sweeper of its own. */
export interface NeedFixture {
  readonly store: EventStore;
  readonly places: number;
  worker(script?: Script): Worker;
  /** A mission on the need that waits for its last acceptance: the company's. */
  proposed(): Promise<Uuid>;
  mission(id: Uuid): Promise<MissionState>;
  /** The missions that hold a claim on the need. */
  holders(): Promise<readonly string[]>;
  /** The types of the need's events, oldest first. */
  needEvents(): Promise<readonly string[]>;
  /** Those of `missions` that are confirmed. */
  confirmed(missions: readonly Uuid[]): Promise<readonly string[]>;
  later(milliseconds: number): void;
}

interface NeedOptions {
  readonly places: number;
  /** A store in memory by default. */
  readonly ports?: SharedPorts;
}

export async function openNeedFixture({ places, ports: ports = portsInMemory() }: NeedOptions): Promise<NeedFixture> {
  const { store } = ports;
  let ahead = 0;
  const clock = { now: () => instantPlus(ports.clock.now(), ahead) };
  const process = (script?: Script) => openWorker({ ...ports, clock }, script);
  const { handler, streams, tenants } = process();
  const give = (command: object, caller: Caller, target: Uuid | null = null) =>
    handler.handle(command, contextOf(caller, target));
  const company = callerOf(OFFICER, 'admin');

  const opening = { zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: OFFICER };
  if (!(await tenants.find(TENANT))) await give(Object.assign(new OpenTenant(), opening), company);
  const { id: employer } = await give(Object.assign(new RegisterEmployer(), { name: 'Ferrand SA' }), company);
  const ngo = { name: 'Les Ateliers du Port', register: 'rna' };
  const { id: organisation } = await give(Object.assign(new RegisterOrganisation(), ngo), company);
  const { id: needId } = await give(
    Object.assign(new PublishNeed(), { organisation, title: 'Un site', places }),
    company,
  );

  async function proposed(): Promise<Uuid> {
    const person = { givenName: 'Ada', familyName: 'Roux', employer };
    const { id: employee } = await give(Object.assign(new RegisterPerson(), person), company);
    const terms = { basis: 'service', startsOn: '2026-04-01', endsOn: '2026-06-30', plannedMinutes: 4_800 };
    const speaker: Caller = { ...callerOf(systemIds.next(), 'organisation'), organisation };
    const proposal = Object.assign(new ProposeMission(), { employee, need: needId, ...terms });
    const { id } = await give(proposal, speaker);
    await give(new AcceptMission(), callerOf(employee, 'employee'), id);
    return id;
  }

  const stateOf = async (category: Category, id: Uuid) => (await streams.load({ category, tenant: TENANT, id })).state;
  const mission = async (id: Uuid) => (await stateOf('mission', id)) as MissionState;

  return {
    store,
    places,
    worker: process,
    proposed,
    mission,
    holders: async () => {
      const need = (await stateOf('need', needId)) as NeedState;
      return need.status === 'unknown' ? [] : Object.keys(need.claims).sort();
    },
    needEvents: async () => {
      const types: string[] = [];
      const name = streamName({ category: 'need', tenant: TENANT, id: needId });
      for await (const { envelope } of store.readStream(name)) types.push(envelope.type);
      return types;
    },
    confirmed: async (missions) => {
      const states = await Promise.all(missions.map(async (id) => ({ id, state: await mission(id) })));
      return states
        .filter(({ state }) => state.status === 'confirmed')
        .map(({ id }) => claimId(streamName({ category: 'mission', tenant: TENANT, id }), 'place'))
        .sort();
    },
    later: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}

const START = '2026-03-02T09:00:00.000Z';

function portsInMemory(): SharedPorts {
  const store = createMemoryEventStore({ registry: createEventRegistry(events) });
  const keys = memoryKeyStore(systemRandom);
  return {
    store,
    sealer: sealer({ keys, random: systemRandom }),
    clock: { now: () => START },
    due: everyClaim(store),
  };
}

/** The worst list of due claims: every claim ever taken, settled or not, and each twice. */
function everyClaim(store: EventStore): ClaimsDue {
  return {
    async *due() {
      const claims: HeldClaim[] = [];
      for await (const page of store.readAll(null)) {
        for (const { envelope } of page) {
          if (envelope.type !== 'ClaimTaken') continue;
          claims.push({ ...(envelope.data as unknown as HeldClaim), owner: envelope.stream });
        }
      }
      yield* [...claims, ...claims];
    },
  };
}
