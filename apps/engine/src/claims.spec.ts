import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandPolicies } from '@jalon/access';
import { openWriteSide, systemClock, systemIds, type CommandContext, type WriteSide } from '@jalon/application';
import { RegisterEmployer, RegisterOrganisation, RegisterPerson } from '@jalon/directory';
import { noTelemetry, type EventStore } from '@jalon/ports';
import { instantPlus, type Caller, type Clock, type Uuid } from '@jalon/kernel';
import { PublishNeed, type NeedState } from '@jalon/marketplace';
import { AcceptMission, CancelMission, ProposeMission } from '@jalon/mission';
import { deciders, tenantProfile } from './domain.js';
import { openEngine, readConfig, type Engine } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'jalon-claims-'));
const hr: Caller = { tenant: 'main', person: systemIds.next(), roles: ['hr'], organisation: null };
let engine: Engine;
let need: Uuid;

const give = (write: WriteSide, command: object, caller = hr, target: Uuid | null = null) => {
  const context: CommandContext = { caller, target, commandId: systemIds.next(), correlationId: systemIds.next() };
  return write.handler.handle(command, context);
};

/** A mission on the need that waits for the company alone. */
async function proposed(): Promise<Uuid> {
  const { id: employer } = await give(engine, Object.assign(new RegisterEmployer(), { name: 'Ferrand SA' }));
  const person = { givenName: 'Ada', familyName: 'Roux', employer };
  const { id: employee } = await give(engine, Object.assign(new RegisterPerson(), person));
  const terms = { basis: 'service', startsOn: '2026-04-01', endsOn: '2026-06-30', plannedMinutes: 4_800 };
  const { organisation } = await needState();
  const speaker: Caller = { ...hr, person: systemIds.next(), roles: ['organisation'], organisation };
  const { id } = await give(engine, Object.assign(new ProposeMission(), { employee, need, ...terms }), speaker);
  await give(engine, new AcceptMission(), { ...hr, person: employee, roles: ['employee'] }, id);
  return id;
}

async function needState(): Promise<Exclude<NeedState, { status: 'unknown' }>> {
  const { state } = await engine.streams.load({ category: 'need', tenant: 'main', id: need });
  return state as Exclude<NeedState, { status: 'unknown' }>;
}

async function viewsCaughtUp(): Promise<void> {
  while (!(await engine.health()).caughtUp) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** A process that dies between its claim and its append. */
function dying(clock: Clock = systemClock): WriteSide {
  const { stores, sealer } = engine;
  let dead = false;
  const store: EventStore = {
    ...stores.events,
    append: (stream, drafts, head) => {
      dead ||= stream.startsWith('mission');
      return dead ? Promise.reject(new Error('killed')) : stores.events.append(stream, drafts, head);
    },
  };
  return openWriteSide({
    store,
    sealer,
    clock,
    ids: systemIds,
    hashes: stores.records.uniqueHashes,
    deciders,
    policies: commandPolicies,
    tenantProfile,
    telemetry: noTelemetry,
  });
}

beforeAll(async () => {
  const config = readConfig({ JALON_DATA_DIR: join(folder, 'data'), JALON_KEYS_DIR: join(folder, 'keys') });
  engine = await openEngine(config, { claimDelayMs: 0 });
  const ngo = { name: 'Les Ateliers du Port', register: 'rna' };
  const { id: organisation } = await give(engine, Object.assign(new RegisterOrganisation(), ngo));
  ({ id: need } = await give(engine, Object.assign(new PublishNeed(), { organisation, title: 'Un site', places: 1 })));
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

it('the sweeper finds in the views a place whose command died, and one that was given back', async () => {
  const mission = await proposed();
  await expect(give(dying(), new AcceptMission(), hr, mission)).rejects.toThrow('killed');
  expect(Object.keys((await needState()).claims)).toHaveLength(1);

  await viewsCaughtUp();
  await engine.sweeper.sweep();
  expect((await needState()).claims).toEqual({});

  await give(engine, new AcceptMission(), hr, mission);
  await viewsCaughtUp();
  expect(await engine.sweeper.sweep()).toEqual({ kept: 0, gone: 0, failed: [] });
  expect(Object.keys((await needState()).claims)).toHaveLength(1);

  await give(engine, Object.assign(new CancelMission(), { reason: 'other' }), hr, mission);
  await viewsCaughtUp();
  await engine.sweeper.sweep();
  expect((await needState()).claims).toEqual({});

  const next = await proposed();
  await expect(give(engine, new AcceptMission(), hr, next)).resolves.toMatchObject({ created: false });
});

it('the sweeper releases a place that was taken while the clock was ahead', async () => {
  const ahead: Clock = { now: () => instantPlus(systemClock.now(), 3_600_000) };
  const registered = Object.assign(new PublishNeed(), { organisation: (await needState()).organisation });
  ({ id: need } = await give(engine, Object.assign(registered, { title: 'Une affiche', places: 1 })));
  const mission = await proposed();
  await expect(give(dying(ahead), new AcceptMission(), hr, mission)).rejects.toThrow('killed');
  expect(Object.keys((await needState()).claims)).toHaveLength(1);

  await viewsCaughtUp();
  expect(await engine.sweeper.sweep()).toEqual({ kept: 0, gone: 1, failed: [] });
  expect((await needState()).claims).toEqual({});
});
